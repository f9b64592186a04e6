import { randomBytes } from 'node:crypto';
import { keyFromSeed, type BonehBoyenKey } from '@edgebourse/chaincode/common/boneh-boyen';
import { dataFile, type Config } from '../config';
import { readOrMakeSecret } from './key-file';
import { seededBytes } from './seeded-key';

const SEED_BYTES = 32;

/** The authority's secrets. */
export interface AuthorityKey extends BonehBoyenKey {
    /** Makes ids and salts of private records that nobody else can guess and a repeat finds again. */
    readonly secret: Buffer;
}

/**
 * Opens the key with which the authority signs certificates: 32 bytes as hex, made at the first start.
 * @throws Error when the file holds something else.
 */
export async function openAuthorityKey(config: Config): Promise<AuthorityKey> {
    const seed = await openSeed(config);
    return { ...keyFromSeed(seed), secret: seed };
}

async function openSeed(config: Config): Promise<Buffer> {
    if (config.developmentSeed !== undefined) return seededBytes(config.developmentSeed, 'authority');
    const path = config.authorityKeyFile ?? dataFile(config, 'keys/authority.key');
    const text = await readOrMakeSecret(path, () => randomBytes(SEED_BYTES).toString('hex'));
    const seed = Buffer.from(text.trim(), 'hex');
    if (seed.length !== SEED_BYTES) throw new Error(`${path} holds no key of ${SEED_BYTES} bytes in hex.`);
    return seed;
}
