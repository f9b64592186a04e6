import { ProblemError } from '../common/problem-error';
import type { ExactAuctionProblem, ExactAuctionResult, ExactOrder } from './exact-problem';
import { solveAuction } from './solve';
import { clearByWalking } from './walk';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const isSafe = (value: bigint): boolean => value <= SAFE && value >= -SAFE;

function fitsDoubles(problem: ExactAuctionProblem): boolean {
    const fits = (orders: readonly ExactOrder[]): boolean =>
        orders.every((order) => isSafe(order.limit) && isSafe(order.time)) &&
        isSafe(orders.reduce((total, order) => total + order.quantity, 0n));
    return isSafe(problem.quote) && fits(problem.buys) && fits(problem.sells);
}

/**
 * `solveAuction` for the ledger's bigint amounts: the same rule and the same answer. What fits into doubles without
 * loss is solved by the fast solver, anything larger by a walk in bigint, so that one absurd order cannot stop a
 * region's clearing.
 *
 * @throws ProblemError as `solveAuction`
 */
export function solveExactAuction(problem: ExactAuctionProblem): ExactAuctionResult {
    for (const order of [...problem.buys, ...problem.sells]) {
        if (order.quantity <= 0n) throw new ProblemError('AUCTION_QUANTITY', `quantity of ${order.id} is not positive`);
    }
    if (!fitsDoubles(problem)) return clearByWalking(problem);
    const toNumbers = (order: ExactOrder): { id: string; limit: number; quantity: number; time: number } => ({
        id: order.id,
        limit: Number(order.limit),
        quantity: Number(order.quantity),
        time: Number(order.time),
    });
    const result = solveAuction({
        buys: problem.buys.map(toNumbers),
        sells: problem.sells.map(toNumbers),
        quote: Number(problem.quote),
    });
    return {
        price: BigInt(result.price),
        volume: BigInt(result.volume),
        matches: result.matches.map((match) => ({ ...match, quantity: BigInt(match.quantity) })),
    };
}
