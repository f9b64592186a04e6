import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Solution } from '@edgebourse/chaincode/compute/messages';
import type { MarketSeller } from '@edgebourse/chaincode/compute/records';
import { ProblemError } from '@edgebourse/optimization/common/problem-error';
import { solveQuantised, type QuantisedSeller } from '@edgebourse/optimization/compute-game/quantise';
import type { Quote, QuoteRequest } from './schema';

/** The buyer's side of a game, units of 10^-12. */
export interface BuyerTerms {
    readonly costScaleE12: string;
    readonly costExponentE12: string;
}

function toSeller(seller: MarketSeller): QuantisedSeller {
    return {
        fbar: BigInt(seller.capacityE12),
        rho: BigInt(seller.ownDemandE12),
        r: BigInt(seller.rewardE12),
        c: BigInt(seller.costE12),
        gamma: BigInt(seller.satisfactionE12),
    };
}

/**
 * Solves the game that the ledger gives, and writes the solution as the contract checks it.
 * @throws EdgeError COMPUTE_NO_SELLERS without sellers; COMPUTE_GAME_INVALID where the game has no answer that the ledger
 * can hold, such as a buyer whose marginal value exceeds 10^12 coins.
 */
export function solveGame({ costScaleE12, costExponentE12 }: BuyerTerms, sellers: readonly MarketSeller[]): Solution {
    if (sellers.length === 0) throw new EdgeError('COMPUTE_NO_SELLERS', { offers: 0 });
    try {
        const { marginal, parts } = solveQuantised({
            a: BigInt(costScaleE12),
            lambda: BigInt(costExponentE12),
            sellers: sellers.map(toSeller),
        });
        const allotments = sellers.flatMap(({ seller }, index) => {
            const part = parts[index];
            if (part === undefined) return [];
            return [{ seller, state: part.state, priceE12: String(part.price), amountE12: String(part.amount) }];
        });
        return { marginalE12: String(marginal), allotments };
    } catch (error) {
        if (error instanceof ProblemError) throw new EdgeError('COMPUTE_GAME_INVALID', { reason: error.code });
        throw error;
    }
}

const MS_PER_HOUR = 3_600_000n;
/** A price and an amount, both in units of 10^-12, give coins in units of 10^-24: so many are a micro-coin. */
const PARTS_PER_MICRO = 10n ** 18n;

/** What the contract would lock for the whole duration; the acceptance window lies outside it. */
function paymentMicro({ allotments }: Solution, durationMs: number): bigint {
    return allotments
        .map(({ priceE12, amountE12 }) => BigInt(priceE12) * BigInt(amountE12) * BigInt(durationMs))
        .map((product) => product / (PARTS_PER_MICRO * MS_PER_HOUR))
        .reduce((total, payment) => total + payment, 0n);
}

const toNumber = (value: bigint | string): number => Number(value) / 1e12;

/** U of eq. (3), coins an hour: a e^(lambda S) - a e^(lambda (S - F)) - payment, where A/lambda is the second term. */
function buyerUtility({ costExponentE12 }: BuyerTerms, solution: Solution, sold: bigint): number {
    const lambda = toNumber(costExponentE12);
    const costAfter = toNumber(solution.marginalE12) / lambda;
    const payment = solution.allotments.reduce(
        (total, { priceE12, amountE12 }) => total + toNumber(priceE12) * toNumber(amountE12),
        0,
    );
    return costAfter * Math.expm1(lambda * toNumber(sold)) - payment;
}

/** @returns The solution of the game with what it costs and gives the buyer. @throws EdgeError as {@link solveGame}. */
export function quoteGame(request: QuoteRequest, sellers: readonly MarketSeller[]): Quote {
    const { region, durationMs } = request;
    const solution = solveGame(request, sellers);
    const sold = solution.allotments.reduce((total, { amountE12 }) => total + BigInt(amountE12), 0n);
    const utility = buyerUtility(request, solution, sold);
    return {
        region,
        solution,
        sellers: [...sellers],
        paymentMicro: String(paymentMicro(solution, durationMs)),
        soldE12: String(sold),
        buyerUtility: Number.isFinite(utility) ? utility : null,
    };
}
