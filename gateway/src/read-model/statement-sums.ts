import { sql, type RawBuilder } from 'kysely';
import type { Database } from './database/tables';

/** Which rounds a statement is about; both ends belong to the range. */
export interface StatementQuery {
    readonly wallet: string;
    readonly region?: string | undefined;
    readonly from: number;
    readonly to: number;
    /** Regions in which the wallet is the grid supplier. */
    readonly supplies: readonly string[];
}

/** Sums over the settled and open trades of a wallet, Wh and micro-coins. */
export interface TradeSums {
    readonly trades: number;
    readonly bought_wh: string;
    readonly sold_wh: string;
    readonly held_import_wh: string;
    readonly held_export_wh: string;
    readonly paid_micro: string;
    /** Paid by its tokens, compensation included. */
    readonly on_credit_micro: string;
    readonly earned_micro: string;
    readonly short_paid_micro: string;
    readonly short_received_micro: string;
    readonly held_micro: string;
}

/** Sums over the grid's bill. */
export interface GridSums {
    readonly grid_import_wh: string;
    readonly grid_export_wh: string;
    readonly charged_micro: string;
    readonly credited_micro: string;
}

/** Sums over the registers of the meter. */
export interface RegisterSums {
    readonly readings: number;
    readonly import_wh: string;
    readonly export_wh: string;
}

/** What the coin outputs and the debts say about the transactions of the rounds, micro-coins; may be negative. */
export interface LedgerSums {
    readonly coins_micro: string;
    readonly debt_micro: string;
    readonly debt_to_it_micro: string;
}

/** Everything that a statement is computed from. */
export interface StatementSums {
    readonly trades: TradeSums;
    readonly grid: GridSums;
    /** The bill of all others in the regions that the wallet supplies. */
    readonly supplied: GridSums;
    readonly registers: RegisterSums;
    readonly ledger: LedgerSums;
}

/** Rounds of the query, as a condition on a table or its alias. */
function inRounds(name: string, { region, from, to }: StatementQuery): RawBuilder<boolean> {
    const interval = sql.ref(`${name}.interval`);
    const range = sql<boolean>`${interval} between ${from} and ${to}`;
    return region === undefined ? range : sql<boolean>`${range} and ${sql.ref(`${name}.region`)} = ${region}`;
}

async function one<Row>(database: Database, query: RawBuilder<Row>): Promise<Row> {
    const { rows } = await query.execute(database);
    const [row] = rows;
    if (row === undefined) throw new Error('a sum without a row');
    return row;
}

async function tradeSums(database: Database, query: StatementQuery): Promise<TradeSums> {
    const { wallet } = query;
    const settled = sql`s.status in ('a', 'u', 'r')`;
    const held = sql`(s.status is null or s.status = 'd')`;
    const buysOwn = sql`t.buyer = ${wallet} and t.credit_token is null`;
    return await one(
        database,
        sql<TradeSums>`
        select count(*) as trades,
            coalesce(sum(s.settled_wh) filter (where t.buyer = ${wallet} and ${settled}), 0) as bought_wh,
            coalesce(sum(s.settled_wh) filter (where t.seller = ${wallet} and ${settled}), 0) as sold_wh,
            coalesce(sum(s.held_taken_wh) filter (where t.buyer = ${wallet} and s.status = 'd'), 0) as held_import_wh,
            coalesce(sum(s.held_delivered_wh) filter (where t.seller = ${wallet} and s.status = 'd'), 0) as held_export_wh,
            coalesce(sum(s.paid_micro) filter (where ${buysOwn}), 0) as paid_micro,
            coalesce(sum(s.paid_micro + s.buyer_short_micro)
                filter (where t.buyer = ${wallet} and t.credit_token is not null), 0) as on_credit_micro,
            coalesce(sum(s.paid_micro) filter (where t.pay_to = ${wallet}), 0) as earned_micro,
            coalesce(sum(s.buyer_short_micro) filter (where ${buysOwn}), 0)
                + coalesce(sum(s.seller_short_micro) filter (where t.seller = ${wallet}), 0) as short_paid_micro,
            coalesce(sum(s.buyer_short_micro) filter (where t.pay_to = ${wallet}), 0)
                + coalesce(sum(s.seller_short_micro) filter (where t.buyer = ${wallet}), 0) as short_received_micro,
            coalesce(sum(t.escrow_micro) filter (where ${buysOwn} and ${held}), 0)
                + coalesce(sum(t.deposit_micro) filter (where t.seller = ${wallet} and ${held}), 0) as held_micro
        from trades t
        left join settlements s on s.region = t.region and s."interval" = t."interval" and s.idx = t.idx
        where (t.buyer = ${wallet} or t.seller = ${wallet} or t.pay_to = ${wallet}) and ${inRounds('t', query)}`,
    );
}

async function gridSums(database: Database, query: StatementQuery, whose: RawBuilder<boolean>): Promise<GridSums> {
    return await one(
        database,
        sql<GridSums>`
        select coalesce(sum(g.grid_import_wh), 0) as grid_import_wh, coalesce(sum(g.grid_export_wh), 0) as grid_export_wh,
            coalesce(sum(g.charged_micro), 0) as charged_micro, coalesce(sum(g.credited_micro), 0) as credited_micro
        from grid_lines g where ${whose} and ${inRounds('g', query)}`,
    );
}

/** Only registers of settled rounds count: the others are in no bill yet. */
async function registerSums(database: Database, query: StatementQuery): Promise<RegisterSums> {
    return await one(
        database,
        sql<RegisterSums>`
        select count(*) as readings,
            coalesce(sum(r.import_wh), 0) as import_wh, coalesce(sum(r.export_wh), 0) as export_wh
        from readings r where r.wallet = ${query.wallet} and ${inRounds('r', query)} and exists (
            select 1 from grid_lines g
            where g.wallet = r.wallet and g.region = r.region and g."interval" = r."interval")`,
    );
}

async function ledgerSums(database: Database, query: StatementQuery): Promise<LedgerSums> {
    const { wallet } = query;
    const moved = sql`(block, tx_index) in (
        select p.block, p.tx_index from round_transactions p where ${inRounds('p', query)})`;
    return await one(
        database,
        sql<LedgerSums>`
        select
            (select coalesce(sum(received_micro - spent_micro), 0) from coin_lines
                where wallet = ${wallet} and ${moved}) as coins_micro,
            (select coalesce(sum(delta_micro), 0) from debt_lines
                where wallet = ${wallet} and ${moved}) as debt_micro,
            (select coalesce(sum(delta_micro), 0) from debt_lines
                where supplier = ${wallet} and ${moved}) as debt_to_it_micro`,
    );
}

/** @returns The sums that a statement is computed from, all of one state of the read model. */
export async function statementSums(database: Database, query: StatementQuery): Promise<StatementSums> {
    const own = sql<boolean>`g.wallet = ${query.wallet}`;
    const supplied =
        query.supplies.length === 0 ? sql<boolean>`false` : sql<boolean>`g.region in (${sql.join(query.supplies)})`;
    const transaction = database.transaction().setIsolationLevel('repeatable read');
    return await transaction.execute(async (state) => ({
        trades: await tradeSums(state, query),
        grid: await gridSums(state, query, own),
        supplied: await gridSums(state, query, supplied),
        registers: await registerSums(state, query),
        ledger: await ledgerSums(state, query),
    }));
}
