import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { Config } from './config';
import { newAuthenticate, type Authenticate } from './http/authentication';
import { writeDevelopmentTokens } from './keys/development-tokens';
import type { Ledger } from './ledger/ledger';

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

async function configuredKeys(path: string | undefined): Promise<JSONWebKeySet['keys']> {
    if (path === undefined) return [];
    return keySet.parse(JSON.parse(await readFile(path, 'utf8'))).keys;
}

/** @returns The check of bearer tokens, against the configured keys and, where they are allowed, development ones. */
export async function openAuthentication(config: Config, ledger: Ledger): Promise<Authenticate> {
    const keys = await configuredKeys(config.jwksFile);
    const development = config.developmentTokens
        ? await writeDevelopmentTokens(config, ledger.identities())
        : { keys: [] };
    return newAuthenticate(
        { keys: [...keys, ...development.keys] },
        { audience: config.tokenAudience, issuer: config.tokenIssuer, organisations: ledger.organisations },
    );
}
