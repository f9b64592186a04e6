import fc from 'fast-check';
import { costMicro } from '../common/amount';
import { afterLoss, allot, type Meter } from './allot';
import { residuals } from './grid';
import { heldMicro } from './held';
import { shareCoins } from './imbalance';
import type { TradeRecord } from './records';

const trade = (buyer: string, seller: string, energyWh: number): TradeRecord => ({
    buyer,
    seller,
    payTo: seller,
    energyWh: String(energyWh),
    escrowMicro: '10',
    depositMicro: '5',
});
const meters = (entries: Record<string, [importWh: number, exportWh: number]>): Map<string, Meter> =>
    new Map(
        Object.entries(entries).map(([wallet, [importWh, exportWh]]) => [
            wallet,
            { importWh: BigInt(importWh), exportWh: BigInt(exportWh) },
        ]),
    );

test('export is allotted to sales and import to purchases in trade order', () => {
    const trades = [trade('b1', 's', 600), trade('b2', 's', 600)];
    const allotted = allot(trades, meters({ s: [0, 1000], b1: [600, 0], b2: [900, 0] }), 0);
    expect(allotted).toEqual([
        { exportWh: 600n, deliveredWh: 600n, takenWh: 600n },
        { exportWh: 400n, deliveredWh: 400n, takenWh: 600n },
    ]);
});

test('the loss of the line alone is no imbalance', () => {
    const [allotted] = allot([trade('b', 's', 1000)], meters({ s: [0, 1000], b: [1000, 0] }), 20_000);
    expect(allotted).toEqual({ exportWh: 1000n, deliveredWh: 980n, takenWh: 980n });
});

test('a wallet without a reading gets nothing allotted', () => {
    const [allotted] = allot([trade('b', 's', 1000)], meters({ b: [1000, 0] }), 0);
    expect(allotted).toEqual({ exportWh: 0n, deliveredWh: 0n, takenWh: 1000n });
});

const prices = { price: 190_000n, feedIn: 80_000n, retail: 300_000n };
const held = { escrowMicro: costMicro(190_000n, 1000n), depositMicro: costMicro(110_000n, 1000n) };

test('a seller who delivers less pays the buyer what the grid costs more', () => {
    const share = shareCoins(held, { deliveredWh: 700n, takenWh: 1000n }, prices);
    expect(share).toMatchObject({
        settledWh: 700n,
        paidMicro: 133_000n,
        sellerShortMicro: 33_000n,
        buyerShortMicro: 0n,
    });
});

test('a buyer who takes less pays the seller what the grid pays less', () => {
    const share = shareCoins(held, { deliveredWh: 1000n, takenWh: 700n }, prices);
    expect(share).toMatchObject({
        settledWh: 700n,
        paidMicro: 133_000n,
        sellerShortMicro: 0n,
        buyerShortMicro: 33_000n,
    });
});

const energy = fc.bigInt(0n, 5000n);
const round = fc.record({
    tradedWh: fc.bigInt(1n, 3000n),
    exportWh: energy,
    importWh: energy,
    price: fc.bigInt(80_000n, 300_000n),
    lossPpm: fc.integer({ min: 0, max: 100_000 }),
});

/** What buyer and seller pay (+) or get (-) in all, with the grid's bill. */
function outcome({
    tradedWh,
    exportWh,
    importWh,
    price,
    lossPpm,
}: typeof round extends fc.Arbitrary<infer R> ? R : never) {
    const one = trade('b', 's', Number(tradedWh));
    const all: [string, Meter][] = [
        ['s', { importWh: 0n, exportWh }],
        ['b', { importWh, exportWh: 0n }],
    ];
    const [allotment] = allot([one], new Map(all), lossPpm);
    const coins = {
        escrowMicro: costMicro(price, tradedWh),
        depositMicro: costMicro(300_000n - price, tradedWh),
    };
    const share = shareCoins(coins, allotment!, { price, feedIn: 80_000n, retail: 300_000n });
    const delivered = [{ trade: one, allotment: allotment!, settledWh: share.settledWh }];
    const lines = residuals(new Map(all), delivered, 'supplier', { feedIn: 80_000n, retail: 300_000n });
    const [sold, bought] = lines;
    return {
        coins,
        share,
        allotment: allotment!,
        buyerPays: coins.escrowMicro - share.escrowBackMicro - share.sellerShortMicro + bought!.chargedMicro,
        sellerGets: share.paidMicro + share.buyerShortMicro - share.sellerShortMicro + sold!.creditedMicro,
        gridExportWh: sold!.gridExportWh,
    };
}

test('every coin that a trade held goes to somebody, none is made', () => {
    fc.assert(
        fc.property(round, (input) => {
            const { coins, share } = outcome(input);
            const out = share.paidMicro + share.buyerShortMicro + share.escrowBackMicro;
            expect(out).toBe(coins.escrowMicro);
            expect(share.sellerShortMicro + share.depositBackMicro).toBe(coins.depositMicro);
            expect(share.escrowBackMicro >= 0n && share.depositBackMicro >= 0n).toBe(true);
        }),
        { numRuns: 50, seed: 21 },
    );
});

/** Each of at most four amounts is rounded by half a micro-coin. */
const ROUNDING = 2n;

test('who delivers and takes what was traded is never worse off than on the tariff', () => {
    fc.assert(
        fc.property(round, (input) => {
            const { buyerPays, sellerGets, allotment } = outcome(input);
            const isBuyerTrue = allotment.takenWh >= allotment.deliveredWh;
            if (isBuyerTrue) expect(buyerPays <= costMicro(300_000n, input.importWh) + ROUNDING).toBe(true);
            if (allotment.deliveredWh < allotment.takenWh) return;
            const unsold = input.exportWh - allotment.exportWh;
            expect(sellerGets + ROUNDING >= costMicro(80_000n, allotment.deliveredWh + unsold)).toBe(true);
        }),
        { numRuns: 50, seed: 22 },
    );
});

test('an imbalance leaves the honest side where the trade would have left it', () => {
    fc.assert(
        fc.property(round, (input) => {
            const { buyerPays, sellerGets, allotment } = outcome(input);
            const beyond = input.importWh - allotment.takenWh;
            const asTraded = costMicro(input.price, allotment.takenWh) + costMicro(300_000n, beyond);
            if (allotment.deliveredWh <= allotment.takenWh) expect(buyerPays <= asTraded + ROUNDING).toBe(true);
            const unsold = costMicro(80_000n, input.exportWh - allotment.exportWh);
            const asSold = costMicro(input.price, allotment.deliveredWh) + unsold;
            if (allotment.takenWh <= allotment.deliveredWh) expect(sellerGets + ROUNDING >= asSold).toBe(true);
        }),
        { numRuns: 50, seed: 23 },
    );
});

test('loss never makes energy', () => {
    expect(afterLoss(999n, 1)).toBe(998n);
    expect(afterLoss(1n, 1_000_000)).toBe(0n);
});

test('a clearing holds all its coins before the settlement and those of disputes after it', () => {
    const trades = [trade('b1', 's', 1), trade('b2', 's', 1)];
    const settled = { settledWh: '1', deliveredWh: '1', paidMicro: '0', sellerShortMicro: '0', buyerShortMicro: '0' };
    expect(heldMicro({ trades })).toBe(30n);
    const settlement = {
        trades: [
            { ...settled, status: 'a' as const },
            { ...settled, status: 'd' as const },
        ],
    };
    expect(heldMicro({ trades }, settlement)).toBe(15n);
});
