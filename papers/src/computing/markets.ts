import type { ComputeProblem } from '@edgebourse/optimization/compute-game/problem';
import type { Draws } from '../random';

/** The paper's buyer: exponent lambda_k, and the scale a_k of its comparison. */
export const LAMBDA = 0.05;
export const SCALE = 30;

/** Vehicles of figure 5: capacity 1, own demands 0.1 to 0.8. */
export const DEMANDS = [1, 2, 3, 4, 5, 6, 7, 8].map((tenths) => tenths / 10);

/** What figure 5 varies. */
export interface Setting {
    readonly a: number;
    readonly r: number;
    readonly c: number;
    readonly gamma: number;
}

/** @returns The market of figure 5: eight vehicles that differ in their own demand alone. */
export function eightVehicles({ a, r, c, gamma }: Setting): ComputeProblem {
    const all = (value: number): number[] => DEMANDS.map(() => value);
    return { a, lambda: LAMBDA, fbar: all(1), rho: DEMANDS, r: all(r), c: all(c), gamma: all(gamma) };
}

/** Vehicles of figures 6 and 7, before it is known how many of them are in the market. */
export interface Fleet {
    readonly rho: readonly number[];
    readonly r: readonly number[];
    readonly c: readonly number[];
}

/** Draws rho and c from 0 to 1 and r from 1 to 2. */
export function drawFleet(draws: Draws, count: number): Fleet {
    const list = (low: number, high: number): number[] => Array.from({ length: count }, () => draws.uniform(low, high));
    return { rho: list(0, 1), r: list(1, 2), c: list(0, 1) };
}

/** @returns The market of a fleet's first vehicles, (a, gamma) = (30, 1). */
export function firstVehicles({ rho, r, c }: Fleet, count: number): ComputeProblem {
    const ones = new Array<number>(count).fill(1);
    const first = (list: readonly number[]): number[] => list.slice(0, count);
    return { a: SCALE, lambda: LAMBDA, fbar: ones, rho: first(rho), r: first(r), c: first(c), gamma: ones };
}
