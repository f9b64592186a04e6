import { idText, walletText } from '@edgebourse/chaincode/common/envelope';
import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { z } from 'zod';
import { ENVELOPE_ERRORS, envelopeRoute } from '../http/command-answers';
import { CONSISTENCY_ERRORS, consistencyQuery, isEndorsed } from '../http/consistency';
import { requirePrincipal } from '../http/principal';
import { route, type Route } from '../http/route';
import type { Commands } from '../journal/commands';
import { balance, bond, burnAnswer, burnRequest, mintAnswer, mintRequest, outputList, supply } from './schema';
import type { CoinService } from './service';

/** What the routes of coins call. */
export interface CoinRouteOptions {
    readonly coins: CoinService;
    readonly commands: Commands;
}

const SPEND_ERRORS: readonly ErrorCode[] = [
    'WALLET_UNKNOWN',
    'WALLET_SUSPENDED',
    'WALLET_BLACKLISTED',
    'WALLET_EXPIRED',
    'WALLET_REVOKED',
    'OUTPUT_UNKNOWN',
    'OUTPUT_LOCKED',
    'OUTPUT_DUPLICATE',
    'COIN_INSUFFICIENT',
    'COIN_INPUTS_TOO_MANY',
    'COIN_PENDING',
    'AMOUNT_INVALID',
];

const TREASURY = { roles: ['treasury'] };
const oneWallet = z.strictObject({ wallet: walletText });
const EXAMPLE_WALLET = 'c0'.repeat(32);

function treasuryRoutes({ coins }: CoinRouteOptions): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/coin/mints',
            summary: 'Makes coins against a payment outside',
            access: TREASURY,
            body: mintRequest,
            example: {
                reference: 'bank-2026-000417',
                reason: 'external',
                outputs: [{ wallet: EXAMPLE_WALLET, amountMicro: '25000000' }],
            },
            answers: {
                200: { description: 'A repeat: it was committed before.', schema: mintAnswer },
                201: { description: 'The mint, committed.', schema: mintAnswer },
            },
            commandId: ({ reference }) => reference,
            errors: ['MINT_REFERENCE_USED', 'MINT_CAP', 'WALLET_UNKNOWN', 'ACCESS_DENIED', 'POLICY_MISSING'],
            async handle({ body, principal }) {
                const { isRepeat, answer } = await coins.mint(body, requirePrincipal(principal));
                return { status: isRepeat ? 200 : 201, body: answer };
            },
        }),
        route({
            method: 'post',
            path: '/v1/coin/burns',
            summary: 'Carries out a withdrawal that a wallet signed',
            access: TREASURY,
            body: burnRequest,
            answers: {
                200: { description: 'A repeat: it was committed before.', schema: burnAnswer },
                201: { description: 'The withdrawal, committed.', schema: burnAnswer },
            },
            errors: [...ENVELOPE_ERRORS, ...SPEND_ERRORS, 'ACCESS_DENIED'],
            commandId: ({ envelope }) => envelope.payload.id,
            async handle({ body, principal }) {
                const { isRepeat, answer } = await coins.burn(body.envelope, requirePrincipal(principal));
                return { status: isRepeat ? 200 : 201, body: answer };
            },
        }),
    ];
}

function commandRoutes({ commands }: CoinRouteOptions): Route[] {
    const declare = (path: string, type: string, summary: string, errors: readonly ErrorCode[] = []): Route =>
        envelopeRoute({ path, type, summary, errors: [...SPEND_ERRORS, ...errors] }, commands);
    return [
        declare('/v1/coin/transfers', 'coin.transfer.v1', 'Pays from the signer’s wallet'),
        declare('/v1/coin/consolidations', 'coin.consolidate.v1', 'Joins outputs of the signer’s wallet'),
        declare('/v1/coin/bonds', 'coin.bond.v1', 'Pays into an organisation’s bond from its bond wallet', [
            'ORGANISATION_UNKNOWN',
            'ACCESS_DENIED',
        ]),
    ];
}

function walletReads({ coins }: CoinRouteOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/coin/wallets/{wallet}',
            summary: 'What a wallet holds',
            access: 'public',
            params: oneWallet,
            query: consistencyQuery,
            answers: { 200: { description: 'The balance.', schema: balance } },
            errors: ['WALLET_UNKNOWN', 'COIN_INPUTS_TOO_MANY', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await coins.balance(params.wallet, isEndorsed(query)),
            }),
        }),
        route({
            method: 'get',
            path: '/v1/coin/wallets/{wallet}/outputs',
            summary: 'The coins of a wallet, output by output',
            access: 'public',
            params: oneWallet,
            query: consistencyQuery,
            answers: { 200: { description: 'The outputs, in key order.', schema: outputList } },
            errors: ['WALLET_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await coins.outputs(params.wallet, isEndorsed(query)),
            }),
        }),
    ];
}

function sharedReads({ coins }: CoinRouteOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/coin/supply',
            summary: 'All coins: made, withdrawn, in being',
            access: 'public',
            query: consistencyQuery,
            answers: { 200: { description: 'The supply.', schema: supply } },
            errors: ['POLICY_MISSING', ...CONSISTENCY_ERRORS],
            handle: async ({ query }) => ({ status: 200, body: await coins.supply(isEndorsed(query)) }),
        }),
        route({
            method: 'get',
            path: '/v1/coin/bonds/{organisation}',
            summary: 'What an organisation has put up for proven omissions',
            access: 'public',
            params: z.strictObject({ organisation: idText }),
            query: consistencyQuery,
            answers: { 200: { description: 'The bond.', schema: bond } },
            errors: ['ORGANISATION_UNKNOWN', 'POLICY_MISSING', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await coins.bond(params.organisation, isEndorsed(query)),
            }),
        }),
    ];
}

/** @returns The routes of coins. */
export function coinRoutes(options: CoinRouteOptions): Route[] {
    return [...treasuryRoutes(options), ...commandRoutes(options), ...walletReads(options), ...sharedReads(options)];
}
