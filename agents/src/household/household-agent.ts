import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { AcceptanceMessage, OrderMessage } from '@edgebourse/chaincode/energy/messages';
import { commandHead, type CommandSigner, type CommandTime } from '../device/commands';
import type { DeviceKey } from '../device/keys';
import type { Registers } from '../meter/smart-meter';
import type { Forecast } from './forecast';
import { claimPerMille, limitMicroPerKwh, type Side, type Tariff } from './limits';

/** What a household means to do in one interval. */
export interface Intention {
    readonly side: Side;
    readonly energyWh: number;
    readonly limitMicroPerKwh: number;
}

/** What a household's agent is built from. */
export interface HouseholdOptions {
    readonly node: string;
    readonly region: string;
    readonly key: DeviceKey;
    readonly tariff: Tariff;
    readonly forecast: Forecast;
    /** Seed of its limits. */
    readonly seed: string;
    readonly signer: CommandSigner;
}

/** A trade of its own that a seller finds in the clearing. */
export interface OwnSale {
    readonly energyWh: number;
}

/** Trades for one household: chooses a role, places its order, accepts the records of its sales. */
export class HouseholdAgent {
    readonly #options: HouseholdOptions;

    constructor(options: HouseholdOptions) {
        this.#options = options;
    }

    /** @returns Its wallet. */
    get wallet(): string {
        return this.#options.key.address;
    }

    /** @returns The role it takes in the interval: buyer, seller, or undefined when it stays idle. */
    intend(interval: number): Intention | undefined {
        const { forecast, tariff, seed, node } = this.#options;
        const netWh = forecast.netWh(interval) ?? 0;
        const energyWh = Math.floor((Math.abs(netWh) * forecast.sharePercent) / 100);
        if (energyWh === 0) return undefined;
        const side = netWh > 0 ? 'buy' : 'sell';
        return {
            side,
            energyWh,
            limitMicroPerKwh: limitMicroPerKwh(side, tariff, claimPerMille(seed, node, interval)),
        };
    }

    /**
     * @param creditToken - The token that pays instead of the household's own coins.
     * @returns The signed order of an intention.
     */
    order(interval: number, intention: Intention, time: CommandTime, creditToken?: string): Envelope {
        const { region, key, signer } = this.#options;
        const payload: OrderMessage = {
            type: 'energy.order.v1',
            ...commandHead(time, key.address, `order.${region}.${String(interval)}`),
            region,
            interval,
            side: intention.side,
            energyWh: String(intention.energyWh),
            limitMicroPerKwh: String(intention.limitMicroPerKwh),
            ...(creditToken !== undefined && { creditToken }),
        };
        return signer.sign(payload, key);
    }

    /**
     * Accepts the records of its sales in advance, on condition: this price, and at least what its own meter says that
     * it delivered (less the carrier's loss), so that the acceptance is worth nothing for any other settlement.
     * @param registers - What its meter counted.
     * @param lossPpm - Share that the line may lose.
     */
    acceptance(
        interval: number,
        sales: readonly OwnSale[],
        terms: { priceMicroPerKwh: string; registers: Registers; lossPpm: number },
        time: CommandTime,
    ): Envelope {
        const { region, key, signer } = this.#options;
        const soldWh = sales.reduce((total, sale) => total + sale.energyWh, 0);
        const payload: AcceptanceMessage = {
            type: 'energy.acceptance.v1',
            ...commandHead(time, key.address, `acceptance.${region}.${String(interval)}`),
            region,
            interval,
            priceMicroPerKwh: terms.priceMicroPerKwh,
            minWh: String(leastSettledWh(soldWh, terms.registers.exportWh, terms.lossPpm, sales.length)),
        };
        return signer.sign(payload, key);
    }
}

/**
 * The least that a seller's trades must settle in all for it to have no complaint: what its meter allots to its sales,
 * less the loss, which each trade rounds down on its own.
 */
export function leastSettledWh(soldWh: number, exportWh: number, lossPpm: number, sales: number): number {
    const delivered = Math.min(soldWh, exportWh);
    if (lossPpm === 0) return delivered;
    return Math.max(Math.floor((delivered * (1_000_000 - lossPpm)) / 1_000_000) - sales, 0);
}
