import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { envelopeRoute, ENVELOPE_ERRORS } from '../http/command-answers';
import { requirePrincipal } from '../http/principal';
import { toRefusal } from '../http/problem';
import { route, type Route } from '../http/route';
import type { Commands } from '../journal/commands';
import { BANK_ERRORS, ELIGIBILITY_ERRORS, LEND_ERRORS, SPEND_ERRORS } from './errors';
import * as schema from './schema';
import type { CreditService } from './service';

/** What the routes of credit call. */
export interface CreditRouteOptions {
    readonly credit: CreditService;
    readonly commands: Commands;
}

const OPERATOR = { roles: ['operator'] };

function foundingRoutes({ credit }: CreditRouteOptions): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/credit/banks',
            summary: 'Makes the caller’s organisation a credit bank, or names its partners anew',
            access: OPERATOR,
            body: schema.bankRequest,
            answers: { 201: { description: 'The bank, committed.', schema: schema.bankAnswer } },
            errors: [...BANK_ERRORS, 'ACCESS_DENIED', 'WALLET_UNKNOWN'],
            handle: async ({ body, principal }) => {
                const { transactionId, value } = await credit.registerBank(body, requirePrincipal(principal));
                return { status: 201, body: { transactionId, bank: value } };
            },
        }),
        route({
            method: 'post',
            path: '/v1/credit/products',
            summary: 'Offers a product, or its next version, in the name of the caller’s bank',
            access: OPERATOR,
            body: schema.productRequest,
            answers: { 201: { description: 'The product, committed.', schema: schema.productAnswer } },
            errors: [...BANK_ERRORS, 'ACCESS_DENIED'],
            handle: async ({ body, principal }) => {
                const { transactionId, value } = await credit.setProduct(body, requirePrincipal(principal));
                return { status: 201, body: { transactionId, product: value } };
            },
        }),
    ];
}

function lendingRoutes({ credit }: CreditRouteOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/credit/requests',
            summary: 'Loan requests that wait for the caller’s bank',
            access: OPERATOR,
            answers: { 200: { description: 'The requests, oldest first.', schema: schema.waitingRequests } },
            errors: [],
            handle: async ({ principal }) => {
                const { organisation } = requirePrincipal(principal);
                return Promise.resolve({ status: 200, body: { requests: credit.waiting(organisation) } });
            },
        }),
        route({
            method: 'post',
            path: '/v1/credit/assessments',
            summary: 'What the caller’s bank may attest of a borrower, read from its collection and the ledger',
            access: OPERATOR,
            body: schema.assessmentRequest,
            answers: { 200: { description: 'The assessment, for the bank alone.', schema: schema.assessment } },
            errors: [...ENVELOPE_ERRORS, ...ELIGIBILITY_ERRORS, 'ACCESS_DENIED'],
            handle: async ({ body, principal }) => ({
                status: 200,
                body: await credit.assess(body.request, body.wallets, requirePrincipal(principal)),
            }),
        }),
        route({
            method: 'post',
            path: '/v1/credit/loans',
            summary: 'Grants loans, each with the request, attestation and quote that bind borrower and bank',
            access: OPERATOR,
            body: schema.lendRequest,
            answers: { 201: { description: 'What became of each, in order.', schema: schema.lendAnswer } },
            errors: [...LEND_ERRORS, 'ACCESS_DENIED'],
            handle: async ({ body, principal }) => {
                const { transactionId, value } = await credit.lend(body, requirePrincipal(principal));
                const [only] = value;
                // One loan alone is refused like any other request; among others it is told in its place.
                if (body.loans.length === 1 && only?.status === 'refused') throw toRefusal(only.code, only.message);
                return { status: 201, body: { transactionId, results: value } };
            },
        }),
    ];
}

function reserveRoutes({ commands }: CreditRouteOptions): Route[] {
    const declare = (path: string, type: string, summary: string, errors: readonly ErrorCode[]): Route =>
        envelopeRoute({ path, type, summary, errors }, commands);
    return [
        declare('/v1/credit/fundings', 'credit.fund.v1', 'Moves coins of a bank’s wallet into its reserve', [
            ...SPEND_ERRORS,
            ...BANK_ERRORS,
        ]),
        declare('/v1/credit/withdrawals', 'credit.withdraw.v1', 'Moves coins of a reserve back to its bank', [
            ...BANK_ERRORS,
            'COIN_INSUFFICIENT',
        ]),
    ];
}

/** @returns The routes by which banks are founded, look at borrowers, lend, and keep their reserves. */
export function bankRoutes(options: CreditRouteOptions): Route[] {
    return [...foundingRoutes(options), ...lendingRoutes(options), ...reserveRoutes(options)];
}
