import { EdgeError, type ErrorCode } from '@edgebourse/chaincode/common/errors';
import type { Policy, RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import type {
    ClearingRecord,
    FlowRecord,
    GateRecord,
    ReadingRecord,
    SettlementRecord,
} from '@edgebourse/chaincode/energy/records';
import type { WalletRecord } from '@edgebourse/chaincode/identity/records';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import type { RoundName } from './market-time';

/** What the energy services read of the ledger, typed. */
export class LedgerReader {
    readonly #ledger: Pick<Ledger, 'evaluate'>;
    readonly #as: LedgerIdentity;
    readonly #isEndorsed: boolean;
    #policy: Policy | undefined;

    constructor(ledger: Pick<Ledger, 'evaluate'>, as: LedgerIdentity, isEndorsed = false) {
        this.#ledger = ledger;
        this.#as = as;
        this.#isEndorsed = isEndorsed;
    }

    /** @returns This reader, or one whose answers are endorsed. */
    endorsed(isEndorsed: boolean): LedgerReader {
        return isEndorsed ? new LedgerReader(this.#ledger, this.#as, true) : this;
    }

    /** @returns The policy in force, kept once it is there. @throws EdgeError POLICY_MISSING before genesis. */
    async policy(): Promise<Policy> {
        this.#policy ??= (await this.#read('policy:Get', {})) as Policy;
        return this.#policy;
    }

    /** @returns The rules of a region. @throws EdgeError REGION_UNKNOWN. */
    async region(name: string): Promise<RegionPolicy> {
        const region = (await this.policy()).regions.find((candidate) => candidate.region === name);
        if (region === undefined) throw new EdgeError('REGION_UNKNOWN', { region: name });
        return region;
    }

    /** @returns How far an operator-driven interval has come. */
    async gates({ region, interval }: RoundName): Promise<GateRecord> {
        return (await this.#read('energy:Gate', { region, interval })) as GateRecord;
    }

    /** @returns The clearing, or undefined before it. */
    async clearing({ region, interval }: RoundName): Promise<ClearingRecord | undefined> {
        return this.#find<ClearingRecord>('energy:Clearing', { region, interval });
    }

    /** @returns The settlement, or undefined before it. */
    async settlement({ region, interval }: RoundName): Promise<SettlementRecord | undefined> {
        return this.#find<SettlementRecord>('energy:Settlement', { region, interval });
    }

    /** @returns The readings that were recorded. */
    async readings({ region, interval }: RoundName): Promise<readonly ReadingRecord[]> {
        const answer = await this.#read('energy:Readings', { region, interval });
        return (answer as { readings: readonly ReadingRecord[] }).readings;
    }

    /** @returns The best claim of a period, or undefined. */
    async flow(region: string, period: number): Promise<FlowRecord | undefined> {
        return this.#find<FlowRecord>('energy:Flow', { region, period });
    }

    /** @returns The records of those of the wallets that are registered. */
    async wallets(wallets: readonly string[]): Promise<WalletRecord[]> {
        if (wallets.length === 0) return [];
        try {
            return (await this.#read('identity:Wallets', { wallets })) as WalletRecord[];
        } catch (error) {
            if (!isRefusal(error, 'WALLET_UNKNOWN')) throw error;
        }
        // One unknown wallet refuses them all: halve until it stands alone.
        if (wallets.length === 1) return [];
        const middle = wallets.length >> 1;
        return [...(await this.wallets(wallets.slice(0, middle))), ...(await this.wallets(wallets.slice(middle)))];
    }

    /** The contract answers null for a record that is not there. */
    async #find<Found>(fn: string, argument: object): Promise<Found | undefined> {
        return ((await this.#read(fn, argument)) as Found | null) ?? undefined;
    }

    async #read(fn: string, argument: unknown): Promise<unknown> {
        return this.#ledger.evaluate({ as: this.#as, fn, argument, isEndorsed: this.#isEndorsed });
    }
}

/** @returns Whether the error is this refusal. */
export function isRefusal(error: unknown, ...codes: readonly ErrorCode[]): error is EdgeError {
    return error instanceof EdgeError && codes.includes(error.code);
}
