import { seededRandom } from '../common/random';
import { type ComputeProblem, type SellerTerms, sellerTerms } from './problem';
import { type ComputeEquilibrium, solveCompute } from './solve';
import { bestResponse } from './utilities';

const INSTANCES = 10_000;
const DEVIATIONS = 200;
const SCAN = 1000;
/** Rounding of the utilities themselves: a gain below this share of the sums involved is none. */
const NOISE = 1e-13;

const random = seededRandom(20);
const uniform = (low: number, high: number): number => low + (high - low) * (random.integer(2 ** 32) / 2 ** 32);

/** Steps 1e-9..1, log-uniform, both ways. */
const STEPS = Float64Array.from({ length: DEVIATIONS }, (_, i) => (i % 2 === 0 ? 1 : -1) * 10 ** uniform(-9, 0));

interface EdgeClass {
    readonly name: string;
    /** Makes an ordinary instance one of the class. */
    readonly bend: (problem: Instance) => void;
}

interface Instance extends ComputeProblem {
    a: number;
    lambda: number;
    readonly fbar: number[];
    readonly rho: number[];
    readonly r: number[];
    readonly c: number[];
    readonly gamma: number[];
}

const edgeClasses: readonly EdgeClass[] = [
    { name: 'nobody trades', bend: (p) => (p.a = 0.2) },
    { name: 'everybody sells all', bend: (p) => ((p.a = 4000), p.rho.fill(0.2)) },
    {
        name: 'own demand of 1 or more',
        bend: (p) => {
            p.rho.forEach((_, i) => (p.rho[i] = uniform(1, 1 + p.fbar[i]! * 0.99)));
        },
    },
    {
        name: 'reward just above cost',
        bend: (p) => {
            p.c.forEach((_, i) => (p.c[i] = p.r[i]! * (1 - 10 ** uniform(-6, -2))));
        },
    },
    {
        name: 'tiny satisfaction',
        bend: (p) => {
            p.gamma.forEach((_, i) => (p.gamma[i] = 10 ** uniform(-5, -2)));
        },
    },
    {
        name: 'one seller',
        bend: (p) => {
            [p.fbar, p.rho, p.r, p.c, p.gamma].forEach((list) => list.splice(1));
        },
    },
    {
        name: 'at the edge of trading',
        bend: (p) => {
            bendToEdge(p, 'lowest');
        },
    },
    {
        name: 'at the edge of selling all',
        bend: (p) => {
            bendToEdge(p, 'fullFrom');
        },
    },
    {
        name: 'unequal capacities',
        bend: (p) => {
            p.fbar.forEach((_, i) => (p.fbar[i] = 10 ** uniform(-3, 1)));
        },
    },
    {
        name: 'alike',
        bend: (p) => {
            [p.fbar, p.rho, p.r, p.c, p.gamma].forEach((list) => list.fill(list[0]!));
        },
    },
];

/** Chooses a so that the root lies exactly where the first seller changes its state, up to rounding. */
function bendToEdge(problem: Instance, edge: 'lowest' | 'fullFrom'): void {
    problem.rho[0] = uniform(0, 0.9);
    const marginal = sellerTerms(problem, 0)[edge];
    const unsold = problem.fbar.reduce((sum, fbar, i) => sum + fbar - amountAt(sellerTerms(problem, i), marginal), 0);
    problem.a = marginal / problem.lambda / Math.exp(problem.lambda * unsold);
}

function amountAt({ fbar, r, b, g, lowest, fullFrom }: SellerTerms, marginal: number): number {
    if (marginal <= lowest) return 0;
    return marginal >= fullFrom ? fbar : b - Math.sqrt((g * b) / (marginal - r));
}

function drawInstance(index: number): Instance {
    const list = (low: number, high: number, length: number): number[] =>
        Array.from({ length }, () => uniform(low, high));
    const count = 2 + random.integer(3);
    const c = list(0, 1, count);
    const instance = {
        a: uniform(20, 40),
        lambda: uniform(0.02, 0.1),
        fbar: list(0.5, 1.5, count),
        rho: list(0, 1, count),
        r: c.map((cost) => cost + uniform(0.05, 1.5)),
        c,
        gamma: list(0.1, 1.5, count),
    };
    // Half of the instances are ordinary, the rest go round the classes: 5 % each.
    if (index % 2 === 1) edgeClasses[((index - 1) / 2) % edgeClasses.length]!.bend(instance);
    return instance;
}

// Jest looks globals up in the test's own context, which costs more than the functions themselves: 10^8 calls are made.
const { min, max, log1p, expm1 } = Math;

const PLACES = new Float64Array(2 + DEVIATIONS + SCAN);

/** Where a player could go instead of `value`: both ends, 200 steps relative to the width, a scan of 1000. */
function placesAround(value: number, low: number, high: number): Float64Array {
    const width = high - low;
    PLACES[0] = low;
    PLACES[1] = high;
    for (let i = 0; i < DEVIATIONS; i += 1) PLACES[2 + i] = min(max(value + STEPS[i]! * width, low), high);
    for (let i = 0; i < SCAN; i += 1) PLACES[2 + DEVIATIONS + i] = low + (width * (i + 1)) / (SCAN + 1);
    return PLACES;
}

/** The most that a seller gains by another amount at its price, eq. (6) once more; relative to the sums involved. */
function sellerGain({ fbar, r, b, g }: SellerTerms, price: number, amount: number): number {
    const now = g * log1p(-amount / b) + (price - r) * amount;
    const scale = g * (1 - log1p(-amount / b)) + price * fbar;
    let best = Number.NEGATIVE_INFINITY;
    for (const place of placesAround(amount, 0, min(fbar, b * (1 - 1e-12)))) {
        best = max(best, g * log1p(-place / b) + (price - r) * place - now);
    }
    return best / scale;
}

/**
 * The most that the buyer gains by another price for one seller: that one answers at its best, nobody else is touched.
 * In amounts the buyer's cost is smooth and convex over a box, so who gains by no single price gains by no set of prices.
 */
function buyerGain(terms: SellerTerms, lambda: number, cost: number, price: number, amount: number): number {
    const { fbar, r, b, g, lowest, highest } = terms;
    const end = min(highest, r + 50 * (lowest - r) + 1);
    let best = Number.NEGATIVE_INFINITY;
    for (const place of placesAround(price, r, max(end, price))) {
        const answer = place <= lowest ? 0 : place >= highest ? fbar : b - g / (place - r);
        // The difference of two large costs without cancellation.
        best = max(best, -cost * expm1(lambda * (amount - answer)) - (place * answer - price * amount));
    }
    return best / (cost + price * fbar);
}

/** The most that anybody gains; rounding may make it positive, but not above {@link NOISE}. */
function bestGain(problem: Instance, { A, R, f }: ComputeEquilibrium): number {
    let best = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < problem.fbar.length; i += 1) {
        const terms = sellerTerms(problem, i);
        best = max(best, sellerGain(terms, R[i]!, f[i]!));
        best = max(best, buyerGain(terms, problem.lambda, A / problem.lambda, R[i]!, f[i]!));
    }
    return best;
}

/** The solver with an error of 1 %: of every price, or of every amount. */
function planted(problem: Instance, exact: ComputeEquilibrium, of: 'prices' | 'amounts'): ComputeEquilibrium {
    const R = of === 'prices' ? exact.R.map((price) => price * 1.01) : exact.R;
    const f = exact.f.map((amount, i) =>
        of === 'prices' ? bestResponse(sellerTerms(problem, i), R[i]!) : Math.min(amount * 0.99, problem.fbar[i]!),
    );
    const unsold = problem.fbar.reduce((sum, fbar, i) => sum + fbar - f[i]!, 0);
    return { ...exact, R, f, A: problem.lambda * problem.a * Math.exp(problem.lambda * unsold) };
}

describe('no player gains by deviating', () => {
    const instances = Array.from({ length: INSTANCES }, (_, index) => drawInstance(index));
    const equilibria = instances.map((instance) => solveCompute(instance));

    it('in 10^4 games, of which each edge class makes up 5 %', () => {
        const gains = instances.map((instance, i) => bestGain(instance, equilibria[i]!));
        const worst = gains.reduce((best, gain, i) => (gain > gains[best]! ? i : best), 0);
        expect({ instance: instances[worst], isGain: gains[worst]! > NOISE }).toMatchObject({ isGain: false });
    });

    it('and every state and every tie occurs among them', () => {
        const states = equilibria.flatMap(({ state }) => state);
        for (const state of ['shut', 'interior', 'full']) {
            expect(states.filter((each) => each === state).length).toBeGreaterThan(1000);
        }
    });

    it.each(['prices', 'amounts'] as const)('while an error of 1 %% in the %s is found', (of) => {
        // A seller that sells next to nothing moves next to nothing by an error of 1 %.
        const isTrading = ({ f, state }: ComputeEquilibrium): boolean =>
            state.some((each, i) => each === 'interior' && f[i]! > 0.01);
        const trading = instances.filter((_, i) => isTrading(equilibria[i]!)).slice(0, 500);
        const found = trading.filter(
            (instance) => bestGain(instance, planted(instance, solveCompute(instance), of)) > NOISE,
        );
        expect([trading.length, found.length]).toEqual([500, 500]);
    });
});
