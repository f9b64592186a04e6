import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { RepayMessage, RequestMessage } from '@edgebourse/chaincode/credit/messages';
import type { LoanRecord } from '@edgebourse/chaincode/credit/records';
import type {
    ClearingRecord,
    SettlementRecord,
    TradeRecord,
    TradeSettlement,
} from '@edgebourse/chaincode/energy/records';
import { commandHead, type CommandSigner, type CommandTime } from '../device/commands';
import type { DeviceKey } from '../device/keys';

/** What a household asks a bank for, and up to which rates. */
export interface Appetite {
    readonly bank: string;
    readonly product: string;
    /** The least that it asks for, micro-coins. */
    readonly leastMicro: bigint;
    readonly alphaMaxE12: string;
    readonly betaMaxE12: string;
    /** Intervals of its last use that its own coins must pay from the grid before it asks for a loan. */
    readonly cushionIntervals: number;
}

/** What a borrower is built from. */
export interface BorrowerOptions {
    readonly key: DeviceKey;
    readonly signer: CommandSigner;
    readonly retailMicroPerKwh: number;
    readonly appetite: Appetite;
    /** Whether it repays what it owes, as soon as it can. */
    readonly isHonest: boolean;
}

/** A loan that runs. */
interface OpenLoan {
    readonly id: string;
    readonly endMs: number;
    /** Principal and interest when it was granted, micro-coins: what is due is no more unless it is overdue. */
    readonly dueMicro: bigint;
    balanceMicro: bigint;
}

/**
 * A household that borrows: follows its coins through the public records, asks for a loan before it runs dry, lets the
 * token pay its neighbours while its own coins pay the grid, and repays once it can.
 */
export class Borrower {
    readonly #options: BorrowerOptions;
    #coinsMicro = 0n;
    #lastUseMicro = 0n;
    #loan: OpenLoan | undefined;
    #isWaiting = false;

    constructor(options: BorrowerOptions) {
        this.#options = options;
    }

    /** Whether a loan runs that it has not repaid. */
    get loan(): string | undefined {
        return this.#loan?.id;
    }

    /** What it owes at most while the loan is not overdue, micro-coins. */
    get dueMicro(): bigint {
        return this.#loan?.dueMicro ?? 0n;
    }

    /** Coins came in from outside, or went. */
    deposit(amountMicro: bigint): void {
        this.#coinsMicro += amountMicro;
    }

    /** Reads what a settled interval did to its coins. */
    observe(clearing: ClearingRecord, settlement: SettlementRecord): void {
        const { key, retailMicroPerKwh } = this.#options;
        for (const [place, trade] of clearing.trades.entries()) {
            const settled = settlement.trades[place];
            if (settled !== undefined && settled.status !== 'd') this.#observeTrade(trade, settled);
        }
        for (const line of settlement.grid.filter(({ wallet }) => wallet === key.address)) {
            this.#coinsMicro += BigInt(line.creditedMicro) - BigInt(line.chargedMicro);
            this.#lastUseMicro = (BigInt(line.importWh) * BigInt(retailMicroPerKwh)) / 1000n;
        }
    }

    #observeTrade({ buyer, seller, payTo, creditToken }: TradeRecord, settled: TradeSettlement): void {
        const wallet = this.#options.key.address;
        const soldMicro = BigInt(settled.paidMicro) + BigInt(settled.buyerShortMicro);
        const shortMicro = BigInt(settled.sellerShortMicro);
        if (payTo === wallet) this.#coinsMicro += soldMicro;
        if (seller === wallet) this.#coinsMicro -= shortMicro;
        if (buyer !== wallet) return;
        this.#coinsMicro += shortMicro;
        if (creditToken === undefined) this.#coinsMicro -= soldMicro;
        else if (this.#loan?.id === creditToken) this.#loan.balanceMicro -= soldMicro;
    }

    /** @returns The token that pays an order of at most this much, or undefined: own coins pay. */
    tokenFor(reserveMicro: bigint, nowMs: number): string | undefined {
        const loan = this.#loan;
        const holds = loan !== undefined && nowMs < loan.endMs && loan.balanceMicro >= reserveMicro;
        return holds ? loan.id : undefined;
    }

    /** @returns Its request for a loan when its coins would not last; undefined while it has one or needs none. */
    request(time: CommandTime): Envelope | undefined {
        const { key, signer, appetite } = this.#options;
        const cushion = this.#lastUseMicro * BigInt(appetite.cushionIntervals);
        const isDry = this.#coinsMicro < cushion;
        if (this.#loan !== undefined || this.#isWaiting || !isDry) return undefined;
        this.#isWaiting = true;
        const wantedMicro = cushion > appetite.leastMicro ? cushion : appetite.leastMicro;
        const payload: RequestMessage = {
            type: 'credit.request.v1',
            ...commandHead(time, key.address, `loan.${String(time.nowMs)}`),
            bank: appetite.bank,
            product: appetite.product,
            amountMicro: String(wantedMicro),
            alphaMaxE12: appetite.alphaMaxE12,
            betaMaxE12: appetite.betaMaxE12,
        };
        return signer.sign(payload, key);
    }

    /** The bank decided: a loan, or none. */
    decided(loan: LoanRecord | undefined): void {
        this.#isWaiting = false;
        if (loan === undefined) return;
        const { id, endMs, amountMicro, interestMicro } = loan;
        this.#loan = {
            id,
            endMs: Number(endMs),
            dueMicro: BigInt(amountMicro) + BigInt(interestMicro),
            balanceMicro: BigInt(amountMicro),
        };
    }

    /** @returns Whether it would repay this much now: it is honest, and keeps what the grid will ask for next. */
    wouldRepay(dueMicro: bigint): boolean {
        return this.#options.isHonest && this.#coinsMicro >= dueMicro + this.#lastUseMicro;
    }

    /** @returns Its signed repayment. @param output - One of its own outputs. */
    repayment(output: string, dueMicro: bigint, time: CommandTime): Envelope {
        const { key, signer } = this.#options;
        const loan = this.#loan?.id ?? '';
        const payload: RepayMessage = {
            type: 'credit.repay.v1',
            ...commandHead(time, key.address, `repay.${loan}.${String(time.nowMs)}`),
            loan,
            amountMicro: String(dueMicro),
            consumes: output,
        };
        return signer.sign(payload, key);
    }

    /** The loan is paid; what its token still held is its own again. @param keptMicro - That rest, micro-coins. */
    repaid(paidMicro: bigint, keptMicro: bigint): void {
        this.#coinsMicro += keptMicro - paidMicro;
        this.#loan = undefined;
    }
}
