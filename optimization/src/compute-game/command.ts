import { z } from 'zod';
import { defineProblem } from '../cli/define-problem';
import { solveCompute } from './solve';
import { utilitiesOf } from './utilities';

const numbers = z.array(z.number());

/** `edgebourse solve compute`. */
export const compute = defineProblem({
    name: 'compute',
    summary: 'computing game of one buyer and its sellers: Stackelberg prices, amounts, utilities',
    input: z.strictObject({
        a: z.number().positive().describe('the buyer’s cost scale, coins'),
        lambda: z.number().positive().describe('the buyer’s cost exponent per unit of capacity'),
        fbar: numbers.describe('capacities of the sellers'),
        rho: numbers.describe('own demands, below fbar + 1'),
        r: numbers.describe('rewards per unit of own use, coins; above c'),
        c: numbers.describe('costs per unit of own use, coins'),
        gamma: numbers.describe('weights of own satisfaction'),
    }),
    output: z.object({
        A: z.number().describe('what one more unit would save the buyer, coins'),
        f: numbers.describe('amounts bought'),
        R: numbers.describe('unit prices; of a shut seller its lowest that would buy'),
        buyerUtility: z.number().nullable().describe('coins; null where the cost before exceeds every double'),
        sellerUtility: numbers.describe('coins'),
        payment: z.number().describe('sum of R f'),
        state: z.array(z.enum(['shut', 'interior', 'full'])).describe('whether a seller sells nothing, a part or all'),
        lnCostBefore: z.number().describe('ln of the buyer’s cost without any purchase'),
        costAfter: z.number().describe('the buyer’s own cost after it, without the payment'),
    }),
    solve: (problem) => {
        const { A, f, R, state } = solveCompute(problem);
        const { buyerUtility, sellerUtility, payment, lnCostBefore, costAfter } = utilitiesOf(problem, R, f);
        return {
            A,
            f: [...f],
            R: [...R],
            buyerUtility: Number.isFinite(buyerUtility) ? buyerUtility : null,
            sellerUtility: [...sellerUtility],
            payment,
            state: [...state],
            lnCostBefore,
            costAfter,
        };
    },
});
