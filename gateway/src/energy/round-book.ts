import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { LruMap } from '@edgebourse/chaincode/common/lru';
import type { RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import type { ClearingRecord, GateName } from '@edgebourse/chaincode/energy/records';
import type { LedgerReader } from './ledger-reader';
import { gateEnd, type RoundName } from './market-time';

/** How far a round has come, as this gateway knows it. */
export interface Round extends RoundName {
    readonly policy: RegionPolicy;
    /** Gates that its operator closed or is closing. */
    readonly closed: Set<GateName>;
    /** Undefined before it, and again once the round is settled here. */
    clearing?: ClearingRecord | undefined;
    isSettled: boolean;
}

/** Rounds kept in memory; an older one is read from the ledger again. */
const ROUNDS_MAX = 10_000;

/** Where rounds come from. */
export interface RoundSource extends Pick<LedgerReader, 'region' | 'gates' | 'clearing' | 'settlement'> {
    /** Gates that this gateway closed for good, though the ledger may not know yet. */
    closedHere(name: RoundName): readonly GateName[];
}

/** The rounds that this gateway has to do with. Each is read from the ledger once, then kept up by the services. */
export class RoundBook {
    readonly #source: RoundSource;
    readonly #now: () => number;
    readonly #loading = new LruMap<string, { round: Promise<Round> | undefined; loaded?: Round }>(ROUNDS_MAX);

    constructor(source: RoundSource, now: () => number) {
        this.#source = source;
        this.#now = now;
    }

    /** @returns The round. @throws EdgeError REGION_UNKNOWN, or of the way to the ledger. */
    async load(name: RoundName): Promise<Round> {
        const slot = this.#slot(name);
        slot.round ??= this.#read(name);
        try {
            slot.loaded = await slot.round;
            return slot.loaded;
        } catch (error) {
            slot.round = undefined;
            throw error;
        }
    }

    /** @returns A round that was loaded. @throws EdgeError INTERNAL when it was not (a defect of the caller). */
    get(name: RoundName): Round {
        const loaded = this.peek(name);
        if (loaded === undefined) throw new EdgeError('INTERNAL', { region: name.region, interval: name.interval });
        return loaded;
    }

    /** As {@link RoundBook.load}; what may have happened elsewhere since is read again. */
    async refresh(name: RoundName): Promise<Round> {
        const round = await this.load(name);
        round.clearing ??= await this.#source.clearing(round);
        return round;
    }

    /** @returns The round if it was loaded. */
    peek(name: RoundName): Round | undefined {
        return this.#slot(name).loaded;
    }

    /** @returns Whether the gate takes no more: closed by its operator, or by the clock. */
    isClosed(round: Round, gate: GateName): boolean {
        if (round.policy.gates === 'operator') return round.closed.has(gate);
        return this.#now() > gateEnd(round.policy, round.interval, gate);
    }

    #slot({ region, interval }: RoundName): { round: Promise<Round> | undefined; loaded?: Round } {
        return this.#loading.getOrMake(`${region}/${interval}`, () => ({ round: undefined }));
    }

    async #read({ region, interval }: RoundName): Promise<Round> {
        const name = { region, interval };
        const policy = await this.#source.region(region);
        const [gates, clearing, settlement] = await Promise.all([
            policy.gates === 'operator' ? this.#source.gates(name) : { closed: [] },
            this.#source.clearing(name),
            this.#source.settlement(name),
        ]);
        const closed = new Set([...gates.closed, ...this.#source.closedHere(name)]);
        return { ...name, policy, closed, clearing, isSettled: settlement !== undefined };
    }
}
