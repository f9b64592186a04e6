import type { World } from '../../../chaincode/test/support/world';
import { decodeError, EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Ledger, LedgerCall, LedgerIdentity, LedgerQuery, LedgerReceipt } from '../../src/ledger/ledger';

/** What a way to the ledger can do to a transaction. */
export type Mishap = 'away' | 'answer lost';

/**
 * The real contracts on the local ledger, behind the part of the gateway's door that services use. The way to it can
 * fail as a network does: before a transaction arrives, or after it was committed.
 */
export class WorldLedger implements Pick<Ledger, 'evaluate' | 'submit' | 'organisations' | 'actor'> {
    /** Functions submitted, in order. */
    readonly submitted: string[] = [];
    readonly #mishaps = new Map<string, Mishap>();

    constructor(
        readonly world: World,
        readonly organisations: readonly string[] = ['Eag1MSP', 'Eag2MSP'],
    ) {}

    /** The next transaction of the function meets the mishap. */
    next(fn: string, mishap: Mishap): void {
        this.#mishaps.set(fn, mishap);
    }

    actor(role: string, organisation = this.organisations[0] ?? ''): LedgerIdentity {
        return { organisation, user: role };
    }

    async evaluate({ as, fn, argument }: LedgerQuery): Promise<unknown> {
        return this.world.evaluate(fn, argument, this.#person(as)).catch(toEdgeError);
    }

    async submit({ as, fn, argument }: LedgerCall): Promise<LedgerReceipt> {
        const mishap = this.#mishaps.get(fn);
        this.#mishaps.delete(fn);
        if (mishap === 'away') throw new EdgeError('LEDGER_UNAVAILABLE');
        const { txId, value } = await this.world.submit(this.#person(as), fn, argument).catch(toEdgeError);
        this.submitted.push(fn);
        if (mishap === 'answer lost') throw new EdgeError('DEADLINE_EXCEEDED');
        return { transactionId: txId, blockNumber: 0n, result: value };
    }

    #person({ organisation }: LedgerIdentity): World['people']['eag1'] {
        const { eag1, eag2 } = this.world.people;
        return organisation === 'Eag1MSP' ? eag1 : eag2;
    }
}

function toEdgeError(error: unknown): never {
    throw (error instanceof Error && decodeError(error.message)) || error;
}
