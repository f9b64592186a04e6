import type { RequestMessage } from '@edgebourse/chaincode/credit/messages';
import type { LoanRecord } from '@edgebourse/chaincode/credit/records';
import type { ClearingRecord, SettlementRecord } from '@edgebourse/chaincode/energy/records';
import { CommandSigner } from '../device/commands';
import { deriveDeviceKey } from '../device/keys';
import { Borrower } from './borrower';

const key = deriveDeviceKey('1', 'borrower');
const TIME = { network: 'test', nowMs: 1000, expiresMs: 2000 };
const LOAN = { id: 'ab'.repeat(32), endMs: '5000', amountMicro: '900000', interestMicro: '5000' } as LoanRecord;

function newBorrower(isHonest = true): Borrower {
    const appetite = {
        ...{ bank: 'Eag1MSP', product: 'day', leastMicro: 50_000n, cushionIntervals: 4 },
        ...{ alphaMaxE12: '1', betaMaxE12: '1' },
    };
    return new Borrower({ key, signer: new CommandSigner(), retailMicroPerKwh: 300_000, appetite, isHonest });
}

/** An interval in which the household imported and bought one of its kWh from a neighbour. */
function interval(
    importWh: number,
    bought?: { paidMicro: number; creditToken?: string },
): [ClearingRecord, SettlementRecord] {
    const { paidMicro, ...token } = bought ?? { paidMicro: 0 };
    const trade = { buyer: key.address, seller: 's', payTo: 's', ...token };
    const settled = { status: 'u', paidMicro: String(paidMicro), buyerShortMicro: '0', sellerShortMicro: '0' };
    const charged = (importWh - (bought === undefined ? 0 : 1000)) * 300;
    const line = { wallet: key.address, importWh: String(importWh), creditedMicro: '0', chargedMicro: String(charged) };
    return [
        { trades: bought === undefined ? [] : [trade] } as unknown as ClearingRecord,
        { trades: bought === undefined ? [] : [settled], grid: [line] } as unknown as SettlementRecord,
    ];
}

const wantedMicro = (borrower: Borrower): string | undefined =>
    (borrower.request(TIME)?.payload as RequestMessage | undefined)?.amountMicro;

describe('a household that may borrow', () => {
    it('asks for no loan while its coins last for the intervals ahead, and for one before it runs dry', () => {
        const borrower = newBorrower();
        borrower.deposit(2_000_000n);
        borrower.observe(...interval(1000));
        expect(wantedMicro(borrower)).toBeUndefined();
        borrower.observe(...interval(2000));
        // 1.1 coins are left, four intervals like the last one would cost 2.4.
        expect(wantedMicro(borrower)).toBe('2400000');
    });

    it('asks once, and again when the bank gave nothing', () => {
        const borrower = newBorrower();
        borrower.observe(...interval(100));
        expect(wantedMicro(borrower)).toBe('120000');
        expect(wantedMicro(borrower)).toBeUndefined();
        borrower.decided(undefined);
        expect(wantedMicro(borrower)).toBe('120000');
        borrower.decided(LOAN);
        expect(wantedMicro(borrower)).toBeUndefined();
    });

    it('lets the token pay while it is valid and holds enough, and its own coins otherwise', () => {
        const borrower = newBorrower();
        expect(borrower.tokenFor(1n, 1000)).toBeUndefined();
        borrower.decided(LOAN);
        expect(borrower.tokenFor(900_000n, 4999)).toBe(LOAN.id);
        expect(borrower.tokenFor(900_001n, 4999)).toBeUndefined();
        expect(borrower.tokenFor(1n, 5000)).toBeUndefined();
        borrower.observe(...interval(1000, { paidMicro: 500_000, creditToken: LOAN.id }));
        expect(borrower.tokenFor(400_001n, 4999)).toBeUndefined();
        expect(borrower.tokenFor(400_000n, 4999)).toBe(LOAN.id);
    });

    it('repays once its coins cover the debt and the next interval; one that defaults never does', () => {
        for (const isHonest of [true, false]) {
            const borrower = newBorrower(isHonest);
            borrower.decided(LOAN);
            borrower.deposit(1_504_999n);
            borrower.observe(...interval(1000));
            expect(borrower.dueMicro).toBe(905_000n);
            expect(borrower.wouldRepay(borrower.dueMicro)).toBe(false);
            borrower.deposit(1n);
            expect(borrower.wouldRepay(borrower.dueMicro)).toBe(isHonest);
        }
    });

    it('has back what the token still held when the loan is paid', () => {
        const borrower = newBorrower();
        borrower.decided(LOAN);
        borrower.deposit(1_000_000n);
        borrower.repaid(905_000n, 400_000n);
        expect(borrower.loan).toBeUndefined();
        expect(borrower.wouldRepay(495_000n)).toBe(true);
        expect(borrower.wouldRepay(495_001n)).toBe(false);
    });
});
