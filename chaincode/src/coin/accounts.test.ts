import fc from 'fast-check';
import { MemoryState } from '../../test/support/memory-state';
import { Store } from '../common/store';
import { Accounts } from './accounts';
import { outputKey } from './keys';
import type { OutputRecord } from './records';

const ALICE = 'a'.repeat(64);
const BOB = 'b'.repeat(64);
const WALLETS = [ALICE, BOB, 'c'.repeat(64)];

const txId = (n: number): string => n.toString(16).padStart(64, '0');

async function endow(state: MemoryState, wallet: string, ...amounts: number[]): Promise<string[]> {
    const store = new Store(state.stub());
    const ids = amounts.map((amount, index) => {
        const id = txId(0xf00 + state.entries.size + index);
        store.put(outputKey(wallet, id, '0'), { amountMicro: String(amount) });
        return `${id}.0`;
    });
    await store.flush();
    state.commit();
    return ids;
}

async function transact(
    state: MemoryState,
    id: string,
    work: (accounts: Accounts) => Promise<unknown>,
): Promise<number> {
    const store = new Store(state.stub());
    const accounts = new Accounts(store, id);
    await work(accounts);
    const outputs = accounts.flush();
    await store.flush();
    state.commit();
    return outputs;
}

async function outputsOf(state: MemoryState, wallet: string): Promise<OutputRecord[]> {
    const rows = await new Store(state.stub()).range<OutputRecord>(outputKey(wallet));
    return rows.map(({ value }) => value);
}

async function total(state: MemoryState): Promise<bigint> {
    const all = await Promise.all(WALLETS.map(async (wallet) => outputsOf(state, wallet)));
    return all.flat().reduce((sum, { amountMicro }) => sum + BigInt(amountMicro), 0n);
}

describe('the money of one transaction', () => {
    it('refuses a debit beyond the wallet’s coins and changes nothing', async () => {
        const state = new MemoryState();
        await endow(state, ALICE, 5, 7);
        const before = [...state.entries];
        await transact(state, txId(1), async (accounts) => {
            await expect(accounts.debit(ALICE, 13n)).rejects.toThrow(/^COIN_INSUFFICIENT .*"neededMicro":"13"/);
            expect(await accounts.available(ALICE)).toBe(12n);
        });
        expect([...state.entries]).toEqual(before);
    });

    it('refuses negative amounts', async () => {
        await transact(new MemoryState(), txId(1), async (accounts) => {
            await expect(accounts.debit(ALICE, -1n)).rejects.toThrow(/^AMOUNT_INVALID/);
            expect(() => {
                accounts.credit(ALICE, -1n);
            }).toThrow(/^AMOUNT_INVALID/);
        });
    });

    it('takes the largest outputs first, joins three more, and gives the change back as one output', async () => {
        const state = new MemoryState();
        await endow(state, ALICE, 5, 100, 7, 6, 4);
        await transact(state, txId(1), async (accounts) => {
            await accounts.debit(ALICE, 30n);
            accounts.credit(BOB, 30n);
        });
        const amounts = (await outputsOf(state, ALICE)).map(({ amountMicro }) => amountMicro);
        expect(amounts.sort()).toEqual(['4', '88']);
        expect(await outputsOf(state, BOB)).toEqual([{ amountMicro: '30' }]);
    });

    it('nets many debits and credits of a wallet into one output', async () => {
        const state = new MemoryState();
        await endow(state, ALICE, 50, 50);
        const outputs = await transact(state, txId(1), async (accounts) => {
            await accounts.debit(ALICE, 60n);
            accounts.credit(ALICE, 5n);
            accounts.credit(ALICE, 5n);
            await accounts.debit(ALICE, 40n);
            accounts.credit(BOB, 90n);
        });
        expect(outputs).toBe(2);
        expect(await outputsOf(state, ALICE)).toEqual([{ amountMicro: '10' }]);
    });

    it('does not read a wallet that only receives', async () => {
        const state = new MemoryState();
        await endow(state, BOB, 1);
        await transact(state, txId(1), async (accounts) => {
            accounts.credit(BOB, 2n);
            await accounts.debit(BOB, 1n);
        });
        expect(state.reads).toEqual([]);
        expect((await outputsOf(state, BOB)).length).toBe(2);
    });

    it('counts at most 50 outputs of a wallet in a transaction, the largest', async () => {
        const state = new MemoryState();
        await endow(state, ALICE, ...Array.from({ length: 60 }, (_, index) => index + 1));
        await transact(state, txId(1), async (accounts) => {
            expect(await accounts.available(ALICE)).toBe(1775n); // 11 + ... + 60
            await accounts.debit(ALICE, 60n);
            expect(await accounts.available(ALICE)).toBe(1715n);
            await expect(accounts.debit(ALICE, 1716n)).rejects.toThrow(/^COIN_INSUFFICIENT/);
            expect(await accounts.debitUpTo(ALICE, 5000n)).toBe(1715n);
        });
        expect((await outputsOf(state, ALICE)).length).toBe(10);
    });

    it('spends from a wallet of more than 10 000 outputs, and says what to do when those that it reads are too few', async () => {
        const state = new MemoryState();
        for (let index = 0; index <= 10_000; index += 1) {
            state.entries.set(`\0coin\0${ALICE}\0${txId(index)}\x000\0`, '{"amountMicro":"2"}');
        }
        await transact(state, txId(0xffff), async (accounts) => {
            await expect(accounts.debit(ALICE, 101n)).rejects.toThrow(/^COIN_INPUTS_TOO_MANY .*"availableMicro":"100"/);
            await accounts.debit(ALICE, 100n);
        });
        expect(state.entries.size).toBe(10_001 - 50);
    });

    it('never spends locked coins', async () => {
        const state = new MemoryState();
        await endow(state, ALICE, 9);
        await transact(state, txId(1), async (accounts) => {
            await accounts.debit(ALICE, 9n);
            accounts.credit(ALICE, 4n, 'deposit:1');
            accounts.credit(ALICE, 5n, 'trade:1');
        });
        expect(await outputsOf(state, ALICE)).toEqual([
            { amountMicro: '4', lock: 'deposit:1' },
            { amountMicro: '5', lock: 'trade:1' },
        ]);
        await transact(state, txId(2), async (accounts) => {
            expect(await accounts.available(ALICE)).toBe(0n);
            await expect(accounts.take(ALICE, [`${txId(1)}.1`])).rejects.toThrow(/^OUTPUT_LOCKED .*"lock":"deposit:1"/);
        });
    });

    it('takes named outputs once', async () => {
        const state = new MemoryState();
        const [first = '', second = ''] = await endow(state, ALICE, 5, 6);
        await transact(state, txId(1), async (accounts) => {
            await expect(accounts.take(ALICE, [first, first])).rejects.toThrow(/^OUTPUT_DUPLICATE/);
            await expect(accounts.take(BOB, [first])).rejects.toThrow(/^OUTPUT_UNKNOWN/);
            await expect(accounts.take(ALICE, Array<string>(51).fill(first))).rejects.toThrow(/^COIN_INPUTS_TOO_MANY/);
            expect(await accounts.take(ALICE, [first])).toBe(5n);
            await expect(accounts.take(ALICE, [second, first])).rejects.toThrow(/^OUTPUT_UNKNOWN/);
            expect(await accounts.available(ALICE)).toBe(11n);
        });
    });

    it('conserves coins whatever is debited, credited and refused', async () => {
        const step = fc.record({
            from: fc.constantFrom(...WALLETS),
            to: fc.constantFrom(...WALLETS),
            amount: fc.bigInt(0n, 40n),
            end: fc.boolean(),
        });
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
                const state = new MemoryState();
                await endow(state, ALICE, 10, 20, 30);
                await endow(state, BOB, 1, 2, 3, 4);
                let id = 1;
                const rest = [...steps];
                while (rest.length > 0) {
                    const end = rest.findIndex((candidate) => candidate.end);
                    const now = rest.splice(0, end === -1 ? rest.length : end + 1);
                    const outputs = await transact(state, txId(id++), async (accounts) => {
                        for (const { from, to, amount } of now)
                            accounts.credit(to, await accounts.debitUpTo(from, amount));
                    });
                    expect(outputs).toBeLessThanOrEqual(WALLETS.length);
                    expect(await total(state)).toBe(70n);
                }
            }),
            { numRuns: 50, seed: 7 },
        );
    });
});
