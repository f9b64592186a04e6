import { CONSISTENCY_ERRORS, consistencyQuery, isEndorsed } from '../http/consistency';
import { route, type Route } from '../http/route';
import { listLoans } from '../read-model/loans';
import type { ReadModel } from '../read-model/read-model';
import * as schema from './schema';
import type { CreditService } from './service';

/** What reads of credit call. */
export interface CreditReadOptions {
    readonly credit: CreditService;
    readonly model: ReadModel;
}

function bankReads({ credit }: CreditReadOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/credit/banks/{bank}',
            summary: 'A bank: its wallet, key and partners',
            access: 'public',
            params: schema.bankPath,
            answers: { 200: { description: 'The bank.', schema: schema.bankRecord } },
            errors: ['CREDIT_BANK_UNKNOWN'],
            handle: async ({ params }) => ({ status: 200, body: await credit.bank(params.bank) }),
        }),
        route({
            method: 'get',
            path: '/v1/credit/banks/{bank}/products',
            summary: 'What a bank offers',
            access: 'public',
            params: schema.bankPath,
            answers: { 200: { description: 'The products.', schema: schema.products } },
            errors: ['CREDIT_BANK_UNKNOWN'],
            handle: async ({ params }) => ({ status: 200, body: { products: await credit.products(params.bank) } }),
        }),
        route({
            method: 'get',
            path: '/v1/credit/banks/{bank}/position',
            summary: 'What a bank has and what it is owed: reserve, outstanding, overdue',
            access: 'public',
            params: schema.bankPath,
            query: consistencyQuery,
            answers: { 200: { description: 'The position.', schema: schema.position } },
            errors: ['CREDIT_BANK_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await credit.position(params.bank, isEndorsed(query)),
            }),
        }),
    ];
}

function loanReads({ credit, model }: CreditReadOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/credit/loans',
            summary: 'Loans by bank, borrower and status, oldest first',
            access: 'public',
            query: schema.loansQuery,
            answers: { 200: { description: 'A page of loans.', schema: schema.loansPage } },
            errors: [],
            handle: async ({ query }) => {
                const { items, next } = await listLoans(await model.database(), query);
                const asOfBlock = Number(model.progress.block);
                return { status: 200, body: { loans: items, ...(next !== undefined && { next }), asOfBlock } };
            },
        }),
        route({
            method: 'get',
            path: '/v1/credit/loans/{loan}',
            summary: 'A loan: what it costs, when it is due, what is paid',
            access: 'public',
            params: schema.loanPath,
            query: consistencyQuery,
            answers: { 200: { description: 'The loan.', schema: schema.loanRecord } },
            errors: ['CREDIT_LOAN_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await credit.loan(params.loan, isEndorsed(query)),
            }),
        }),
        route({
            method: 'get',
            path: '/v1/credit/borrowers/{wallet}',
            summary: 'A borrower’s record: loans repaid in time and not, open loans',
            access: 'public',
            params: schema.borrowerPath,
            query: consistencyQuery,
            answers: {
                200: { description: 'The record; empty before the first loan.', schema: schema.borrowerRecord },
            },
            errors: CONSISTENCY_ERRORS,
            handle: async ({ params, query }) => ({
                status: 200,
                body: await credit.borrower(params.wallet, isEndorsed(query)),
            }),
        }),
    ];
}

function tokenReads({ credit }: CreditReadOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/credit/tokens/{token}',
            summary: 'A token as the ledger has it: the original against which bills are compared',
            access: 'public',
            params: schema.tokenPath,
            query: consistencyQuery,
            answers: { 200: { description: 'The token.', schema: schema.tokenRecord } },
            errors: ['CREDIT_LOAN_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await credit.token(params.token, isEndorsed(query)),
            }),
        }),
        route({
            method: 'get',
            path: '/v1/credit/tokens/{token}/payments',
            summary: 'The statement of a token: its payments in order',
            access: 'public',
            params: schema.tokenPath,
            answers: { 200: { description: 'The payments.', schema: schema.tokenStatement } },
            errors: ['CREDIT_LOAN_UNKNOWN'],
            handle: async ({ params }) => ({ status: 200, body: { payments: await credit.statement(params.token) } }),
        }),
    ];
}

/** @returns The routes that read banks, loans, tokens and borrowers. */
export function creditReadRoutes(options: CreditReadOptions): Route[] {
    return [...bankReads(options), ...loanReads(options), ...tokenReads(options)];
}
