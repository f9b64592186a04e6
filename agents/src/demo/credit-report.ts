import type { LoanRecord, LoanStatus } from '@edgebourse/chaincode/credit/records';
import { dueOf } from './credit-day';
import type { ReplayOutcome } from './replay';

const MICRO = 1_000_000;

/** `credit` of `out.json`: money in coins. */
export interface CreditReport {
    /** The same day with the same incomes, where nobody lends. */
    readonly without: { readonly trades: number; readonly tradedWh: number; readonly ordersWithoutCoins: number };
    readonly trades: number;
    readonly tradedWh: number;
    readonly ordersWithoutCoins: number;
    /** Trades that a token paid. */
    readonly tradesOnCredit: number;
    readonly loans: Readonly<Record<LoanStatus, number>>;
    readonly lent: number;
    /** Charges of loans that were repaid in time, and penalties of the others. */
    readonly interest: number;
    readonly penalties: number;
    readonly paid: number;
    /** What is due at the end of the day, charges included. */
    readonly due: number;
    /** Lowest, median and highest penalty rate and interest a month. */
    readonly alpha: readonly [number, number, number];
    readonly beta: readonly [number, number, number];
    /** How many borrowers are of which grade at the end. */
    readonly grades: Readonly<Record<string, number>>;
    readonly banks: readonly {
        readonly bank: string;
        readonly reserve: number;
        readonly outstanding: number;
        readonly overdue: number;
        readonly charges: number;
        readonly loans: number;
    }[];
}

const coins = (micro: bigint): number => Number(micro) / MICRO;
const sumOf = (loans: readonly LoanRecord[], value: (loan: LoanRecord) => bigint): number =>
    coins(loans.reduce((total, loan) => total + value(loan), 0n));

function spread(values: readonly number[]): [number, number, number] {
    const sorted = [...values].sort((a, b) => a - b);
    return [sorted[0] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
}

function count(names: Iterable<string>): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
}

const isLate = ({ status }: LoanRecord): boolean => status !== 'open' && status !== 'repaid';

/** @returns What credit changed; undefined for a day without banks. */
export function creditReport(outcome: ReplayOutcome, without: ReplayOutcome | undefined): CreditReport | undefined {
    const { credit, market } = outcome;
    if (credit === undefined || without === undefined) return undefined;
    const { loans } = credit;
    const statuses = { open: 0, overdue: 0, repaid: 0, settled: 0, blacklisted: 0 };
    for (const { status } of loans) statuses[status] += 1;
    const rate = (text: string): number => Number(text) / 1e12;
    return {
        without: {
            trades: without.market.totals.trades,
            tradedWh: Number(without.market.totals.tradedWh),
            ordersWithoutCoins: without.market.totals.withoutCoins,
        },
        trades: market.totals.trades,
        tradedWh: Number(market.totals.tradedWh),
        ordersWithoutCoins: market.totals.withoutCoins,
        tradesOnCredit: market.totals.onCredit,
        loans: statuses,
        lent: sumOf(loans, ({ amountMicro }) => BigInt(amountMicro)),
        interest: sumOf(
            loans.filter((loan) => !isLate(loan)),
            ({ interestMicro }) => BigInt(interestMicro),
        ),
        penalties: sumOf(loans.filter(isLate), ({ penaltyMicro }) => BigInt(penaltyMicro)),
        paid: sumOf(loans, ({ paidMicro }) => BigInt(paidMicro)),
        due: sumOf(loans, dueOf),
        alpha: spread(loans.map(({ answer }) => rate(answer.alphaE12))),
        beta: spread(loans.map(({ answer }) => rate(answer.betaE12))),
        grades: count(credit.grades.values()),
        banks: credit.banks.map(
            ({ bank, reserveMicro, outstandingMicro, overdueMicro, chargesMicro, loans: open }) => ({
                bank,
                reserve: coins(BigInt(reserveMicro)),
                outstanding: coins(BigInt(outstandingMicro)),
                overdue: coins(BigInt(overdueMicro)),
                charges: coins(BigInt(chargesMicro)),
                loans: open,
            }),
        ),
    };
}

/**
 * What every day of credit must bear out.
 * @returns The claims that it does not.
 */
export function brokenCreditClaims(report: CreditReport): string[] {
    const granted = Object.values(report.loans).reduce((total, loans) => total + loans, 0);
    const claims: [boolean, string][] = [
        [granted > 0, 'nobody borrowed'],
        [report.trades > report.without.trades, 'credit brought no more trades'],
        [report.tradesOnCredit > 0, 'no token paid a trade'],
        [report.loans.repaid > 0, 'no loan was repaid'],
    ];
    return claims.flatMap(([holds, what]) => (holds ? [] : [what]));
}
