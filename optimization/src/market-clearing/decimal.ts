/** Numbers as whole multiples of a power of ten. */
export interface DecimalUnits {
    readonly units: readonly bigint[];
    /** The unit is 10^-places. */
    readonly places: number;
}

/** The shortest decimal that names this double: its digits and the power of ten that they count. */
function digitsOf(value: number): { digits: bigint; exponent: number } {
    const [mantissa = '0', power = '0'] = String(value).split('e');
    const [whole = '0', fraction = ''] = mantissa.split('.');
    return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** The values, read as the decimals that JSON shows, in one common unit: [1, 0.25] is [100, 25] with 2 places. */
export function toDecimalUnits(values: readonly number[]): DecimalUnits {
    const decimals = values.map(digitsOf);
    const places = decimals.reduce((most, { exponent }) => Math.max(most, -exponent), 0);
    const units = decimals.map(({ digits, exponent }) => digits * 10n ** BigInt(exponent + places));
    return { units, places };
}

/** The double nearest to `units * 10^-places`. */
export function fromDecimalUnits(units: bigint, places: number): number {
    return Number(`${String(units)}e-${places}`);
}
