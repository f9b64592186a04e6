import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

const userFiles = z.object({ cert: z.string().min(1), key: z.string().min(1) });

const endpoint = z.object({
    /** host:port of the gRPC service. */
    address: z.string().regex(/^.+:\d+$/, 'host:port'),
    /** PEM file of the CA behind the service's TLS certificate. */
    tlsCaPem: z.string().min(1),
    /** Name in the TLS certificate, where it is not the host. */
    tlsServerName: z.string().optional(),
});

/** A peer whose gateway serves clients. */
export type PeerEndpoint = Pick<z.infer<typeof endpoint>, 'address' | 'tlsCaPem'> & { readonly tlsServerName?: string };

const profileSchema = endpoint.extend({
    /** More peers of the channel, tried in this order when the one that serves is lost. */
    fallbacks: z.array(endpoint).default([]),
    /** Who must endorse the chaincode's transactions: so many of these organisations, each of which has a peer. */
    endorsement: z.object({ outOf: z.int().min(1), organisations: z.array(z.string().min(1)).min(1) }).optional(),
    channel: z.string().min(1),
    chaincode: z.string().min(1),
    organisations: z.array(z.object({ mspId: z.string().min(1), users: z.record(z.string(), userFiles) })).min(1),
    /** The identities come from a development CA, whose keys lie in files beside the ledger. */
    developmentCa: z.boolean().default(false),
});

/** Where the ledger is and which identities sign. */
export type ConnectionProfile = z.infer<typeof profileSchema>;

/**
 * Reads a connection profile. Relative paths in it are relative to the file.
 * @throws Error when the file is missing or does not fit.
 */
export async function readConnectionProfile(path: string): Promise<ConnectionProfile> {
    const parsed = profileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (!parsed.success) throw new Error(`${path} is no connection profile.\n${z.prettifyError(parsed.error)}`);
    const { organisations, fallbacks, ...rest } = parsed.data;
    const at = (file: string): string => resolve(dirname(path), file);
    return {
        ...rest,
        tlsCaPem: at(rest.tlsCaPem),
        fallbacks: fallbacks.map((peer) => ({ ...peer, tlsCaPem: at(peer.tlsCaPem) })),
        organisations: organisations.map(({ mspId, users }) => ({
            mspId,
            users: Object.fromEntries(
                Object.entries(users).map(([name, { cert, key }]) => [name, { cert: at(cert), key: at(key) }]),
            ),
        })),
    };
}
