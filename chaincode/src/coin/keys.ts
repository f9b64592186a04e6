import type { KeyParts } from '../common/store';

/** @returns The key of an output, or with the wallet alone the beginning of all its outputs. */
export function outputKey(wallet: string, ...place: [] | [txId: string, n: string]): KeyParts {
    return ['coin', wallet, ...place];
}

/** @returns The key of an output that a message names as `txId.n`. */
export function namedOutputKey(wallet: string, id: string): KeyParts {
    const dot = id.indexOf('.');
    return outputKey(wallet, id.slice(0, dot), id.slice(dot + 1));
}

/** @returns The name `txId.n` of an output, from the attributes of its key. */
export function outputName(attributes: readonly string[]): string {
    return attributes.slice(1).join('.');
}

/** @returns The key of a mint. */
export function mintKey(reference: string): KeyParts {
    return ['mint', reference];
}

/** @returns The key of a withdrawal. */
export function burnKey(wallet: string, commandId: string): KeyParts {
    return ['burn', wallet, commandId];
}

/** @returns The key of a delta row, or the beginning of the rows of a reason, or of a reason and period. */
export function supplyKey(...place: string[]): KeyParts {
    return ['supply', ...place];
}

/** @returns The key of an organisation's bond. */
export function bondKey(mspId: string): KeyParts {
    return ['bond', mspId];
}

/** @returns The key of a command that was carried out. */
export function commandKey(wallet: string, id: string): KeyParts {
    return ['command', wallet, id];
}
