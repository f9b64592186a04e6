import {
    solveQuantised,
    type QuantisedProblem,
    type QuantisedSeller,
} from '@edgebourse/optimization/compute-game/quantise';
import { seededRandom } from '@edgebourse/optimization/common/random';
import { EdgeError } from '../common/errors';
import { checkComputeCertificate, isSoundSeller, type ComputeCertificate, type ComputeGame } from './certificate';
import { allotmentAt, type Allotment, type GameSeller, type SellerState } from './certificate-response';

const INSTANCES = 10_000;
const E12 = 10n ** 12n;
const random = seededRandom(8);
/** A value in [low, low + width) of 10^-6 steps, in units of 10^-12. */
const draw = (low: number, width: number): bigint =>
    BigInt(Math.round((low + width * (random.integer(1_000_000) / 1_000_000)) * 1e6)) * 1_000_000n;

function drawSeller(): QuantisedSeller {
    const c = draw(0, 1);
    // Wide weights and own demands beyond 1 as well: all three states, and sellers that can never sell all.
    return { fbar: draw(0.1, 2), rho: draw(0, 1.09), r: c + draw(0.01, 1.5), c, gamma: draw(0.02, 1.5) };
}

const drawProblem = (): QuantisedProblem => ({
    a: draw(20, 25),
    lambda: draw(0.03, 0.04),
    sellers: Array.from({ length: 1 + random.integer(2) }, drawSeller),
});

const toSeller = ({ fbar, rho, r, c, gamma }: QuantisedSeller): GameSeller => ({
    capacity: fbar,
    ownDemand: rho,
    reward: r,
    cost: c,
    satisfaction: gamma,
});

const toGame = ({ a, lambda, sellers }: QuantisedProblem): ComputeGame => ({
    costScale: a,
    costExponent: lambda,
    sellers: sellers.map(toSeller),
});

const propose = (problem: QuantisedProblem): ComputeCertificate => {
    const { marginal, parts } = solveQuantised(problem);
    return { marginal, allotments: parts };
};

/** The code that the certificate is refused with; `accepted` where it is not. */
function verdict(game: ComputeGame, certificate: ComputeCertificate): string {
    try {
        checkComputeCertificate(game, certificate);
        return 'accepted';
    } catch (error) {
        if (error instanceof EdgeError) return error.code;
        throw error;
    }
}

/** A value moved by +-10^-6, +-10^-3 relative and by one unit beyond the tolerance, both ways. */
function moved(value: bigint, tolerance: bigint): bigint[] {
    const least = tolerance + 1n;
    const steps = [value / 1_000_000n, value / 1_000n, least].map((step) => (step > least ? step : least));
    return steps.flatMap((step) => [value + step, value - step]);
}

interface Trial {
    readonly field: string;
    readonly code: string;
    readonly game: ComputeGame;
    readonly certificate: ComputeCertificate;
}

const replaced = <T>(list: readonly T[], index: number, value: T): T[] =>
    list.map((each, i) => (i === index ? value : each));

const STATES: readonly SellerState[] = ['shut', 'interior', 'full'];

function* fieldTrials(game: ComputeGame, certificate: ComputeCertificate): Generator<Trial> {
    const { marginal, allotments } = certificate;
    // One unit of the proposer's rounding and one of the root's own place between two units.
    for (const other of moved(marginal, marginal / E12 + 2n)) {
        yield { field: 'marginal', code: 'COMPUTE_MARGINAL', game, certificate: { marginal: other, allotments } };
        // All prices and amounts true to a false marginal value: the whole solution shifted.
        const shifted = game.sellers.map((seller) => allotmentAt(seller, other));
        yield { field: 'all', code: 'COMPUTE_MARGINAL', game, certificate: { marginal: other, allotments: shifted } };
    }
    for (const [index, part] of allotments.entries()) {
        const change = (field: string, code: string, value: Allotment): Trial => ({
            field: `${part.state} ${field}`,
            code,
            game,
            certificate: { marginal, allotments: replaced(allotments, index, value) },
        });
        const slack = (value: bigint): bigint => (part.state === 'interior' ? value / 1_000_000_000n + 1n : 0n);
        for (const price of moved(part.price, slack(part.price)))
            yield change('price', 'COMPUTE_PRICE', { ...part, price });
        for (const amount of moved(part.amount, slack(part.amount))) {
            yield change('amount', 'COMPUTE_AMOUNT', { ...part, amount });
        }
        for (const state of STATES)
            if (state !== part.state) yield change('state', 'COMPUTE_STATE', { ...part, state });
    }
}

/** Each input of the game replaced alone by the same input of another game. */
function* inputTrials(game: ComputeGame, certificate: ComputeCertificate, other: ComputeGame): Generator<Trial> {
    const code = 'refused';
    for (const field of ['costScale', 'costExponent'] as const) {
        yield { field, code, certificate, game: { ...game, [field]: other[field] } };
    }
    const stranger = other.sellers[0]!;
    for (const [index, seller] of game.sellers.entries()) {
        for (const field of ['capacity', 'ownDemand', 'reward', 'cost', 'satisfaction'] as const) {
            const swapped = { ...seller, [field]: stranger[field] };
            const sellers = replaced(game.sellers, index, swapped);
            yield {
                field: `${certificate.allotments[index]!.state} ${field}`,
                code,
                certificate,
                game: { ...game, sellers },
            };
        }
    }
}

interface Tally {
    readonly trials: Record<string, number>;
    readonly escaped: string[];
}

function tryAll(tally: Tally, instance: number, trials: Iterable<Trial>): void {
    for (const { field, code, game, certificate } of trials) {
        const given = verdict(game, certificate);
        const isExpected = code === 'refused' ? given !== 'accepted' : given === code;
        tally.trials[field] = (tally.trials[field] ?? 0) + 1;
        if (!isExpected) tally.escaped.push(`instance ${instance}: ${field} gave ${given}`);
    }
}

describe('the certificate of the computing game', () => {
    it('accepts 10^4 solutions, and refuses each field moved and each input swapped, alone, with the code of its check', () => {
        const tally: Tally = { trials: {}, escaped: [] };
        const states = { shut: 0, interior: 0, full: 0 };
        const unaccepted: string[] = [];
        let other = toGame(drawProblem());
        for (let instance = 0; instance < INSTANCES; instance += 1) {
            const problem = drawProblem();
            const game = toGame(problem);
            const certificate = propose(problem);
            if (verdict(game, certificate) !== 'accepted')
                unaccepted.push(`${instance}: ${verdict(game, certificate)}`);
            for (const { state } of certificate.allotments) states[state] += 1;
            tryAll(tally, instance, fieldTrials(game, certificate));
            tryAll(tally, instance, inputTrials(game, certificate, other));
            other = game;
        }
        expect(unaccepted).toEqual([]);
        expect(tally.escaped.slice(0, 10)).toEqual([]);
        for (const state of STATES) expect(states[state]).toBeGreaterThanOrEqual(500);
        expect(Object.keys(tally.trials)).toHaveLength(2 + 3 * 3 + 2 + 3 * 5);
    });

    const worked: QuantisedProblem = {
        a: 40n * E12,
        lambda: E12 / 20n,
        sellers: [
            [20n, 120n, 90n],
            [50n, 130n, 40n],
            [80n, 190n, 20n],
        ].map(([rho, r, c]) => ({
            fbar: E12,
            rho: (rho! * E12) / 100n,
            r: (r! * E12) / 100n,
            c: (c! * E12) / 100n,
            gamma: E12,
        })),
    };

    it('gives the worked example: full, interior and shut', () => {
        const certificate = propose(worked);
        expect(String(certificate.marginal)).toBe('2181522220245');
        expect(certificate.allotments).toEqual([
            { state: 'full', price: 1_575_000_000_000n, amount: E12 },
            { state: 'interior', price: 2_027_264_279_439n, amount: 262_485_625_314n },
            { state: 'shut', price: 3_316_666_666_667n, amount: 0n },
        ]);
        expect(verdict(toGame(worked), certificate)).toBe('accepted');
    });

    it('refuses first what is outside the domain, then a wrong number of parts, then a wrong marginal value', () => {
        const game = toGame(worked);
        const wrong: ComputeCertificate = { marginal: 1n, allotments: [] };
        expect(verdict({ ...game, costScale: 0n }, wrong)).toBe('COMPUTE_GAME_INVALID');
        expect(verdict({ ...game, costExponent: -1n }, wrong)).toBe('COMPUTE_GAME_INVALID');
        expect(
            verdict({ ...game, sellers: replaced(game.sellers, 1, { ...game.sellers[1]!, cost: 2n * E12 }) }, wrong),
        ).toBe('COMPUTE_GAME_INVALID');
        expect(verdict(game, wrong)).toBe('COMPUTE_CERTIFICATE_SHAPE');
        expect(verdict(game, { ...propose(worked), marginal: 1n })).toBe('COMPUTE_MARGINAL');
    });

    it('names the sellers whose values are in no game', () => {
        const good = toSeller(worked.sellers[0]!);
        const bad: Partial<GameSeller>[] = [
            { capacity: 0n },
            { capacity: 10_000n * E12 + 1n },
            { ownDemand: -1n },
            { ownDemand: 2n * E12 },
            { reward: good.cost },
            { cost: -1n },
            { satisfaction: 0n },
            // Its lowest price lies less than a millionth of a coin above its reward.
            { satisfaction: E12 / 1_000_000n },
        ];
        expect(bad.map((change) => isSoundSeller({ ...good, ...change }))).toEqual(bad.map(() => false));
        expect(isSoundSeller(good)).toBe(true);
        expect(isSoundSeller({ ...good, ownDemand: 2n * E12 - 1n, cost: 0n })).toBe(true);
    });

    it('decides a tie as the mathematics does: shut at A = R, full at the least A that buys all', () => {
        const [seller] = toGame(worked).sellers;
        const lowest = allotmentAt(seller!, 0n).price;
        expect(allotmentAt(seller!, lowest).state).toBe('interior');
        // R' = 1.2 + 0.3/1.8 is no multiple of 10^-12; one unit lower is below it.
        expect(allotmentAt(seller!, lowest - 1n)).toEqual({ state: 'shut', price: lowest, amount: 0n });
        const full = 1_200_000_000_000n + (300_000_000_000n * 18n * 100n) / (64n * 10n);
        expect(allotmentAt(seller!, full).state).toBe('full');
        expect(allotmentAt(seller!, full - 1n).state).toBe('interior');
    });

    it('accepts what doubles propose for badly conditioned sellers and for 500 of them', () => {
        const steep = { fbar: 10_000n * E12, rho: 9_999n * E12, r: E12 + 2n, c: E12, gamma: 10n ** 30n };
        const flat = { fbar: E12, rho: 0n, r: E12, c: E12 - 1n, gamma: 2n * 10n ** 18n };
        const thin = { fbar: E12, rho: 2n * E12 - 1n, r: E12, c: 0n, gamma: 1_000n };
        const crowd = Array.from({ length: 500 }, drawSeller);
        for (const sellers of [
            [steep],
            [flat],
            [thin],
            [steep, flat, thin],
            crowd,
            [...crowd, steep, flat, thin],
            [],
        ]) {
            const capacity = sellers.reduce((total, { fbar }) => total + fbar, E12);
            const problem = { a: (30n * capacity) / 8n, lambda: (E12 * E12) / (3n * capacity), sellers };
            expect(verdict(toGame(problem), propose(problem))).toBe('accepted');
        }
    });
});
