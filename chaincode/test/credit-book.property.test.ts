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

async function take(ledger: CreditLedger, { act, which, other, amount, percent, rateE12 }: Step): Promise<void> {
    const wallet = WALLETS[other]!;
    if (act === 'wait') ledger.now += percent * 12n * HOUR;
    if (act === 'lend' && ledger.loans.length < 40) await ledger.lend(wallet, amount * 7n, rateE12);
    // The newest loans most: the old ones are finished.
    const recent = ledger.loans.slice(-6);
    const id = recent[which % Math.max(1, recent.length)];
    if (id === undefined) return;
    if (act === 'pay') await ledger.pay(id, wallet, amount);
    if (act === 'lock') await ledger.lock(id, amount);
    if (act === 'settle') await ledger.settle(id, wallet, percent);
    if (act === 'repay') await ledger.repay(id, amount);
    if (act === 'topUp') await ledger.topUp(id, amount);
    if (act === 'close' && which % 3 === 0) await ledger.close(id);
    if (act === 'sweep') await ledger.sweep(id);
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
        { numRuns: 14, seed: 11 },
    );
    expect(steps).toBeGreaterThan(3500);
    expect([...seen].sort()).toEqual(['blacklisted', 'open', 'overdue', 'repaid', 'settled']);
});
