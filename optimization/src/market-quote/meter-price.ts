import { ProblemError } from '../common/problem-error';
import { floorDivide } from './quote';

/** The inputs of the metering paper's price, in any unit, as doubles. */
export interface MeterPriceInputs {
    /** AP: mean price of the day before. */
    readonly averagePrice: number;
    /** k: price per unit of imbalance; the paper's is 0.8. */
    readonly slope: number;
    /** U: generation of the party that sets the price. */
    readonly generation: number;
    /** V: consumption of that party. */
    readonly consumption: number;
    readonly minimum: number;
    readonly maximum?: number | undefined;
}

/**
 * The metering paper's price (section IV-E): `raw = AP - k (U - V)`, then not below the minimum, then, if there is a
 * maximum, not above it. Surplus lowers the price, need raises it.
 */
export function meterPrice(inputs: MeterPriceInputs): { raw: number; price: number } {
    const raw = inputs.averagePrice - inputs.slope * (inputs.generation - inputs.consumption);
    const price = Math.max(inputs.minimum, raw);
    return { raw, price: Math.min(price, inputs.maximum ?? Infinity) };
}

/** The same in the ledger's integers: energies in one unit, prices in one money unit per it, k a fraction. */
export interface ExactMeterPriceInputs {
    readonly averagePrice: bigint;
    readonly slopeNumerator: bigint;
    readonly slopeDenominator: bigint;
    readonly generation: bigint;
    readonly consumption: bigint;
    readonly minimum: bigint;
    readonly maximum?: bigint | undefined;
}

/**
 * `meterPrice` in integers: the exact fraction is rounded half up, floor(x + 1/2), before the bounds apply.
 *
 * @throws ProblemError METER_PRICE_SLOPE where the denominator is not positive
 */
export function exactMeterPrice(inputs: ExactMeterPriceInputs): { raw: bigint; price: bigint } {
    const { slopeNumerator, slopeDenominator: denominator, minimum, maximum } = inputs;
    if (denominator <= 0n) throw new ProblemError('METER_PRICE_SLOPE', 'the denominator of k is not positive');
    const fraction = inputs.averagePrice * denominator - slopeNumerator * (inputs.generation - inputs.consumption);
    const raw = floorDivide(2n * fraction + denominator, 2n * denominator);
    const price = raw < minimum ? minimum : raw;
    return { raw, price: maximum !== undefined && price > maximum ? maximum : price };
}
