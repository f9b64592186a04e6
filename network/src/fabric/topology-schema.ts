import { z } from 'zod';

const mspId = z.string().regex(/^[A-Za-z][A-Za-z0-9]*MSP$/, 'letters and digits that end in MSP');
const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and hyphens');
const port = z.int().min(1024).max(65_000);

/** What an organisation can be. */
export const ORGANISATION_KINDS = ['authority', 'eag', 'mec', 'wsp'] as const;

/** What `topology.yaml` may say. */
export const topologySchema = z.strictObject({
    channel: name,
    chaincode: name,
    host: z.ipv4(),
    /** Package or absolute path of a module that exports `contracts`; this project's own when left out. */
    contracts: z.string().optional(),
    organisations: z
        .array(
            z.strictObject({
                mspId,
                kind: z.enum(ORGANISATION_KINDS),
                /** The region that its operator serves. */
                region: name.optional(),
            }),
        )
        .min(1),
    peers: z.array(z.strictObject({ organisation: mspId, port })).min(1),
    orderers: z.array(z.strictObject({ organisation: mspId, port })),
    endorsement: z.strictObject({ outOf: z.int().min(1), organisations: z.array(mspId).min(1) }),
    /** Named private collections; every organisation has an implicit one besides. */
    collections: z
        .array(
            z.strictObject({
                name: z.string().regex(/^[A-Za-z0-9_-]+$/),
                members: z.array(mspId).min(1),
                /** After so many blocks the data is purged; 0 keeps it. */
                blocksToLive: z.int().min(0).default(0),
            }),
        )
        .default([]),
    ordering: z.strictObject({
        maxMessageCount: z.int().min(1),
        absoluteMaxBytes: z.int().min(1_048_576),
        batchIntervalMs: z.int().min(1),
    }),
});

/** A consortium as `topology.yaml` describes it, checked. */
export type Topology = z.infer<typeof topologySchema>;

/** One organisation of it. */
export type TopologyOrganisation = Topology['organisations'][number];

/** A peer or an orderer of it: whose it is, and the first of its ports. */
export type TopologyNode = Topology['peers'][number];
