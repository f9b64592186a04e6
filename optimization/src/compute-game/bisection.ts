import { at, type ComputeProblem } from './problem';

/** What the vectors publish of a game. */
export interface PlainEquilibrium {
    readonly A: number;
    readonly f: readonly number[];
    readonly R: readonly number[];
}

/** f_i(A) as B2 writes it. */
function amountOf({ fbar, rho, r, c, gamma }: ComputeProblem, i: number, marginal: number): number {
    if (marginal <= at(r, i)) return 0;
    const b = at(fbar, i) - at(rho, i) + 1;
    const g = at(gamma, i) * (at(r, i) - at(c, i));
    return Math.min(Math.max(b - Math.sqrt((g * b) / (marginal - at(r, i))), 0), at(fbar, i));
}

/**
 * The equilibrium as its definition reads, with no thought for speed: one hundred halvings of z = ln(lambda a) +
 * lambda (S - sum f_i(e^z)), then R_i = r + g/(b - f). The vectors come from it; `solveCompute` is tested against it.
 */
export function solveByBisection(problem: ComputeProblem): PlainEquilibrium {
    const sellers = Array.from(problem.fbar, (_, i) => i);
    const unsold = (marginal: number): number =>
        sellers.reduce((total, i) => total + at(problem.fbar, i) - amountOf(problem, i, marginal), 0);
    let low = Math.log(problem.lambda * problem.a);
    let high = low + problem.lambda * unsold(0);
    for (let halving = 0; halving < 100; halving += 1) {
        const z = (low + high) / 2;
        if (z > Math.log(problem.lambda * problem.a) + problem.lambda * unsold(Math.exp(z))) high = z;
        else low = z;
    }
    const A = Math.exp((low + high) / 2);
    const f = sellers.map((i) => amountOf(problem, i, A));
    const R = sellers.map((i) => {
        const b = at(problem.fbar, i) - at(problem.rho, i) + 1;
        return at(problem.r, i) + (at(problem.gamma, i) * (at(problem.r, i) - at(problem.c, i))) / (b - at(f, i));
    });
    return { A, f, R };
}
