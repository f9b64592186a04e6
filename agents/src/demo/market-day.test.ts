import type { ClearingRecord, SettlementRecord, TradeSettlement } from '@edgebourse/chaincode/energy/records';
import { BillBook } from './bill';
import { intervalTotals, MarketDays } from './market-day';

const clearing = (interval: number): ClearingRecord => ({
    region: 'r1',
    interval,
    priceMicroPerKwh: '190000',
    quoteMicroPerKwh: '190000',
    averageMicroPerKwh: '190000',
    demandWh: '900',
    supplyWh: '700',
    volumeWh: '700',
    trades: ['400', '300'].map((energyWh) => ({
        buyer: 'b',
        seller: 's',
        payTo: 's',
        energyWh,
        escrowMicro: '0',
        depositMicro: '0',
    })),
    root: '',
    heads: [],
    refused: [],
    clearedAt: '0',
});

const trade = (change: Partial<TradeSettlement>): TradeSettlement => ({
    status: 'a',
    settledWh: '400',
    deliveredWh: '400',
    paidMicro: '76000',
    sellerShortMicro: '0',
    buyerShortMicro: '0',
    ...change,
});

const settlement = (interval: number): SettlementRecord => ({
    region: 'r1',
    interval,
    trades: [trade({}), trade({ status: 'u', settledWh: '250', sellerShortMicro: '5500' })],
    grid: [
        {
            wallet: 'b',
            importWh: '1000',
            exportWh: '0',
            gridImportWh: '350',
            gridExportWh: '0',
            chargedMicro: '105000',
            creditedMicro: '0',
            owedMicro: '0',
        },
    ],
    settledAt: '0',
});

describe('the records of a replay', () => {
    it('add up to trades, energy with neighbours and grid, and imbalance', () => {
        expect(intervalTotals({ clearing: clearing(7), settlement: settlement(7) })).toEqual({
            trades: 2,
            onCredit: 0,
            withoutCoins: 0,
            accepted: 1,
            disputes: 0,
            tradedWh: 650n,
            importedWh: 350n,
            exportedWh: 0n,
            imbalanceWh: 50n,
            imbalanceMicro: 5500n,
        });
    });

    it('become points of the chart in the order of time, whatever the order of arrival', () => {
        const days = new MarketDays(new BillBook({ feedInMicroPerKwh: 80_000n, retailMicroPerKwh: 300_000n }));
        for (const interval of [8, 7]) days.add({ clearing: clearing(interval), settlement: settlement(interval) });
        expect(days.totals).toMatchObject({ trades: 4, tradedWh: 1300n });
        expect(days.points('r1').map(({ timeMs }) => timeMs / 900_000)).toEqual([7, 8]);
        expect(days.points('r1')[0]).toMatchObject({ demandWh: 900, tradedWh: 650, priceMicroPerKwh: 190_000 });
        expect(days.points('r2')).toEqual([]);
    });
});
