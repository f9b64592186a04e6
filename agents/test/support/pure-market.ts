import { costMicro, max, min } from '@edgebourse/chaincode/common/amount';
import type { ClearingRecord, GridLine, SettlementRecord, TradeSettlement } from '@edgebourse/chaincode/energy/records';
import { solveExactAuction } from '@edgebourse/optimization/market-clearing/exact';
import { marketQuote, middlePrice } from '@edgebourse/optimization/market-quote/quote';
import type { Intention } from '../../src/household/household-agent';
import type { Registers } from '../../src/meter/smart-meter';

export const FEED_IN = 80_000n;
export const RETAIL = 300_000n;
const WINDOW = 96;

/** An order of a wallet, as the market sees it. */
export interface PureOrder extends Intention {
    readonly wallet: string;
}

/** The market's rules without a ledger: what a region's intervals give when every check passes. */
export class PureMarket {
    readonly #past: { energyWh: bigint; money: bigint }[] = [];

    clear(interval: number, orders: readonly PureOrder[]): ClearingRecord {
        const side = (name: string) =>
            orders
                .filter((order) => order.side === name)
                .map((order) => ({
                    id: order.wallet,
                    limit: BigInt(order.limitMicroPerKwh),
                    quantity: BigInt(order.energyWh),
                    time: BigInt(interval),
                }));
        const [buys, sells] = [side('buy'), side('sell')];
        const total = (list: typeof buys): bigint => list.reduce((sum, order) => sum + order.quantity, 0n);
        const average = this.#average();
        const quote = marketQuote({
            averagePriceMicro: average,
            feedInMicro: FEED_IN,
            retailMicro: RETAIL,
            averageWeightPpm: 500_000n,
            slopeMicro: 4000n,
            supplyWh: total(sells),
            demandWh: total(buys),
        });
        const { price, volume, matches } = solveExactAuction({ buys, sells, quote });
        this.#past.push({ energyWh: volume, money: price * volume });
        return {
            region: 'r1',
            interval,
            priceMicroPerKwh: String(price),
            quoteMicroPerKwh: String(quote),
            averageMicroPerKwh: String(average),
            demandWh: String(total(buys)),
            supplyWh: String(total(sells)),
            volumeWh: String(volume),
            trades: matches.map((match) => ({
                buyer: match.buy,
                seller: match.sell,
                payTo: match.sell,
                energyWh: String(match.quantity),
                escrowMicro: String(costMicro(price, match.quantity)),
                depositMicro: String(costMicro(RETAIL - price, match.quantity)),
            })),
            root: '',
            heads: [],
            refused: [],
            clearedAt: '0',
        };
    }

    #average(): bigint {
        const window = this.#past.slice(-WINDOW);
        const energy = window.reduce((sum, one) => sum + one.energyWh, 0n);
        return energy === 0n ? middlePrice(FEED_IN, RETAIL) : window.reduce((sum, one) => sum + one.money, 0n) / energy;
    }
}

/** Settles a clearing on the meters, line loss 0. */
export function settlePurely(clearing: ClearingRecord, meters: ReadonlyMap<string, Registers>): SettlementRecord {
    const price = BigInt(clearing.priceMicroPerKwh);
    const left = new Map(
        [...meters].map(([wallet, { importWh, exportWh }]) => [
            wallet,
            { import: BigInt(importWh), export: BigInt(exportWh) },
        ]),
    );
    const traded = new Map([...meters.keys()].map((wallet) => [wallet, { bought: 0n, sold: 0n }]));
    const trades = clearing.trades.map((trade): TradeSettlement => {
        const [buyer, seller, wh] = [left.get(trade.buyer)!, left.get(trade.seller)!, BigInt(trade.energyWh)];
        const [taken, given] = [min(buyer.import, wh), min(seller.export, wh)];
        buyer.import -= taken;
        seller.export -= given;
        const settled = min(taken, given);
        traded.get(trade.buyer)!.bought += settled;
        traded.get(trade.seller)!.sold += settled;
        return {
            status: 'a',
            settledWh: String(settled),
            deliveredWh: String(given),
            paidMicro: String(costMicro(price, settled)),
            sellerShortMicro: String(costMicro(RETAIL - price, max(taken - given, 0n))),
            buyerShortMicro: String(costMicro(price - FEED_IN, max(given - taken, 0n))),
        };
    });
    const grid = [...meters].map(([wallet, { importWh, exportWh }]): GridLine => {
        const gridImport = BigInt(importWh) - traded.get(wallet)!.bought;
        const gridExport = BigInt(exportWh) - traded.get(wallet)!.sold;
        return {
            wallet,
            importWh: String(importWh),
            exportWh: String(exportWh),
            gridImportWh: String(gridImport),
            gridExportWh: String(gridExport),
            chargedMicro: String(costMicro(RETAIL, gridImport)),
            creditedMicro: String(costMicro(FEED_IN, gridExport)),
            owedMicro: '0',
        };
    });
    return { region: clearing.region, interval: clearing.interval, trades, grid, settledAt: '0' };
}
