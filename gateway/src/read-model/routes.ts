import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { route, type Route } from '../http/route';
import { coinStatement } from './coin-statement';
import { walletCredit } from './credit';
import type { Page } from './cursor';
import type { ReadModel } from './read-model';
import * as schema from './schema';
import { toStatement } from './statement';
import { statementSums } from './statement-sums';
import { listTrades } from './trades';
import { assertWallet, listWallets } from './wallets';

/** What the routes of the read model need. */
export interface ReadModelDeps {
    readonly model: ReadModel;
    readonly policy: () => Promise<Policy>;
}

function pageAnswer<Item>(model: ReadModel, name: string, { items, next }: Page<Item>): { status: 200; body: object } {
    return { status: 200, body: { [name]: items, ...(next !== undefined && { next }), ...asOf(model) } };
}

function asOf({ progress }: ReadModel): { asOfBlock: number } {
    return { asOfBlock: Number(progress.block) };
}

function listRoutes({ model }: ReadModelDeps): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/energy/trades',
            summary: 'Trades by wallet, region and interval, oldest first',
            access: 'public',
            query: schema.tradesQuery,
            answers: { 200: { description: 'A page of trades.', schema: schema.tradesPage } },
            errors: [],
            handle: async ({ query }) => {
                const page = await listTrades(await model.database(), query);
                return pageAnswer(model, 'trades', page);
            },
        }),
        route({
            method: 'get',
            path: '/v1/coin/wallets/{wallet}/statement',
            summary: 'What each transaction did to a wallet’s coins, oldest first',
            access: 'public',
            params: schema.walletPath,
            query: schema.linesQuery,
            answers: { 200: { description: 'A page of lines.', schema: schema.linesPage } },
            errors: ['WALLET_UNKNOWN'],
            handle: async ({ params, query }) => {
                const database = await model.database();
                await assertWallet(database, params.wallet);
                return pageAnswer(model, 'lines', await coinStatement(database, params.wallet, query));
            },
        }),
        route({
            method: 'get',
            path: '/v1/identity/wallets',
            summary: 'Registered wallets by region, role and status',
            access: 'public',
            query: schema.walletsQuery,
            answers: { 200: { description: 'A page of wallets.', schema: schema.walletsPage } },
            errors: [],
            handle: async ({ query }) => {
                const page = await listWallets(await model.database(), query);
                return pageAnswer(model, 'wallets', page);
            },
        }),
    ];
}

function walletRoutes({ model, policy }: ReadModelDeps): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/energy/statements/{wallet}',
            summary: 'Reconciles meter, trades, grid and coins of a wallet over a period',
            access: 'public',
            params: schema.walletPath,
            query: schema.statementQuery,
            answers: { 200: { description: 'The statement.', schema: schema.statement } },
            errors: ['WALLET_UNKNOWN', 'POLICY_MISSING'],
            handle: async ({ params: { wallet }, query }) => {
                const database = await model.database();
                await assertWallet(database, wallet);
                const { regions } = await policy();
                const supplies = regions.filter(({ supplier }) => supplier === wallet).map(({ region }) => region);
                const { from = 0, to = Number.MAX_SAFE_INTEGER } = query;
                const rounds = { wallet, region: query.region, from, to, supplies };
                const statement = toStatement(await statementSums(database, rounds));
                return { status: 200, body: { wallet, ...query, ...statement, ...asOf(model) } };
            },
        }),
        route({
            method: 'get',
            path: '/v1/energy/credit/{wallet}',
            summary: 'Credit value and grade that a wallet’s own records give',
            access: 'public',
            params: schema.walletPath,
            answers: { 200: { description: 'The credit.', schema: schema.credit } },
            errors: ['WALLET_UNKNOWN', 'POLICY_MISSING'],
            handle: async ({ params: { wallet } }) => {
                const database = await model.database();
                await assertWallet(database, wallet);
                const credit = await walletCredit(database, (await policy()).credit, wallet);
                return { status: 200, body: { wallet, ...credit, ...asOf(model) } };
            },
        }),
    ];
}

/** @returns The routes that the read model answers: lists, searches, statements. */
export function readModelRoutes(deps: ReadModelDeps): Route[] {
    return [...listRoutes(deps), ...walletRoutes(deps)];
}
