import { stateHash } from './state-hash';
import type { StateEntry } from './types';

const ID_A = 'a'.repeat(64);
const ID_B = 'b'.repeat(64);
const WALLET = 'c'.repeat(64);

function hashOf(state: Record<string, unknown>, ids: readonly string[]): Promise<string> {
    const entries = async function* (): AsyncGenerator<StateEntry> {
        for (const [key, value] of Object.entries(state)) {
            yield {
                namespace: 'n',
                key,
                value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
            };
        }
    };
    return stateHash(entries(), (candidate) => ids.includes(candidate));
}

describe('the state hash', () => {
    it('is the same for two runs that differ in transaction ids and times only', async () => {
        const run = (id: string, time: string): Promise<string> =>
            hashOf({ [`coin~${WALLET}~${id}`]: { amount: '1', mintedAt: time, from: [{ txId: id, spentAt: time }] } }, [
                id,
            ]);
        expect(await run(ID_A, '1')).toBe(await run(ID_B, '2'));
    });

    it('is the same for two runs whose devices signed the same commands at other times', async () => {
        const run = (id: string, hash: string): Promise<string> =>
            hashOf({ [`command~${WALLET}~order`]: { txId: id, hash } }, [id]);
        expect(await run(ID_A, '1'.repeat(64))).toBe(await run(ID_B, '2'.repeat(64)));
    });

    it('differs when a value, a key or a wallet does', async () => {
        const base = await hashOf({ [WALLET]: { amount: '1' } }, [ID_A]);
        expect(await hashOf({ [WALLET]: { amount: '2' } }, [ID_A])).not.toBe(base);
        expect(await hashOf({ [ID_B]: { amount: '1' } }, [ID_A])).not.toBe(base);
        expect(await hashOf({ [WALLET]: { amount: '1' }, more: 'text' }, [ID_A])).not.toBe(base);
    });

    it('does not depend on the order in which ids sort', async () => {
        const state = (first: string, second: string): Record<string, unknown> =>
            Object.fromEntries<unknown>([[first, { n: '1' }] as const, [second, { n: '2' }] as const].toSorted());
        const ids = [ID_A, ID_B];
        expect(await hashOf(state(ID_A, ID_B), ids)).toBe(await hashOf(state(ID_B, ID_A), ids));
    });
});
