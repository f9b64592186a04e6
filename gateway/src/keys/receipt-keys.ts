import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Config } from '../config';
import { dataFile } from '../config';
import { readOrMakeSecret } from './key-file';
import { seededKey } from './seeded-key';

function newKeyPem(): string {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Opens the keys with which organisations sign the receipts of orders, making missing ones. An organisation registers
 * its key for good, so losing the file loses the organisation's voice.
 * @returns MSP id to P-256 private key.
 */
export async function openReceiptKeys(
    config: Config,
    organisations: readonly string[],
): Promise<ReadonlyMap<string, KeyObject>> {
    const keys = new Map<string, KeyObject>();
    for (const mspId of organisations) {
        const { developmentSeed } = config;
        const key =
            developmentSeed === undefined
                ? createPrivateKey(await readOrMakeSecret(dataFile(config, `keys/receipt-${mspId}.pem`), newKeyPem))
                : seededKey(developmentSeed, `receipt.${mspId}`);
        keys.set(mspId, key);
    }
    return keys;
}
