/** Predicates that verdicts are made of. They ignore differences below the digits that a CSV keeps. */
const SLACK = 1e-6;

const atLeast = (left: number, right: number): boolean =>
    left >= right - SLACK * Math.max(1e-3, Math.abs(left), Math.abs(right));

function everyStep(values: readonly number[], holds: (before: number, after: number) => boolean): boolean {
    return values.every((after, at) => at === 0 || holds(values[at - 1] ?? after, after));
}

/** @returns Whether no value is below the one before, and the last is above the first. */
export function rises(values: readonly number[]): boolean {
    return everyStep(values, (before, after) => atLeast(after, before)) && (values.at(-1) ?? 0) > (values[0] ?? 0);
}

/** @returns Whether no value is above the one before, and the last is below the first. */
export function falls(values: readonly number[]): boolean {
    return rises(values.map((value) => -value));
}

/** @returns Whether no value is below the one before; constant is enough. */
export function neverFalls(values: readonly number[]): boolean {
    return everyStep(values, (before, after) => atLeast(after, before));
}

/** @returns Whether each value is at least its partner. */
export function nowhereBelow(upper: readonly number[], lower: readonly number[]): boolean {
    return upper.every((value, at) => atLeast(value, lower[at] ?? Infinity));
}

/** @returns Whether a value is within this share of the wanted one. */
export function near(value: number, wanted: number, share: number): boolean {
    return Math.abs(value - wanted) <= share * Math.abs(wanted);
}

/** @returns Sum over count; 0 of nothing. */
export function mean(values: readonly number[]): number {
    return values.reduce((total, value) => total + value, 0) / Math.max(values.length, 1);
}

/** @returns The value that this share of the others does not exceed (nearest rank); 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
    const sorted = Float64Array.from(values).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** @returns A number as text for a page: few digits, a real minus sign avoided. */
export function short(value: number, digits = 3): string {
    return String(Number(value.toPrecision(digits)));
}

/** @returns A ratio as a difference in percent, "+64.8 %". */
export function percent(ratio: number): string {
    const difference = (ratio - 1) * 100;
    return `${difference < 0 ? '' : '+'}${difference.toFixed(1)} %`;
}
