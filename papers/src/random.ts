import { seededRandom } from '@edgebourse/optimization/common/random';

const STEPS = 2 ** 32;

/** Reproducible draws of a simulation. */
export interface Draws {
    /** Evenly in [low, high). */
    uniform(low: number, high: number): number;
    /** Evenly in (low, high]: for quantities that must not be zero. */
    uniformAbove(low: number, high: number): number;
    /** Exponentially with this mean: gaps between Poisson arrivals. */
    exponential(mean: number): number;
    /** An index with probability proportional to its weight. */
    weighted(weights: readonly number[]): number;
}

/** @returns The draws of a seed, the same on every machine. */
export function seededDraws(seed: number): Draws {
    const random = seededRandom(seed);
    const unit = (): number => random.integer(STEPS) / STEPS;
    return {
        uniform: (low, high) => low + (high - low) * unit(),
        uniformAbove: (low, high) => high - (high - low) * unit(),
        exponential: (mean) => -mean * Math.log(1 - unit()),
        weighted: (weights) => {
            let left = unit() * weights.reduce((total, weight) => total + weight, 0);
            const index = weights.findIndex((weight) => (left -= weight) < 0);
            return index === -1 ? weights.length - 1 : index;
        },
    };
}
