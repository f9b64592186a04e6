import { z } from 'zod';
import { defineProblem } from '../cli/define-problem';
import { averagePrice } from './average-price';
import { meterPrice } from './meter-price';

/** `edgebourse solve meter-price`. */
export const meterPriceProblem = defineProblem({
    name: 'meter-price',
    summary: 'price of the metering paper: raw = AP - k (U - V), held at or above pMin, then at or below pMax',
    input: z.strictObject({
        AP: z.number().describe('average price of the last complete day'),
        k: z.number().describe('price change per unit of imbalance; the paper has 0.8'),
        U: z.number().describe('generation of the party that sets the price'),
        V: z.number().describe('consumption of that party'),
        pMin: z.number().positive().describe('lowest price'),
        pMax: z.number().positive().optional().describe('highest price; applied last'),
    }),
    output: z.object({
        raw: z.number().describe('AP - k (U - V)'),
        price: z.number().describe('raw held within the bounds'),
    }),
    hasOnlyBoundedNumbers: true,
    solve: ({ AP, k, U, V, pMin, pMax }) =>
        meterPrice({ averagePrice: AP, slope: k, generation: U, consumption: V, minimum: pMin, maximum: pMax }),
});

const trade = z.strictObject({
    t: z.number().describe('time of the trade, seconds since the epoch'),
    p: z.number().describe('price of one window'),
    n: z.number().nonnegative().default(1).describe('number of windows; the weight'),
});

/** `edgebourse solve average-price`. */
export const averagePriceProblem = defineProblem({
    name: 'average-price',
    summary: 'AP of the metering paper: mean price of the last complete day that has trades',
    input: z.strictObject({
        trades: z.array(trade).describe('trades in any order'),
        now: z.number().describe('seconds since the epoch; only days complete by then count'),
        genesis: z.number().describe('AP before any complete day with trades'),
        epochSeconds: z.number().positive().default(86_400).describe('length of a day in seconds'),
        weighted: z.boolean().default(false).describe('whether a trade counts by its windows'),
    }),
    output: z.object({ AP: z.number().describe('the average price') }),
    solve: ({ trades, ...options }) => ({ AP: averagePrice(trades, options) }),
});
