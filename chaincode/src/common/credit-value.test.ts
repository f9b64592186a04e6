import { creditGrade, creditValue } from './credit-value';

const rule = {
    initial: 100,
    gainPerTrade: 2,
    lossMilliPerCoin: 3000,
    bands: Array.from({ length: 34 }, (_, index) => index * 10),
};

test('each settled trade adds, each coin not repaid takes away', () => {
    expect(creditValue(rule, { settledTrades: 0n, failedMicro: 0n })).toBe(100n);
    expect(creditValue(rule, { settledTrades: 5n, failedMicro: 2_000_000n })).toBe(104n);
});

test('a part of a coin that was not repaid is rounded against the debtor', () => {
    expect(creditValue(rule, { settledTrades: 0n, failedMicro: 1n })).toBe(99n);
});

test.each([
    [330n, 'A1'],
    [1000n, 'A1'],
    [329n, 'A2'],
    [290n, 'A5'],
    [289n, 'B1'],
    [0n, 'G4'],
    [-1n, 'G5'],
    [-1000n, 'G5'],
])('a credit value of %p is grade %p', (value, grade) => {
    expect(creditGrade(rule, value)).toBe(grade);
});
