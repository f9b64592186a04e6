import fc from 'fast-check';
import { deadlinesOf, dueOf, interestMicro, penaltyMicro, repayLoan, shareOut } from './charges';
import type { LoanRecord, LoanShare } from './records';

const E12 = 10n ** 12n;

function loan(changes: Partial<LoanRecord> = {}): LoanRecord {
    const amounts = { amountMicro: '1000', interestMicro: '30', penaltyMicro: '100', paidMicro: '0' };
    const shares = [{ bank: 'A', amountMicro: '1000', paidMicro: '0' }];
    return { id: 'x', status: 'open', ...amounts, shares, endMs: '100', dueMs: '150', ...changes } as LoanRecord;
}

const share = (bank: string, amountMicro: string, paidMicro = '0'): LoanShare => ({ bank, amountMicro, paidMicro });

describe('what a loan costs', () => {
    it('is loan x beta x t in time and alpha x loan late, rounded half up once', () => {
        expect(interestMicro(1_000_000n, 20_000_000_000n, 3n * E12)).toBe(60_000n);
        expect(interestMicro(1n, E12 / 2n, E12)).toBe(1n);
        expect(interestMicro(1n, E12 / 2n - 1n, E12)).toBe(0n);
        expect(penaltyMicro(3n, E12 / 2n)).toBe(2n);
        expect(penaltyMicro(3n, 0n)).toBe(0n);
    });

    it('is paid before the principal', () => {
        expect(dueOf(loan())).toEqual({ chargeMicro: 30n, principalMicro: 1000n, totalMicro: 1030n });
        expect(dueOf(loan({ paidMicro: '20' }))).toEqual({
            chargeMicro: 10n,
            principalMicro: 1000n,
            totalMicro: 1010n,
        });
        expect(dueOf(loan({ paidMicro: '31' }))).toEqual({ chargeMicro: 0n, principalMicro: 999n, totalMicro: 999n });
    });

    it('grows to the penalty when the loan is late, whatever was paid', () => {
        const late = { status: 'overdue', paidMicro: '50' } as const;
        expect(dueOf(loan(late))).toEqual({ chargeMicro: 50n, principalMicro: 1000n, totalMicro: 1050n });
    });
});

describe('a repayment', () => {
    it('is refused above what is due and when nothing is', () => {
        expect(() => repayLoan(loan(), 1031n)).toThrow(/^CREDIT_REPAY_EXCESS .*"dueMicro":"1030"/);
        expect(() => repayLoan(loan({ status: 'repaid', paidMicro: '1030' }), 1n)).toThrow(/^CREDIT_LOAN_PAID/);
    });

    it('ends a loan in time as repaid, late as settled', () => {
        expect(repayLoan(loan(), 1029n).loan.status).toBe('open');
        expect(repayLoan(loan(), 1030n).loan.status).toBe('repaid');
        expect(repayLoan(loan({ status: 'overdue' }), 1100n).loan.status).toBe('settled');
        expect(repayLoan(loan({ status: 'blacklisted' }), 1100n).loan.status).toBe('settled');
    });

    it('is cut so that no bank loses more than a unit to rounding, and no coin is lost', () => {
        const amounts = fc.array(fc.bigInt(1n, 1000n), { minLength: 1, maxLength: 4 });
        const payments = fc.array(fc.bigInt(1n, 50n), { minLength: 1, maxLength: 30 });
        const property = fc.property(amounts, payments, (parts, paid) => {
            const shares = parts.map((amount, index) => share(String(index), String(amount)));
            const amount = parts.reduce((sum, part) => sum + part, 0n);
            let now = loan({ amountMicro: String(amount), shares });
            for (const payment of paid) {
                if (payment > dueOf(now).totalMicro || dueOf(now).totalMicro === 0n) continue;
                const { loan: next, cuts } = repayLoan(now, payment);
                expect(cuts.every((cut) => cut.amountMicro >= 0n)).toBe(true);
                expect(cuts.reduce((sum, cut) => sum + cut.amountMicro, 0n)).toBe(payment);
                now = next;
            }
            for (const [index, { amountMicro, paidMicro }] of now.shares.entries()) {
                const fair = (BigInt(now.paidMicro) * BigInt(amountMicro)) / amount;
                if (index > 0) expect(fair - BigInt(paidMicro)).toBeLessThanOrEqual(BigInt(parts.length));
                if (index > 0) expect(BigInt(paidMicro)).toBeLessThanOrEqual(fair);
            }
        });
        fc.assert(property, { numRuns: 300, seed: 3 });
    });
});

describe('sharing out a loan', () => {
    const lenders = (...free: bigint[]): { bank: string; freeMicro: bigint }[] =>
        free.map((freeMicro, index) => ({ bank: 'ABCD'.charAt(index), freeMicro }));

    it('takes all from the leading bank as long as that can carry it', () => {
        expect(shareOut(lenders(100n, 900n), 100n)).toEqual([share('A', '100')]);
    });

    it('is pro rata beyond it, to the last unit, and nobody gives more than it has', () => {
        expect(shareOut(lenders(100n, 300n), 200n)).toEqual([share('A', '50'), share('B', '150')]);
        expect(shareOut(lenders(1n, 1n, 1n), 2n)).toEqual([share('A', '1'), share('B', '1')]);
        expect(shareOut(lenders(0n, 7n), 7n)).toEqual([share('A', '0'), share('B', '7')]);
    });

    it('finds no way when all together have not enough', () => {
        expect(shareOut(lenders(1n, 2n), 4n)).toBeUndefined();
        expect(shareOut([], 1n)).toBeUndefined();
    });

    it('adds up to the loan within what each has', () => {
        const property = fc.property(
            fc.array(fc.bigInt(0n, 50n), { minLength: 1, maxLength: 4 }),
            fc.bigInt(1n, 200n),
            (free, amount) => {
                const shares = shareOut(lenders(...free), amount) ?? [];
                const total = free.reduce((sum, each) => sum + each, 0n);
                expect(shares.reduce((sum, { amountMicro }) => sum + BigInt(amountMicro), 0n)).toBe(
                    total < amount ? 0n : amount,
                );
                for (const { bank, amountMicro } of shares) {
                    expect(BigInt(amountMicro)).toBeLessThanOrEqual(free['ABCD'.indexOf(bank)] ?? 0n);
                }
            },
        );
        fc.assert(property, { numRuns: 300, seed: 4 });
    });
});

describe('deadlines', () => {
    const rules = { graceMs: 10n, blacklistMs: 1000n };
    const at = (now: bigint, changes: Partial<LoanRecord> = {}, isTokenOpen = true): string[] =>
        deadlinesOf(loan(changes), isTokenOpen, now, rules);

    it('come in turn, each at its moment', () => {
        expect(at(99n)).toEqual([]);
        expect(at(100n)).toEqual(['close']);
        expect(at(160n, {}, false)).toEqual([]);
        expect(at(161n, {}, false)).toEqual(['overdue']);
        expect(at(1161n, { status: 'overdue' }, false)).toEqual(['blacklist']);
        expect(at(5000n)).toEqual(['close', 'overdue', 'blacklist']);
    });

    it('ask nothing of a loan that is paid or was dealt with', () => {
        for (const status of ['repaid', 'settled', 'blacklisted'] as const) {
            expect(at(5000n, { status }, false)).toEqual([]);
        }
    });
});
