import { MemoryState } from '../../test/support/memory-state';
import { Store } from '../common/store';
import { Escrow, type Place } from './escrow';

const ADDRESS = 'd'.repeat(64);
const reserve: Place = { address: ADDRESS, lock: 'reserve:A', policy: Buffer.from('and') };
const loan: Place = { address: ADDRESS, lock: 'loan:1' };

const txId = (n: number): string => n.toString(16).padStart(64, '0');

async function transact(state: MemoryState, n: number, work: (escrow: Escrow) => Promise<unknown>): Promise<void> {
    const store = new Store(state.stub());
    const escrow = new Escrow(store, txId(n));
    await work(escrow);
    escrow.flush();
    await store.flush();
    state.commit();
}

const outputs = (state: MemoryState): unknown[] =>
    [...state.entries.values()].map((text) => JSON.parse(text) as unknown);

async function filled(...amounts: bigint[]): Promise<MemoryState> {
    const state = new MemoryState();
    for (const [index, amount] of amounts.entries()) {
        await transact(state, index, async (escrow) => {
            escrow.put(reserve, amount);
        });
    }
    return state;
}

describe('locked coins', () => {
    it('are taken whole, largest first, with the rest as one output under the same lock and policy', async () => {
        const state = await filled(5n, 100n, 7n);
        await transact(state, 9, async (escrow) => {
            await escrow.take(reserve, 101n);
        });
        expect(outputs(state)).toEqual([{ amountMicro: '11', lock: 'reserve:A' }]);
        expect([...state.policies.values()]).toEqual([reserve.policy]);
    });

    it('are refused beyond what there is, and below nothing, with nothing changed', async () => {
        const state = await filled(5n);
        const before = [...state.entries];
        await transact(state, 9, async (escrow) => {
            await expect(escrow.take(reserve, 6n)).rejects.toThrow(/^COIN_INSUFFICIENT .*"availableMicro":"5"/);
            await expect(escrow.take(reserve, -1n)).rejects.toThrow(/^AMOUNT_INVALID/);
            expect(() => {
                escrow.put(reserve, -1n);
            }).toThrow(/^AMOUNT_INVALID/);
            expect(await escrow.balance(reserve)).toBe(5n);
        });
        expect([...state.entries]).toEqual(before);
    });

    it('of several locks at one address are kept apart', async () => {
        const state = await filled(5n);
        await transact(state, 8, async (escrow) => {
            await escrow.take(reserve, 2n);
            escrow.put(loan, 2n);
        });
        expect(outputs(state)).toEqual([
            { amountMicro: '3', lock: 'reserve:A' },
            { amountMicro: '2', lock: 'loan:1' },
        ]);
        expect(state.policies.size).toBe(1);
        await transact(state, 9, async (escrow) => {
            await expect(escrow.take(loan, 3n)).rejects.toThrow(/^COIN_INSUFFICIENT/);
        });
    });

    it('that were put a moment ago can be taken, without a read', async () => {
        const state = await filled();
        await transact(state, 9, async (escrow) => {
            escrow.put(loan, 9n);
            await escrow.take(loan, 9n);
        });
        expect(state.reads).toEqual([]);
        expect(outputs(state)).toEqual([]);
    });
});
