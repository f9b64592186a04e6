import { savedMicro, summarizeSavings, type Bill } from './bill';
import type { CreditReport } from './credit-report';
import type { ReplayOutcome } from './replay';

/** What only the ledger itself can tell. */
export interface LedgerFacts {
    /** Transactions in all blocks but the first, which holds the channel's configuration. */
    readonly transactions: number;
    readonly blocks: number;
    /** Digest of the public state that is equal for two runs of one seed. */
    readonly stateHash: string;
}

/** `out.json`: energy in Wh, money in coins, prices in coins per kWh. */
export interface DemoReport {
    readonly nodes: number;
    readonly days: number;
    readonly tradedWh: number;
    /** What households took from the grid supplier and gave to it: the rest of their energy. */
    readonly importedWh: number;
    readonly exportedWh: number;
    /** The clearing price of every interval and region in which something was traded, region by region. */
    readonly prices: readonly number[];
    /** Against the tariff for the same meter readings, by household, before imbalance charges. */
    readonly savings: {
        readonly min: number;
        readonly median: number;
        readonly max: number;
        /** Households that paid more than on the tariff. */
        readonly worse: number;
    };
    /** Energy that was cleared and not delivered or not taken, and what the short sides paid the others for it. */
    readonly imbalance: { readonly wh: number; readonly coins: number };
    readonly disputes: number;
    readonly trades: number;
    readonly transactions: number;
    readonly blocks: number;
    readonly minted: number;
    readonly outstanding: number;
    readonly burned: number;
    readonly httpRequests: number;
    readonly signedMessages: number;
    readonly stateHash: string;
    readonly seconds: number;
    /** Loans of the day, and the same day without them; absent in the plain market. */
    readonly credit?: CreditReport;
}

/** A household's bill, named. */
export interface HouseholdBill extends Bill {
    readonly node: string;
    readonly region: string;
    readonly hasPhotovoltaics: boolean;
}

const MICRO = 1_000_000;

/** @returns Coins for display. */
export function toCoins(micro: bigint): number {
    return Number(micro) / MICRO;
}

/** @returns The bills of all households, region by region, in the order of the data. */
export function householdBills({ cast, bills }: ReplayOutcome): HouseholdBill[] {
    return cast.flatMap(({ region, households }) =>
        households.map(({ node, hasPhotovoltaics, key }) => ({
            node,
            region,
            hasPhotovoltaics,
            ...bills.bill(key.address),
        })),
    );
}

/** @returns The members of `out.json`. */
export function newReport(
    outcome: ReplayOutcome,
    ledger: LedgerFacts,
    run: { readonly days: number; readonly seconds: number },
): DemoReport {
    const { totals } = outcome.market;
    const households = householdBills(outcome);
    const savings = summarizeSavings(households.map(savedMicro));
    const points = outcome.cast.flatMap(({ region }) => outcome.market.points(region));
    const minted = Object.values(outcome.supply.mintedMicro).reduce((total, amount) => total + BigInt(amount), 0n);
    return {
        nodes: households.length,
        days: run.days,
        tradedWh: Number(totals.tradedWh),
        importedWh: Number(totals.importedWh),
        exportedWh: Number(totals.exportedWh),
        prices: points.flatMap(({ priceMicroPerKwh: price }) => (price === undefined ? [] : [price / MICRO])),
        savings: {
            min: toCoins(savings.min),
            median: toCoins(savings.median),
            max: toCoins(savings.max),
            worse: savings.worse,
        },
        imbalance: { wh: Number(totals.imbalanceWh), coins: toCoins(totals.imbalanceMicro) },
        disputes: totals.disputes,
        trades: totals.trades,
        transactions: ledger.transactions,
        blocks: ledger.blocks,
        minted: toCoins(minted),
        outstanding: toCoins(outcome.heldMicro),
        burned: toCoins(BigInt(outcome.supply.burnedMicro)),
        httpRequests: outcome.httpRequests,
        signedMessages: outcome.signedMessages,
        stateHash: ledger.stateHash,
        seconds: Math.round(run.seconds * 10) / 10,
    };
}

/**
 * The claims that every run must bear out.
 * @returns Those that it does not; empty when all hold.
 */
export function brokenClaims(outcome: ReplayOutcome, forecast: 'last' | 'perfect'): string[] {
    const { totals } = outcome.market;
    const households = householdBills(outcome);
    const minted = Object.values(outcome.supply.mintedMicro).reduce((total, amount) => total + BigInt(amount), 0n);
    const burned = BigInt(outcome.supply.burnedMicro);
    const imported = households.reduce((total, { importWh }) => total + importWh, 0n);
    const worse = households.filter((bill) => savedMicro(bill) < 0n).map(({ node }) => node);
    const charged = households.filter(({ imbalanceMicro }) => imbalanceMicro !== 0n).map(({ node }) => node);
    const claims: [boolean, string][] = [
        [worse.length === 0, `below the tariff before imbalance charges: ${worse.join(' ')}`],
        [
            forecast === 'last' || charged.length === 0,
            `imbalance charges despite a perfect forecast: ${charged.join(' ')}`,
        ],
        [totals.disputes === 0, `disputed trades: ${String(totals.disputes)}`],
        [
            minted - burned === outcome.heldMicro,
            `coins: ${String(minted)} minted, ${String(burned)} burned, ${String(outcome.heldMicro)} held`,
        ],
        [imported === totals.tradedWh + totals.importedWh, 'traded and imported energy do not add up to the meters'],
        [totals.trades > 0, 'nothing was traded'],
    ];
    return claims.flatMap(([holds, what]) => (holds ? [] : [what]));
}
