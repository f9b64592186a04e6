import { isIP } from 'node:net';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { exportJWK, SignJWT, type JSONWebKeySet } from 'jose';
import { dataFile, type Config } from '../config';
import type { LedgerIdentity } from '../ledger/ledger';
import { readOrMakeSecret, writeSecret } from './key-file';

const ALGORITHM = 'ES256';
const VALIDITY = '365d';

/** Who gets a token. */
export interface TokenHolder extends LedgerIdentity {
    readonly role: string;
}

/** @returns Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
    if (host === 'localhost' || host === '::1') return true;
    return isIP(host) === 4 && host.startsWith('127.');
}

/**
 * Development aids exist only where nobody else can use them.
 * @throws Error that says why start-up refuses.
 */
export function assertDevelopment(config: Config, isDevelopmentCa: boolean): void {
    if (!config.developmentTokens && config.developmentSeed === undefined) return;
    const asked = config.developmentTokens ? 'Development tokens' : 'A development seed';
    if (!isLoopback(config.host)) throw new Error(`${asked} cannot be used on ${config.host}: not a loopback address.`);
    if (!isDevelopmentCa)
        throw new Error(`${asked} cannot be used: the ledger's identities are not of a development CA.`);
}

function newKeyPem(): string {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Writes a token for every identity to `tokens.json`, named `MSP.user`.
 * @returns The key set against which they are checked.
 */
export async function writeDevelopmentTokens(config: Config, holders: readonly TokenHolder[]): Promise<JSONWebKeySet> {
    const key = createPrivateKey(await readOrMakeSecret(dataFile(config, 'keys/tokens.pem'), newKeyPem));
    const tokens: Record<string, string> = {};
    for (const { organisation, user, role } of holders) {
        const name = `${organisation}.${user}`;
        tokens[name] = await new SignJWT({ organisation, user, roles: [role] })
            .setProtectedHeader({ alg: ALGORITHM, kid: 'development' })
            .setSubject(name)
            .setAudience(config.tokenAudience)
            .setIssuer(config.tokenIssuer ?? 'edgebourse-development')
            .setIssuedAt()
            .setExpirationTime(VALIDITY)
            .sign(key);
    }
    await writeSecret(dataFile(config, 'tokens.json'), `${JSON.stringify(tokens, null, 4)}\n`);
    const jwk = await exportJWK(createPublicKey(key));
    return { keys: [{ ...jwk, kid: 'development', alg: ALGORITHM, use: 'sig' }] };
}
