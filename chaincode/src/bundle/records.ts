import { z } from 'zod';

/** Arguments of the contract's functions, by name; each function takes one JSON text. */
export const bundleArguments = {
    Digest: z.strictObject({}),
};

/** What `bundle:Digest` answers. */
export interface BundleAnswer {
    /** SHA-256 over the contracts' code and its locked packages, 64 hex digits. */
    readonly digest: string;
}

const SEPARATOR = '+';

/** @returns The version of a chaincode definition: which one it is in order, and the digest of its code. */
export function bundleVersion(number: number, digest: string): string {
    return `${String(number)}${SEPARATOR}${digest}`;
}

/** @returns The digest in a definition's version; undefined in a version that carries none. */
export function digestOfVersion(version: string): string | undefined {
    return /^\d+\+([0-9a-f]{64})$/.exec(version)?.[1];
}
