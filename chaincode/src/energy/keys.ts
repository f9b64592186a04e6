import type { KeyParts } from '../common/store';

/** What identifies a round: one clearing of one region. */
export interface Round {
    readonly region: string;
    readonly interval: number;
}

/** @returns The id of a trade: `region.interval.index`. */
export const tradeId = ({ region, interval }: Round, index: number): string =>
    `${region}.${String(interval)}.${String(index)}`;

const roundKey = (objectType: string, { region, interval }: Round, ...rest: string[]): KeyParts => [
    objectType,
    region,
    String(interval),
    ...rest,
];

/** @returns The key of an operator-driven interval's gates. */
export const gateKey = (round: Round): KeyParts => roundKey('gate', round);

/** @returns The key of an organisation's published head, or the beginning of all heads of the round. */
export const headKey = (round: Round, ...organisation: [] | [string]): KeyParts =>
    roundKey('head', round, ...organisation);

/** @returns The key of the links of a cleared chain. */
export const chainKey = (round: Round, organisation: string): KeyParts => roundKey('chain', round, organisation);

/** @returns The key of a clearing: every input of it reads this key, so that none can be added afterwards. */
export const clearingKey = (round: Round): KeyParts => roundKey('clearing', round);

/** @returns The key of the prefix sums up to a cleared interval. */
export const sumsKey = (round: Round): KeyParts => roundKey('sums', round);

/** @returns The key that names the last cleared interval of a region. */
export const latestKey = (region: string): KeyParts => ['latest', region];

/** @returns The key of readings recorded by one transaction, or the beginning of all of the round. */
export const readingsKey = (round: Round, ...txId: [] | [string]): KeyParts => roundKey('reading', round, ...txId);

/** @returns The key of a settlement. */
export const settlementKey = (round: Round): KeyParts => roundKey('settlement', round);

/** @returns The key of what a wallet owes the region's supplier, or the beginning of all debts of the region. */
export const debtKey = (region: string, ...wallet: [] | [string]): KeyParts => ['debt', region, ...wallet];

/** @returns The key of a paid omission, named by the link of the receipt. */
export const omissionKey = (round: Round, organisation: string, link: string): KeyParts =>
    roundKey('omission', round, organisation, link);

/** @returns The key of what each seller delivered in a round, or the beginning of all rounds of the period. */
export const deliveredKey = (region: string, period: number, ...interval: [] | [number]): KeyParts => [
    'delivered',
    region,
    String(period),
    ...interval.map(String),
];

/** @returns The key of the best claim of a proof-of-flow. */
export const flowKey = (region: string, period: number): KeyParts => ['flow', region, String(period)];
