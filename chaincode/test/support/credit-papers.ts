import { randomBytes } from 'node:crypto';
import { signStatement } from '../../src/common/boneh-boyen';
import { signingBytes, type Envelope } from '../../src/common/envelope';
import { sha256Hex } from '../../src/common/hash';
import type { LoanTerms } from '../../src/common/loan-terms';
import type { Preview, ProductTerms } from '../../src/credit/records';
import { AUTHORITY_KEY } from './policy';

/** A month of the loan game, ms. */
export const MONTH = 30 * 86_400_000;

/** @returns A product that lends some coins to a household. */
export function testProduct(changes: Partial<ProductTerms> = {}): ProductTerms {
    return {
        product: 'standard',
        kind: 'standard',
        dMicro: '10000000',
        thetaWh: '20000',
        etaE12: '3500000000000',
        cE12: '150000000000',
        durationMs: String(MONTH),
        bufferMs: String(5 * 86_400_000),
        capMicro: '50000000',
        alphaMaxE12: Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((letter) => [letter, '2000000000000'])),
        needIntervals: 4,
        ...changes,
    };
}

/** What a bank attests, with defaults that suit an ordinary borrower. */
export interface Facts {
    readonly grade: string;
    readonly repaid: number;
    readonly failed: number;
    readonly qMinWh: string;
    readonly verdict: string;
}

/** An ordinary borrower. */
export const FACTS: Facts = { grade: 'B2', repaid: 3, failed: 0, qMinWh: '5000', verdict: 'eligible' };

/** @returns What stands for an envelope's payload everywhere. */
export function hashOf({ payload }: Envelope): string {
    return sha256Hex(signingBytes(payload));
}

/** @returns The terms as the solver and the certificate take them. */
export function termsOfPreview(terms: Preview['loans'][number]['terms']): LoanTerms & { alphaMaxE12: bigint } {
    return Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, BigInt(value)])) as never;
}

/** @returns A dossier with a certificate of the authority, of a participant who is at home with the organisation. */
export function dossierOf(
    request: Envelope,
    homeOrganisation: string,
    wallets: readonly string[],
    changes: Record<string, unknown> = {},
): object {
    const statement = {
        participant: 'p-1',
        trueIdentity: 'Mrs Borrower',
        role: 'energy-node',
        homeOrganisation,
        notAfter: '2096000000000',
    };
    return {
        request: hashOf(request),
        trueIdentity: 'Mrs Borrower',
        certificate: { statement, signature: signStatement(statement, AUTHORITY_KEY) },
        wallets,
        salt: randomBytes(32).toString('hex'),
        ...changes,
    };
}
