import type { PreviewedClearing, ProposedClearing } from '@edgebourse/chaincode/energy/records';
import { solveExactAuction } from '@edgebourse/optimization/market-clearing/exact';

/**
 * Solves the auction of a round.
 * @param preview - What the contract found: who takes part, at which quote.
 * @returns The clearing to propose: price, volume, and the pairs by the places of their orders.
 */
export function proposeClearing({ eligible, quoteMicroPerKwh }: PreviewedClearing): ProposedClearing {
    const places = new Map(eligible.map(({ tie, index }) => [tie, index]));
    const side = (wanted: 'buy' | 'sell'): Parameters<typeof solveExactAuction>[0]['buys'] =>
        eligible
            .filter((order) => order.side === wanted)
            .map(({ tie, limitMicroPerKwh, energyWh, timeMs }) => ({
                id: tie,
                limit: BigInt(limitMicroPerKwh),
                quantity: BigInt(energyWh),
                time: BigInt(timeMs),
            }));
    const { price, volume, matches } = solveExactAuction({
        buys: side('buy'),
        sells: side('sell'),
        quote: BigInt(quoteMicroPerKwh),
    });
    return {
        quoteMicroPerKwh,
        priceMicroPerKwh: String(price),
        volumeWh: String(volume),
        matches: matches.map(({ buy, sell, quantity }) => ({
            buy: placeOf(places, buy),
            sell: placeOf(places, sell),
            energyWh: String(quantity),
        })),
    };
}

function placeOf(places: ReadonlyMap<string, number>, tie: string): number {
    const place = places.get(tie);
    if (place === undefined) throw new Error(`no order has the tie ${tie}`);
    return place;
}
