import { setTimeout as delay } from 'node:timers/promises';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { BatchResult } from '../lanes/contract-batch';
import { toRefusal } from '../http/problem';
import type { Ledger } from '../ledger/ledger';

/** A blob that is relayed for a seller's part. */
export interface RelayLine {
    readonly contract: string;
    readonly seller: string;
    readonly blob: string;
    readonly bytes: number;
}

interface Waiting {
    readonly line: RelayLine;
    readonly resolve: (chargedMicro: string) => void;
    readonly reject: (error: unknown) => void;
}

/** The contract takes at most so many lines a transaction. */
const LINES_MAX = 500;

/** Charges relayed blobs on the ledger, many in one transaction: each changes its contract's record. */
export class RelayCharges {
    readonly #ledger: Ledger;
    readonly #waitMs: number;
    readonly #waiting = new Map<string, Waiting[]>();

    constructor(ledger: Ledger, waitMs: number) {
        this.#ledger = ledger;
        this.#waitMs = waitMs;
    }

    /**
     * @param organisation - Runs the region's node.
     * @returns What the buyer was charged, micro-coins; the first time's when it was charged before.
     * @throws EdgeError COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, COMPUTE_PART_STATE, COMPUTE_RELAY_LIMIT,
     * COMPUTE_NODE_UNKNOWN; REQUEST_FORBIDDEN when this gateway does not act for the organisation.
     */
    async charge(region: string, organisation: string, line: RelayLine): Promise<string> {
        // Before anything waits: a gateway of another organisation relays nothing here.
        this.#ledger.actor('operator', organisation);
        return new Promise((resolve, reject) => {
            const waiting = this.#waiting.get(region);
            if (waiting !== undefined) {
                waiting.push({ line, resolve, reject });
                return;
            }
            this.#waiting.set(region, [{ line, resolve, reject }]);
            void this.#work(region, organisation);
        });
    }

    async #work(region: string, organisation: string): Promise<void> {
        await delay(this.#waitMs);
        for (let group = this.#take(region); group.length > 0; group = this.#take(region)) {
            await this.#submit(region, organisation, group);
        }
        this.#waiting.delete(region);
    }

    #take(region: string): Waiting[] {
        return this.#waiting.get(region)?.splice(0, LINES_MAX) ?? [];
    }

    async #submit(region: string, organisation: string, group: readonly Waiting[]): Promise<void> {
        try {
            const as = this.#ledger.actor('operator', organisation);
            const argument = { region, lines: group.map(({ line }) => line) };
            const { result } = await this.#ledger.submit({ as, fn: 'compute:Relay', argument });
            const results = result as readonly BatchResult[];
            for (const [index, waiting] of group.entries()) answer(waiting, results[index]);
        } catch (error) {
            for (const { reject } of group) reject(error);
        }
    }
}

function answer({ resolve, reject }: Waiting, result: BatchResult | undefined): void {
    if (result === undefined) reject(new EdgeError('LEDGER_REFUSED', { reason: 'no result' }));
    else if (result.status === 'refused') reject(toRefusal(result.code, result.message));
    else resolve(String(result['chargedMicro']));
}
