import type { ClearingRecord, SettlementRecord, TradeSettlement } from '@edgebourse/chaincode/energy/records';
import { BillBook, savedMicro, summarizeSavings } from './bill';

const tariff = { feedInMicroPerKwh: 80_000n, retailMicroPerKwh: 300_000n };
const trade = (settlement: Partial<TradeSettlement>): TradeSettlement => ({
    status: 'a',
    settledWh: '600',
    deliveredWh: '600',
    paidMicro: '120000',
    sellerShortMicro: '0',
    buyerShortMicro: '0',
    ...settlement,
});
const clearing: ClearingRecord = {
    region: 'r1',
    interval: 7,
    priceMicroPerKwh: '200000',
    quoteMicroPerKwh: '200000',
    averageMicroPerKwh: '190000',
    demandWh: '1000',
    supplyWh: '1000',
    volumeWh: '1000',
    trades: [{ buyer: 'b', seller: 's', payTo: 's', energyWh: '1000', escrowMicro: '200000', depositMicro: '100000' }],
    root: '',
    heads: [],
    refused: [],
    clearedAt: '0',
};
const line = { owedMicro: '0', gridImportWh: '0', gridExportWh: '0', chargedMicro: '0', creditedMicro: '0' };
const settlement = (outcome: TradeSettlement): SettlementRecord => ({
    region: 'r1',
    interval: 7,
    trades: [outcome],
    grid: [
        { ...line, wallet: 'b', importWh: '1000', exportWh: '0', gridImportWh: '400', chargedMicro: '120000' },
        { ...line, wallet: 's', importWh: '0', exportWh: '600' },
    ],
    settledAt: '0',
});

describe('a bill', () => {
    it('adds trades at their price and the rest at the tariff, and compares with the tariff alone', () => {
        const book = new BillBook(tariff);
        book.add(clearing, settlement(trade({})));
        const [buyer, seller] = [book.bill('b'), book.bill('s')];
        expect(buyer).toMatchObject({ importWh: 1000n, boughtWh: 600n, paidMicro: 240_000n, tariffMicro: 300_000n });
        expect(seller).toMatchObject({ exportWh: 600n, soldWh: 600n, paidMicro: -120_000n, tariffMicro: -48_000n });
        expect([savedMicro(buyer), savedMicro(seller)]).toEqual([60_000n, 72_000n]);
    });

    it('keeps imbalance charges apart: they are the other side’s income', () => {
        const book = new BillBook(tariff);
        book.add(clearing, settlement(trade({ sellerShortMicro: '40000' })));
        expect(book.bill('s').imbalanceMicro).toBe(40_000n);
        expect(book.bill('b').imbalanceMicro).toBe(-40_000n);
        expect(savedMicro(book.bill('s'))).toBe(72_000n);
    });

    it('refuses a clearing whose trades were not all settled', () => {
        expect(() => {
            new BillBook(tariff).add(clearing, { ...settlement(trade({})), trades: [] });
        }).toThrow('trade 0 was never settled');
    });

    it('of a wallet that never appeared is zero', () => {
        expect(savedMicro(new BillBook(tariff).bill('nobody'))).toBe(0n);
    });
});

describe('the spread of savings', () => {
    it('has the lower middle as median and counts who lost', () => {
        expect(summarizeSavings([5n, -1n, 3n, 9n])).toEqual({ min: -1n, median: 3n, max: 9n, worse: 1 });
        expect(summarizeSavings([])).toEqual({ min: 0n, median: 0n, max: 0n, worse: 0 });
    });
});
