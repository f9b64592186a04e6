import { createHash } from 'node:crypto';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { LoanRecord } from '@edgebourse/chaincode/credit/records';
import type { RegisteredParticipant } from '@edgebourse/gateway/client/answers';
import type { CreditClient } from '@edgebourse/gateway/client/credit-client';
import type { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import type { BankAgent } from '../bank/bank-agent';
import type { CommandSigner, CommandTime } from '../device/commands';
import { Borrower } from '../household/borrower';
import type { Intention } from '../household/household-agent';
import type { Household, RegionCast } from './cast';
import { APPETITE } from './credit-terms';
import { TARIFF } from './genesis';
import type { Income } from './income';
import type { SettledInterval } from './settled-interval';

/** What the credit of a region is built from. */
export interface RegionCreditOptions {
    readonly cast: RegionCast;
    readonly seed: string;
    readonly signer: CommandSigner;
    readonly income: Income;
    /** Absent where nobody lends. */
    readonly bank: BankAgent | undefined;
    /** Devices' routes, without a token. */
    readonly device: EdgebourseClient;
    readonly credit: CreditClient;
    /** What the authority certified, by wallet. */
    readonly certified: ReadonlyMap<string, RegisteredParticipant>;
    /** Share of the borrowers that never repay, 0 to 1. */
    readonly defaultShare: number;
}

/** Whether a household pays back: drawn from seed and node, so that one seed gives one day. */
function isHonest(seed: string, node: string, defaultShare: number): boolean {
    const digest = createHash('sha256').update(`edgebourse.default.v1\n${seed}\n${node}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32 >= defaultShare;
}

/** A deadline of a loan that the agents watch. */
interface Watched {
    readonly id: string;
    /** Times at which a sweep has something to do, ms; the passed ones are taken out. */
    deadlines: number[];
}

/** The credit of one region in a replay: who is paid, borrows, repays, and what deadlines do. */
export class RegionCredit {
    readonly #options: RegionCreditOptions;
    readonly #borrowers: ReadonlyMap<Household, Borrower>;
    readonly #watched: Watched[] = [];
    readonly #loans: string[] = [];

    constructor(options: RegionCreditOptions) {
        this.#options = options;
        const { cast, seed, signer, defaultShare } = options;
        const earners = cast.households.filter(({ hasPhotovoltaics }) => !hasPhotovoltaics);
        this.#borrowers = new Map(
            earners.map((household) => [
                household,
                new Borrower({
                    key: household.key,
                    signer,
                    retailMicroPerKwh: TARIFF.retailMicroPerKwh,
                    appetite: { ...APPETITE, bank: cast.organisation },
                    isHonest: isHonest(seed, household.node, defaultShare),
                }),
            ]),
        );
    }

    /** @returns The loans that were granted, in order. */
    get loans(): readonly string[] {
        return this.#loans;
    }

    /** Before the orders of an interval: deposits, deadlines, repayments, new loans. @param time - The region's. */
    async begin(interval: number, time: CommandTime, buyers: ReadonlySet<Household>): Promise<void> {
        for (const [household, amount] of await this.#options.income.pay(this.#options.cast.region, interval)) {
            this.#borrowers.get(household)?.deposit(amount);
        }
        const { bank } = this.#options;
        if (bank === undefined) return;
        await this.sweep(time.nowMs);
        await this.#repay(time);
        await this.#borrow(bank, time, buyers);
    }

    /** After an interval: everyone reads what it did to its coins. */
    end({ clearing, settlement }: SettledInterval): void {
        for (const borrower of this.#borrowers.values()) borrower.observe(clearing, settlement);
    }

    /** @returns The token that pays a household's order, or undefined. */
    tokenFor(household: Household, { side, energyWh, limitMicroPerKwh }: Intention, nowMs: number): string | undefined {
        if (side === 'sell') return undefined;
        const reserveMicro = (BigInt(energyWh) * BigInt(limitMicroPerKwh) + 500n) / 1000n;
        return this.#borrowers.get(household)?.tokenFor(reserveMicro, nowMs);
    }

    /** Sweeps the loans whose next deadline has passed by the region's time. */
    async sweep(nowMs: number): Promise<void> {
        const due = this.#watched.filter(({ deadlines }) => deadlines.some((deadline) => deadline < nowMs));
        for (const loan of due) loan.deadlines = loan.deadlines.filter((deadline) => deadline >= nowMs);
        if (due.length > 0) await this.#options.credit.sweep(due.map(({ id }) => id));
    }

    async #repay(time: CommandTime): Promise<void> {
        const { credit } = this.#options;
        for (const [household, borrower] of this.#borrowers) {
            const id = borrower.loan;
            if (id === undefined || !borrower.wouldRepay(borrower.dueMicro)) continue;
            const loan = await credit.loan(id);
            const dueMicro = dueOf(loan);
            if (!borrower.wouldRepay(dueMicro)) continue;
            const output = await this.#spendable(household, time.nowMs);
            if (output === undefined) continue;
            const { balanceMicro } = await credit.token(id);
            await credit.repay(borrower.repayment(output, dueMicro, time));
            borrower.repaid(dueMicro, BigInt(balanceMicro));
            this.#forget(id);
        }
    }

    #forget(id: string): void {
        const place = this.#watched.findIndex((watched) => watched.id === id);
        if (place >= 0) this.#watched.splice(place, 1);
    }

    async #spendable({ key }: Household, nowMs: number): Promise<string | undefined> {
        const { outputs } = await this.#options.device.outputs(key.address);
        const free = outputs.filter(
            ({ lock, confirmedAt }) => lock === undefined && Number(confirmedAt ?? '0') <= nowMs,
        );
        return free.sort((a, b) => Number(BigInt(b.amountMicro) - BigInt(a.amountMicro)))[0]?.id;
    }

    async #borrow(bank: BankAgent, time: CommandTime, buyers: ReadonlySet<Household>): Promise<void> {
        const asking = new Map<string, Borrower>();
        for (const [household, borrower] of this.#borrowers) {
            const request = buyers.has(household) ? borrower.request(time) : undefined;
            if (request === undefined) continue;
            await this.#handIn(household, request);
            asking.set(household.key.address, borrower);
        }
        if (asking.size === 0) return;
        for (const { wallet, status, loan } of await bank.serve(time)) {
            const granted =
                status === 'refused' || loan === undefined ? undefined : await this.#options.credit.loan(loan);
            asking.get(wallet)?.decided(granted);
            if (granted !== undefined) this.#watch(granted);
        }
    }

    async #handIn({ node, key }: Household, request: Envelope): Promise<void> {
        const certificate = this.#options.certified.get(key.address)?.certificate;
        if (certificate === undefined) throw new Error(`${node} has no certificate`);
        const salt = createHash('sha256').update(`${this.#options.seed}\n${node}\ndossier`).digest('hex');
        const dossier = { trueIdentity: node, certificate, wallets: [key.address], salt };
        await this.#options.credit.request(request, dossier);
    }

    #watch({ id, endMs, dueMs }: LoanRecord): void {
        this.#loans.push(id);
        // A sweep waits a little beyond the due time, see `graceMs`: half an hour is enough for every policy.
        this.#watched.push({ id, deadlines: [Number(endMs), Number(dueMs) + 1_800_000] });
    }
}

/** @returns What is still due of a loan, micro-coins: see `dueOf` of the credit contract. */
export function dueOf({ status, amountMicro, interestMicro, penaltyMicro, paidMicro }: LoanRecord): bigint {
    const charge = status === 'open' || status === 'repaid' ? interestMicro : penaltyMicro;
    const due = BigInt(amountMicro) + BigInt(charge) - BigInt(paidMicro);
    return due > 0n ? due : 0n;
}
