import { z } from 'zod';
import { positiveText } from './amount';

const ppm = z.int().min(0).max(1_000_000);

/** Rules of all credit banks. */
export const lendingPolicy = z.strictObject({
    /** Incoming payments that show a regular income, and the time in which they must lie. */
    incomesMin: z.int().min(0),
    incomeWindowMs: z.int().min(1),
    /** The least wealth: coins in all disclosed wallets, pending and locked ones too, micro-coins. */
    wealthMinMicro: positiveText,
    /** lambda of an account without a record, by the grade's letter A to G. */
    priorPpm: z.array(ppm).length(7),
    /** No quote may be valid longer. */
    quoteMs: z.int().min(1),
    /** Loans that one wallet may have at a time. */
    openLoansMax: z.int().min(1).max(100),
    /** Payments that one token may make: its record lists their hashes. */
    paymentsMax: z.int().min(1).max(2000),
    /** After so long beyond its due time an unpaid loan is never paid: the wallet is blacklisted. */
    blacklistMs: z.int().min(0),
    /** Peers accept a transaction's time within such a window: sweeps wait so long, lest a fast clock ends a loan. */
    graceMs: z.int().min(0),
    /** k of the channel's policy OutOf(k, organisations): part of the policy of each reserve output. */
    endorsements: z.int().min(1),
});

/** See {@link lendingPolicy}. */
export type LendingPolicy = z.infer<typeof lendingPolicy>;

/** Credit values, grades, and the rules of lending. */
export const creditPolicy = z.strictObject({
    /** The credit value that an account begins with. */
    initial: z.int(),
    gainPerTrade: z.int(),
    /** Thousandths of a point per coin that was not repaid in time: the paper's d. */
    lossMilliPerCoin: z.int().min(0),
    /** Ascending credit values that part the 35 grades. */
    bands: z.array(z.int()).length(34),
    lending: lendingPolicy,
});

/** Values of {@link lendingPolicy} unless a network has reasons for others. */
export const LENDING_DEFAULTS: LendingPolicy = {
    incomesMin: 3,
    incomeWindowMs: 7 * 86_400_000,
    wealthMinMicro: '1',
    priorPpm: [950_000, 900_000, 850_000, 800_000, 750_000, 700_000, 650_000],
    quoteMs: 900_000,
    openLoansMax: 3,
    paymentsMax: 500,
    blacklistMs: 365 * 86_400_000,
    graceMs: 60_000,
    endorsements: 2,
};
