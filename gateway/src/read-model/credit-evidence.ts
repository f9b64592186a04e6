import type { Evidence } from '@edgebourse/chaincode/credit/records';
import { sql } from 'kysely';
import type { Database } from './database/tables';

/** The contract reads at most so many records of each kind, see `evidence` in the records of credit. */
const MAX = { trades: 500, mints: 100, flows: 100, payments: 100, readings: 700 } as const;

interface TradePlace {
    readonly region: string;
    readonly interval: number;
    readonly trade: number;
}

const list = (wallets: readonly string[]): ReturnType<typeof sql.join> => sql.join([...wallets]);

async function settledTrades(database: Database, wallets: readonly string[]): Promise<TradePlace[]> {
    const { rows } = await sql<TradePlace>`
        select t.region, t."interval" as "interval", t.idx as trade from trades t
        join settlements s on s.region = t.region and s."interval" = t."interval" and s.idx = t.idx
        where (t.buyer in (${list(wallets)}) or t.seller in (${list(wallets)}) or t.pay_to in (${list(wallets)}))
            and s.status in ('a', 'u', 'r')
        order by t."interval" desc, t.region, t.idx limit ${MAX.trades}`.execute(database);
    return rows.map(({ region, interval, trade }) => ({ region, interval, trade }));
}

async function mintsTo(
    database: Database,
    wallets: readonly string[],
): Promise<{ reference: string; reason: string }[]> {
    const { rows } = await sql<{ reference: string; reason: string }>`
        select reference, reason, max(at_ms) as latest from mints where wallet in (${list(wallets)})
        group by reference, reason order by latest desc, reference limit ${MAX.mints}`.execute(database);
    return rows;
}

async function paymentsTo(database: Database, wallets: readonly string[]): Promise<{ token: string; n: number }[]> {
    const { rows } = await sql<{ token: string; n: number }>`
        select token, n from token_payments where pay_to in (${list(wallets)})
        order by time_ms desc, token, n limit ${MAX.payments}`.execute(database);
    return rows.map(({ token, n }) => ({ token, n }));
}

async function readingsOf(database: Database, wallets: readonly string[]): Promise<Evidence['readings']> {
    const { rows } = await sql<{ region: string; interval: number }>`
        select distinct region, "interval" from grid_lines
        where wallet in (${list(wallets)}) order by "interval" desc, region limit ${MAX.readings}`.execute(database);
    return rows.map(({ region, interval }) => ({ region, interval }));
}

/** The mint of a proof-of-flow is named `flow.REGION.PERIOD`. */
function flowOf(reference: string): { region: string; period: number }[] {
    const match = /^flow\.(.+)\.(\d+)$/.exec(reference);
    return match?.[1] === undefined ? [] : [{ region: match[1], period: Number(match[2]) }];
}

/**
 * Finds where the ledger holds what speaks for a borrower: the latest of each kind. It only names places; the contract
 * reads what stands there.
 * @param wallets - All wallets of the account.
 */
export async function findEvidence(database: Database, wallets: readonly string[]): Promise<Evidence> {
    const mints = await mintsTo(database, wallets);
    const rewards = mints.filter(({ reason }) => reason === 'flow');
    return {
        trades: await settledTrades(database, wallets),
        mints: mints.filter(({ reason }) => reason === 'external').map(({ reference }) => reference),
        flows: rewards.flatMap(({ reference }) => flowOf(reference)).slice(0, MAX.flows),
        payments: await paymentsTo(database, wallets),
        readings: await readingsOf(database, wallets),
    };
}
