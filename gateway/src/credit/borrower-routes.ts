import { addressOfKey } from '@edgebourse/chaincode/common/envelope';
import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { commandAnswer, ENVELOPE_ERRORS, envelopeRoute, toRouteAnswer } from '../http/command-answers';
import { route, type Route } from '../http/route';
import { commandLocation } from '../journal/command';
import type { CreditRouteOptions } from './bank-routes';
import { BANK_ERRORS, LOAN_ERRORS, QUOTE_ERRORS, SPEND_ERRORS, TOKEN_ERRORS } from './errors';
import * as schema from './schema';

function requestRoutes({ credit }: CreditRouteOptions): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/credit/requests',
            summary: 'Asks a bank for a loan; what the borrower discloses reaches the bank alone',
            access: 'public',
            body: schema.loanRequest,
            answers: {
                200: { description: 'A repeat: the original answer.', schema: commandAnswer },
                202: { description: 'On disk, and waits for the bank.', schema: commandAnswer },
            },
            errors: [...ENVELOPE_ERRORS, ...BANK_ERRORS, 'REQUEST_FORBIDDEN'],
            commandId: ({ request }) => request.payload.id,
            handle: async ({ body }) => {
                const { payload, publicKey } = body.request;
                const answer = await credit.request(body);
                return toRouteAnswer(answer, commandLocation(payload.id, addressOfKey(publicKey)));
            },
        }),
        route({
            method: 'post',
            path: '/v1/credit/quotes',
            summary: 'Prices loans: solves the loan game on the terms that the ledger gives',
            access: 'public',
            body: schema.quoteRequest,
            answers: { 200: { description: 'The prices; nothing is promised yet.', schema: schema.quotes } },
            errors: QUOTE_ERRORS,
            handle: async ({ body }) => ({ status: 200, body: await credit.quote(body) }),
        }),
        route({
            method: 'post',
            path: '/v1/credit/sweeps',
            summary: 'Does what the deadlines of loans demand by now; anyone may, as often as they like',
            access: 'public',
            body: schema.sweepRequest,
            answers: { 201: { description: 'What was done.', schema: schema.sweepAnswer } },
            errors: ['CREDIT_LOAN_UNKNOWN'],
            handle: async ({ body }) => {
                const { transactionId, value } = await credit.sweep(body.loans);
                return { status: 201, body: { transactionId, ...value } };
            },
        }),
    ];
}

function commandRoutes({ commands }: CreditRouteOptions): Route[] {
    const declare = (path: string, type: string, summary: string, errors: readonly ErrorCode[]): Route =>
        envelopeRoute({ path, type, summary, errors }, commands);
    return [
        declare('/v1/credit/bills', 'credit.bill.v1', 'Bills a payment by token: signed by the seller', TOKEN_ERRORS),
        declare('/v1/credit/repayments', 'credit.repay.v1', 'Repays a loan from the borrower’s own coins', [
            ...SPEND_ERRORS,
            ...LOAN_ERRORS,
        ]),
        declare('/v1/credit/top-ups', 'credit.topup.v1', 'Puts own coins of borrower or bank behind a token', [
            ...SPEND_ERRORS,
            ...LOAN_ERRORS,
        ]),
        declare('/v1/credit/closings', 'credit.close.v1', 'Closes a token before its end', LOAN_ERRORS),
    ];
}

/** @returns The routes by which borrowers and sellers ask, pay, bill and repay. */
export function borrowerRoutes(options: CreditRouteOptions): Route[] {
    return [...requestRoutes(options), ...commandRoutes(options)];
}
