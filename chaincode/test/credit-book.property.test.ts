import fc from 'fast-check';
import { CreditLedger, WALLETS } from './support/credit-ledger';

const HOUR = 3_600_000n;

const step = fc.record({
    act: fc.constantFrom('lend', 'pay', 'pay', 'lock', 'settle', 'repay', 'repay', 'topUp', 'close', 'sweep', 'wait'),
    /** Which loan and which wallets, as a share of those that there are. */
    which: fc.nat({ max: 999 }),
    other: fc.nat({ max: 3 }),
    amount: fc.bigInt(1n, 2_000_001n),
    percent: fc.bigInt(0n, 100n),
    rateE12: fc.bigInt(0n, 3n * 10n ** 12n),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

type Act = (ledger: CreditLedger, id: string, step: Step) => Promise<void>;

/** What each act does to a loan. */
const ACTS: Readonly<Record<string, Act>> = {
    pay: async (ledger, id, { other, amount }) => ledger.pay(id, WALLETS[other]!, amount),
    lock: async (ledger, id, { amount }) => ledger.lock(id, amount),
    settle: async (ledger, id, { other, percent }) => ledger.settle(id, WALLETS[other]!, percent),
    repay: async (ledger, id, { amount }) => ledger.repay(id, amount),
    topUp: async (ledger, id, { amount }) => ledger.topUp(id, amount),
    close: async (ledger, id, { which }) => (which % 3 === 0 ? ledger.close(id) : undefined),
    sweep: async (ledger, id) => ledger.sweep(id),
};

async function take(ledger: CreditLedger, each: Step): Promise<void> {
    const { act, which, other, amount, percent, rateE12 } = each;
    if (act === 'wait') ledger.now += percent * 12n * HOUR;
    if (act === 'lend' && ledger.loans.length < 40) await ledger.lend(WALLETS[other]!, amount * 7n, rateE12);
    // The newest loans: the old ones are finished.
    const recent = ledger.loans.slice(-6);
    const id = recent[which % Math.max(1, recent.length)];
    if (id !== undefined) await ACTS[act]?.(ledger, id, each);
}

it('keeps coins, balances, shares, records and lists together through thousands of random steps', async () => {
    const seen = new Set<string>();
    let steps = 0;
    await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 250, maxLength: 350 }), async (history) => {
            const ledger = await CreditLedger.open();
            for (const [index, each] of history.entries()) {
                await take(ledger, each);
                steps += 1;
                if (index % 7 === 0) await ledger.check();
            }
            await ledger.check();
            for (const id of ledger.loans) seen.add(ledger.record<{ status: string }>('loan', id)!.status);
        }),
        { numRuns: 14, seed: 11, endOnFailure: true },
    );
    expect(steps).toBeGreaterThan(3500);
    expect([...seen].sort()).toEqual(['blacklisted', 'open', 'overdue', 'repaid', 'settled']);
});
