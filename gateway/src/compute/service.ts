import type {
    computeArguments,
    ContractRecord,
    LoadRecord,
    MarketView,
    Part,
} from '@edgebourse/chaincode/compute/records';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { z } from 'zod';
import type { BatchResult } from '../lanes/contract-batch';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import { playAgain } from './play-again';
import type { ComputeReader, MarketAsked } from './reader';
import type { Quote, QuoteRequest } from './schema';
import { quoteGame, solveGame } from './solve-game';

type Argument<Name extends keyof typeof computeArguments> = z.infer<(typeof computeArguments)[Name]>;

/** A transaction with what its function answered. */
export interface Made<Value> {
    readonly transactionId: string;
    readonly value: Value;
}

/** What a settlement did of a contract. */
export interface Settled {
    readonly contract: string;
    readonly status: 'open' | 'closed';
    readonly paidMicro: string;
    readonly missing: number;
}

/** What MEC operators report and decide, and what anybody may set going. */
export class ComputeService {
    readonly #ledger: Ledger;
    readonly reader: ComputeReader;

    constructor(ledger: Ledger, reader: ComputeReader) {
        this.#ledger = ledger;
        this.reader = reader;
    }

    /** @throws EdgeError COMPUTE_NODE_UNKNOWN, ACCESS_DENIED. */
    async assess(argument: Argument<'Assess'>, as: LedgerIdentity): Promise<Made<readonly BatchResult[]>> {
        return this.#make(as, 'Assess', argument);
    }

    /** @throws EdgeError COMPUTE_NODE_UNKNOWN, ACCESS_DENIED. */
    async capStays(argument: Argument<'CapStays'>, as: LedgerIdentity): Promise<Made<readonly BatchResult[]>> {
        return this.#make(as, 'CapStays', argument);
    }

    /** @throws EdgeError COMPUTE_NODE_UNKNOWN, ACCESS_DENIED. */
    async reportLoad(argument: Argument<'ReportLoad'>, as: LedgerIdentity): Promise<Made<LoadRecord>> {
        return this.#make(as, 'ReportLoad', argument);
    }

    /** @throws EdgeError what the contract refuses. */
    async resolve(argument: Argument<'Resolve'>, as: LedgerIdentity): Promise<Made<Part>> {
        return this.#make(as, 'Resolve', argument);
    }

    /** Does what is due of contracts. @throws EdgeError COMPUTE_CONTRACT_UNKNOWN. */
    async settle(argument: Argument<'Settle'>): Promise<Made<readonly Settled[]>> {
        return this.#make(this.#ledger.actor('operator'), 'Settle', argument);
    }

    /** @returns The sellers of a game. @throws EdgeError COMPUTE_NODE_UNKNOWN. */
    async market(asked: MarketAsked): Promise<MarketView> {
        return this.reader.market(asked);
    }

    /** Solves a game that binds nobody. @throws EdgeError COMPUTE_NODE_UNKNOWN, COMPUTE_NO_SELLERS, COMPUTE_GAME_INVALID. */
    async quote(request: QuoteRequest): Promise<Quote> {
        const { sellers } = await this.market(request);
        return quoteGame(request, sellers);
    }

    /**
     * Plays the game again for the pieces of a contract that nobody holds any more.
     * @throws EdgeError COMPUTE_PART_STATE when nothing is missing, and what the contract refuses.
     */
    async rehire(contract: string): Promise<Made<ContractRecord>> {
        return playAgain(async () => {
            const { region, buyer, durationMs, status } = await this.reader.contract(contract);
            const game = await this.market({ region, buyer, durationMs, contract });
            const { sellers, costScaleE12 = '0', costExponentE12 = '0', missing = 0 } = game;
            if (status === 'closed' || missing === 0) throw new EdgeError('COMPUTE_PART_STATE', { contract, missing });
            const solution = solveGame({ costScaleE12, costExponentE12 }, sellers);
            return this.#make(this.#ledger.actor('operator'), 'Rehire', { contract, solution });
        });
    }

    async #make<Value>(as: LedgerIdentity, name: string, argument: unknown): Promise<Made<Value>> {
        const { transactionId, result } = await this.#ledger.submit({ as, fn: `compute:${name}`, argument });
        return { transactionId, value: result as Value };
    }
}
