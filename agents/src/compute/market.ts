import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { ContractRecord, NodeState, ResultRecord, WorkerRecord } from '@edgebourse/chaincode/compute/records';

/** What became of a signed command. */
export interface CommandOutcome {
    readonly status: 'done' | 'exists' | 'refused' | 'queued';
    readonly code?: string;
}

/** The computing market as devices reach it: signed commands, and records to read. Everything else is refused by code. */
export interface ComputeMarket {
    node(region: string): Promise<NodeState>;
    worker(wallet: string): Promise<WorkerRecord>;
    contract(contract: string): Promise<ContractRecord>;
    /** Undefined until the seller's result is on the ledger. */
    result(contract: string, seller: string): Promise<ResultRecord | undefined>;
    /** compute.offer.v1. */
    offer(offer: Envelope): Promise<void>;
    /** compute.request.v1: the game is solved on the way. @returns The contract. */
    request(request: Envelope): Promise<ContractRecord>;
    /** compute.answer.v1. */
    answer(answer: Envelope): Promise<void>;
    /** compute.leave.v1. */
    leave(leave: Envelope): Promise<void>;
    /** compute.result.v1. */
    deliver(result: Envelope): Promise<void>;
    /** compute.verdict.v1. */
    verdict(verdict: Envelope): Promise<void>;
    /** Does what is due. @returns Copies of pieces that a rehire may give to somebody. */
    settle(contract: string): Promise<number>;
    /** Plays the game again for pieces that nobody holds. @returns The contract; undefined when nobody sells. */
    rehire(contract: string): Promise<ContractRecord | undefined>;
}

/** A device's way to the store at the MEC, for parties that cannot meet: by hash, limited, deleted after a while. */
export interface Relay {
    put(bytes: Uint8Array): Promise<void>;
    /** Fetches what belongs to a seller's part of a contract, whose buyer pays for the bytes. Rejects when it is gone. */
    get(contract: string, seller: string, hash: string): Promise<Buffer>;
}

/** A measured machine, as a MEC reports it. */
export interface Measurement {
    readonly envelope: Envelope;
    readonly fuel: string;
    readonly elapsedMs: number;
}

/** What the operator of a MEC node does. */
export interface ComputeNodeDesk {
    assess(region: string, assessments: readonly Measurement[]): Promise<CommandOutcome[]>;
    capStays(
        region: string,
        stays: readonly { readonly wallet: string; readonly unitMsE12: string; readonly validUntil: string }[],
    ): Promise<void>;
    reportLoad(region: string, loadPpm: number, queued: number): Promise<void>;
}

/** What the operator of another organisation does. */
export interface ComputeArbiter {
    resolve(contract: string, seller: string, wrong: readonly number[], reason: string): Promise<void>;
}
