import fc from 'fast-check';
import { MemoryState } from '../../test/support/memory-state';
import { testRegion } from '../../test/support/policy';
import { decodeError } from '../common/errors';
import { Store } from '../common/store';
import { averagePrice } from './quote';
import { appendSums, averageOf, sumsBefore } from './sums';

const REGION = testRegion('r1', 'Eag1MSP', { intervalMs: 14_400_000 });
const WINDOW = 6;
const MIDDLE = 190_000n;

interface Cleared {
    readonly interval: number;
    readonly price: bigint;
    readonly volumeWh: bigint;
}

/** Clears intervals one after the other. @returns The mean price that each of them saw, and the reads it took. */
async function clearAll(history: readonly Cleared[]): Promise<{ averages: bigint[]; reads: number[] }> {
    const state = new MemoryState();
    const averages: bigint[] = [];
    const reads: number[] = [];
    for (const { interval, price, volumeWh } of history) {
        const before = state.reads.length;
        const ctx = { store: new Store(state.stub()) };
        const round = { region: 'r1', interval };
        const latest = await sumsBefore(ctx, round);
        averages.push(await averageOf(ctx, REGION, interval, latest));
        appendSums(ctx, round, latest, { price, volumeWh, supplyWh: volumeWh });
        await ctx.store.flush();
        state.commit();
        reads.push(state.reads.length - before);
    }
    return { averages, reads };
}

/** The definition: mean over the clearings of the last 24 hours. */
function meanBefore(history: readonly Cleared[], interval: number): bigint {
    const seen = history.filter((each) => each.interval < interval && each.interval >= interval - WINDOW);
    const money = seen.reduce((sum, { price, volumeWh }) => sum + price * volumeWh, 0n);
    const energy = seen.reduce((sum, { volumeWh }) => sum + volumeWh, 0n);
    return averagePrice(money, energy, MIDDLE);
}

const histories = fc
    .array(
        fc.record({
            step: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 15 })),
            price: fc.bigInt(80_000n, 300_000n),
            volumeWh: fc.bigInt(0n, 2000n),
        }),
        { maxLength: 30 },
    )
    .map((steps) => {
        let interval = 100;
        return steps.map(({ step, price, volumeWh }) => ({ interval: (interval += step), price, volumeWh }));
    });

test('the mean price is that of the last 24 hours, whatever intervals were passed over', async () => {
    await fc.assert(
        fc.asyncProperty(histories, async (history) => {
            const { averages } = await clearAll(history);
            expect(averages).toEqual(history.map(({ interval }) => meanBefore(history, interval)));
        }),
        { numRuns: 50, seed: 41 },
    );
});

test('it takes three reads where no interval was passed over', async () => {
    const history = Array.from({ length: 20 }, (_, index) => ({ interval: index, price: 100_000n, volumeWh: 5n }));
    const { reads } = await clearAll(history);
    expect(reads.at(-1)).toBeLessThanOrEqual(3);
});

test('clearings go forward only', async () => {
    const state = new MemoryState();
    const ctx = { store: new Store(state.stub()) };
    const round = { region: 'r1', interval: 5 };
    appendSums(ctx, round, undefined, { price: 1n, volumeWh: 1n, supplyWh: 1n });
    const codeOf = async (interval: number): Promise<string | undefined> =>
        await sumsBefore(ctx, { region: 'r1', interval }).then(
            () => undefined,
            (error: unknown) => decodeError(String(error))?.code,
        );
    expect(await codeOf(5)).toBe('INTERVAL_CLEARED');
    expect(await codeOf(4)).toBe('GATE_CLOSED');
    expect(await codeOf(6)).toBeUndefined();
});
