import { z } from 'zod';
import { defineProblem } from '../cli/define-problem';
import { ProblemError } from '../common/problem-error';
import type { AuctionOrder } from './problem';
import { solveDecimalAuction } from './solve-decimal';

const order = z.strictObject({
    id: z.string().min(1).describe('unique name; the last tie-break, compared by code unit'),
    limit: z.number().describe('highest price of a buyer, lowest price of a seller'),
    quantity: z.number().positive().describe('energy wanted or offered'),
    time: z.number().describe('when it was received; earlier goes first among equal limits'),
});

const input = z.strictObject({
    buys: z.array(order).describe('buy orders'),
    sells: z.array(order).describe('sell orders'),
    quote: z.number().describe('the price is the one nearest to it that clears the greatest volume'),
});

const output = z.object({
    price: z.number().describe('the one price of all matches; the quote where nothing matches'),
    volume: z.number().describe('total quantity matched'),
    matches: z
        .array(z.object({ buy: z.string(), sell: z.string(), quantity: z.number() }))
        .describe('who delivers to whom, in order of priority'),
});

function refuseDuplicates(orders: readonly AuctionOrder[]): void {
    const seen = new Set<string>();
    for (const { id } of orders) {
        if (seen.has(id)) throw new ProblemError('AUCTION_DUPLICATE_ORDER', `two orders have the id ${id}`);
        seen.add(id);
    }
}

/** `edgebourse solve auction`. */
export const auction = defineProblem({
    name: 'auction',
    summary: 'uniform-price call auction: greatest volume, price-time priority, price nearest to the quote',
    input,
    output,
    solve: (problem) => {
        refuseDuplicates([...problem.buys, ...problem.sells]);
        const { price, volume, matches } = solveDecimalAuction(problem);
        return { price, volume, matches: [...matches] };
    },
});
