import { join } from 'node:path';
import { z } from 'zod';

const count = z.coerce.number().int().min(0);
const positive = z.coerce.number().int().min(1);
const flag = z.union([z.boolean(), z.stringbool()]);
const names = z.union([z.array(z.string().min(1)), z.string().transform((text) => text.split(',').filter(Boolean))]);

/** Every setting of the gateway: its check, its default, and what it means. */
const fields = {
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
    port: count.max(65_535).default(8080).describe('Port to listen on; 0 takes a free one.'),
    dataDir: z
        .string()
        .min(1)
        .default('.edgebourse/gateway')
        .describe('Folder of the journal, the keys and the read model.'),
    connectionProfile: z
        .string()
        .min(1)
        .default('.edgebourse/connection.json')
        .describe('File that says where the ledger is and which identities sign.'),
    organisations: names
        .default([])
        .describe('MSP ids that this gateway acts for, separated by commas; all of the connection profile when empty.'),
    databaseUrl: z
        .string()
        .min(1)
        .optional()
        .describe('PostgreSQL of the read model; an embedded one in the data folder when absent.'),
    jwksFile: z
        .string()
        .optional()
        .describe('JSON Web Key Set whose keys sign the bearer tokens of operators; without it nobody can sign in.'),
    tokenIssuer: z.string().optional().describe('Required `iss` of bearer tokens.'),
    tokenAudience: z.string().default('edgebourse').describe('Required `aud` of bearer tokens.'),
    developmentTokens: flag
        .default(false)
        .describe(
            'Writes a token for every identity to tokens.json in the data folder. Start-up refuses it unless the ' +
                'gateway listens on a loopback address and the connection profile is of the development CA.',
        ),
    developmentSeed: z
        .string()
        .min(1)
        .optional()
        .describe('Derives the keys of the authority and of receipts from this text, so that a demo can be repeated.'),
    authorityKeyFile: z
        .string()
        .optional()
        .describe('Boneh-Boyen key of the authority; authority.key in the data folder when absent, made if missing.'),
    bodyBytesMax: positive.default(2_000_000).describe('Largest request body in bytes.'),
    evaluateTimeoutMs: positive.default(10_000).describe('Deadline of a read of the ledger.'),
    endorseTimeoutMs: positive.default(30_000).describe('Deadline of an endorsement.'),
    submitTimeoutMs: positive.default(10_000).describe('Deadline of handing a transaction to the orderers.'),
    commitTimeoutMs: positive.default(30_000).describe('Deadline of waiting for a commit.'),
    outcomeWaitMs: count
        .default(10_000)
        .describe('How long a request waits for the outcome of a signed command before it answers 202.'),
    retriesMax: count.default(8).describe('How often a transaction is made again after a conflict.'),
    rateLimitPerMinute: count.default(0).describe('Requests a minute and client address; 0 switches the limit off.'),
    transferBatchMs: count.default(5).describe('How long transfers wait for others to share their transaction.'),
    transferBatchMax: positive.max(1000).default(200).describe('How many transfers one transaction carries.'),
    journalKeepDays: count
        .default(30)
        .describe(
            'How long the journal remembers commands that ended and whose messages expired, days; a large journal is ' +
                'rewritten without them at start. Their repeats are refused as expired.',
        ),
    computeBlobBytesMax: positive.default(64_000_000).describe('Largest blob of a computing task, bytes.'),
    computeQuotaBytes: positive.default(256_000_000).describe('What one wallet may keep in the blob store, bytes.'),
    computeStoreBytes: positive.default(2_000_000_000).describe('What all wallets may keep there, bytes.'),
    computeKeepHours: positive.default(24).describe('How long a blob of a computing task is kept, hours.'),
    drainTimeoutMs: positive.default(10_000).describe('How long running requests may take when the gateway stops.'),
    logLevel: z
        .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('What is written to the log.'),
} as const;

const configSchema = z.strictObject(fields);

/** The settings of a gateway: checked, complete, frozen. */
export type Config = Readonly<z.infer<typeof configSchema>>;

/** Settings as a caller gives them; what is left out has its default. */
export type ConfigInput = z.input<typeof configSchema>;

/** One setting as the reference page shows it. */
export interface ConfigField {
    readonly name: string;
    readonly variable: string;
    readonly description: string;
    readonly fallback: string;
}

function variableOf(name: string): string {
    return `EDGEBOURSE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function fallbackOf(schema: z.ZodType): string {
    const parsed = schema.safeParse(undefined);
    return parsed.success && parsed.data !== undefined ? JSON.stringify(parsed.data) : '';
}

/** All settings with their environment variables; docs/reference/config.md is generated from it. */
export const CONFIG_FIELDS: readonly ConfigField[] = Object.entries(fields).map(([name, schema]) => ({
    name,
    variable: variableOf(name),
    description: schema.description ?? '',
    fallback: fallbackOf(schema),
}));

/**
 * Checks settings and fills in defaults.
 * @throws Error that names every setting that does not fit.
 */
export function readConfig(input: ConfigInput): Config {
    const parsed = configSchema.safeParse(input);
    if (!parsed.success) throw new Error(`The configuration does not fit.\n${z.prettifyError(parsed.error)}`);
    return Object.freeze(parsed.data);
}

/**
 * Reads settings from environment variables `EDGEBOURSE_...`.
 * @throws Error for values that do not fit, and for variables of that prefix that name no setting.
 */
export function configFromEnvironment(environment: Readonly<Record<string, string | undefined>>): Config {
    const known = new Map(CONFIG_FIELDS.map(({ name, variable }) => [variable, name]));
    const input: Record<string, string> = {};
    for (const [variable, value] of Object.entries(environment)) {
        if (!variable.startsWith('EDGEBOURSE_') || value === undefined) continue;
        const name = known.get(variable);
        if (name === undefined) throw new Error(`No setting is called ${variable}.`);
        input[name] = value;
    }
    return readConfig(input);
}

/** @returns Where the gateway keeps a file of its own. */
export function dataFile(config: Config, name: string): string {
    return join(config.dataDir, name);
}
