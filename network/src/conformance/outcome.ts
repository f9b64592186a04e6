import { status } from '@grpc/grpc-js';
import { CommitError, GatewayError, StatusCode } from '@hyperledger/fabric-gateway';

/** Plain JSON: what a behaviour observed. */
export type Observation =
    | string
    | number
    | boolean
    | null
    | readonly Observation[]
    | { readonly [key: string]: Observation };

/** How a refused call ended, as a client sees it. */
export interface Refused {
    readonly refused: string;
    readonly message: string;
    readonly details: readonly { readonly mspId: string; readonly message: string }[];
}

/**
 * Describes what a client of Fabric got thrown: gRPC's code by name, message, and each organisation's own words.
 * @throws The error itself where it does not come from a ledger.
 */
export function refusal(error: unknown): Refused {
    if (error instanceof CommitError) return { refused: codeName(error.code), message: '', details: [] };
    if (!(error instanceof GatewayError)) throw error;
    const details = error.details.map(({ mspId, message }) => ({ mspId, message: steady(message) }));
    details.sort((one, other) => (`${one.mspId}${one.message}` < `${other.mspId}${other.message}` ? -1 : 1));
    const message = steady(error.cause.details);
    return { refused: status[error.code] ?? String(error.code), message, details };
}

/** @returns The name of a validation code. */
export function codeName(code: number): string {
    return Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

/** Replaces what differs from run to run: transaction ids, addresses, block heights' versions, times. */
export function steady(text: string): string {
    return text
        .replace(/\b[0-9a-f]{64}\b/g, '<hash>')
        .replace(/\b(?:127\.0\.0\.1|localhost):\d+\b/g, '<address>')
        .replace(/(BlockNum|TxNum): \d+/g, '$1: <number>')
        .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| \+0000 UTC)/g, '<time>');
}

/**
 * Leaves out who said it, and how many did: which of several organisations or orderers answers first is chance.
 * @returns The observation, of a refusal with each of its words once.
 */
export function byAnyone(observation: Observation): Observation {
    if (observation === null || typeof observation !== 'object' || !('details' in observation)) return observation;
    const { refused, message, details } = observation as unknown as Refused;
    return { refused, message, details: [...new Set(details.map((detail) => detail.message))] };
}

/** Runs a call that may be refused. @returns Its value, or the refusal. */
export async function observed<Value extends Observation>(call: Promise<Value>): Promise<Observation> {
    return call.catch((error: unknown) => refusal(error) as unknown as Observation);
}
