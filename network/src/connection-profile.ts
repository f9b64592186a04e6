import { readFile } from 'node:fs/promises';

/** Where a user's certificate and key lie. */
export interface UserFiles {
    readonly cert: string;
    readonly key: string;
}

/** One organisation of a connection profile. */
export interface ProfileOrganisation {
    readonly mspId: string;
    readonly users: Readonly<Record<string, UserFiles>>;
}

/** All that a client needs to reach a development network; `up` writes it to `connection.json`. Paths are absolute. */
export interface ConnectionProfile {
    /** host:port of the peer's gRPC service. */
    readonly address: string;
    /** PEM file of the CA that signed the peer's TLS certificate. */
    readonly tlsCaPem: string;
    readonly channel: string;
    readonly chaincode: string;
    /** More peers of the channel, for clients that lose the first. */
    readonly fallbacks?: readonly { readonly address: string; readonly tlsCaPem: string }[];
    /** Who must endorse: so many of these organisations, each of which has a peer. */
    readonly endorsement?: { readonly outOf: number; readonly organisations: readonly string[] };
    /** The identities come from a development CA, whose keys lie in files beside the ledger. */
    readonly developmentCa: boolean;
    readonly organisations: readonly ProfileOrganisation[];
}

/** Reads a connection profile; throws when the file is missing or is not one. */
export async function readConnectionProfile(path: string): Promise<ConnectionProfile> {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isProfile(parsed)) throw new TypeError(`${path} is not a connection profile`);
    return parsed;
}

function isProfile(value: unknown): value is ConnectionProfile {
    if (!isRecord(value)) return false;
    const texts = ['address', 'tlsCaPem', 'channel', 'chaincode'].map((name) => value[name]);
    const { organisations } = value;
    return (
        texts.every((text) => typeof text === 'string') &&
        Array.isArray(organisations) &&
        organisations.every((organisation) => isRecord(organisation) && isRecord(organisation['users']))
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null;
}
