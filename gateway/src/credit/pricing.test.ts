import type { Preview } from '@edgebourse/chaincode/credit/records';
import { priceLoans } from './pricing';

const terms = {
    dMicro: '10000000',
    thetaWh: '20000',
    qMinWh: '5000',
    pMicroPerKwh: '190000',
    tE12: '1000000000000',
    etaE12: '3500000000000',
    lambdaE12: '900000000000',
    gammaE12: '700000000000',
    cE12: '150000000000',
    alphaMaxE12: '9000000000000',
};

const previewOf = (reserveMicro: bigint, partners: Preview['partners'] = []): Preview => ({
    loans: [
        { terms, productVersion: 1 },
        { terms, productVersion: 1 },
    ],
    reserveMicro: String(reserveMicro),
    partners,
    nowMs: '0',
});

const RICH = 10n ** 12n;
const [alone] = priceLoans(previewOf(RICH), []).answers;
const wholeMicro = BigInt(alone?.loanMicro ?? 0);

describe('the prices that a gateway proposes', () => {
    it('are those of independent loans while the bank’s coins suffice', () => {
        expect(alone?.status).toBe('interior');
        expect(priceLoans(previewOf(2n * wholeMicro), [])).toEqual({
            muE12: '0',
            answers: [alone, alone],
            cheaper: [],
        });
    });

    it('count what borrowers ask for, not what they could get', () => {
        expect(priceLoans(previewOf(3000n), ['1000', '2000']).muE12).toBe('0');
        expect(priceLoans(previewOf(2999n), ['1000', '2000']).muE12).not.toBe('0');
    });

    it('are those of the whole book when the bank is short and alone', () => {
        const { muE12, answers, cheaper } = priceLoans(previewOf(wholeMicro), []);
        const sum = (loans: typeof answers): bigint =>
            loans.reduce((total, loan) => total + BigInt(loan.loanMicro), 0n);
        expect(BigInt(muE12)).toBeGreaterThan(0n);
        expect(sum(answers)).toBeLessThanOrEqual(wholeMicro);
        expect(sum(cheaper)).toBeGreaterThan(wholeMicro);
    });

    it('leave the shortage to partners where there are some', () => {
        const partners = [{ mspId: 'Eag2MSP', freeMicro: '1' }];
        expect(priceLoans(previewOf(1n, partners), []).muE12).toBe('0');
    });
});
