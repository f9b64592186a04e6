import { min, parseAmount } from '../common/amount';
import type { TradeRecord } from './records';

const PPM = 1_000_000n;

/** The two registers of a meter, Wh. */
export interface Meter {
    readonly importWh: bigint;
    readonly exportWh: bigint;
}

/** What the meters show for one trade, Wh. */
export interface Allotment {
    /** Of the seller's export, at its own meter. */
    readonly exportWh: bigint;
    /** The same as it arrives at the buyer: less the loss of the line. */
    readonly deliveredWh: bigint;
    /** Of the buyer's import. */
    readonly takenWh: bigint;
}

/** @returns What arrives of an energy, rounded down, Wh. */
export function afterLoss(energyWh: bigint, lossPpm: number): bigint {
    return (energyWh * (PPM - BigInt(lossPpm))) / PPM;
}

/** Takes from a register until it is used up. */
class Register {
    readonly #left = new Map<string, bigint>();

    constructor(meters: ReadonlyMap<string, Meter>, direction: keyof Meter) {
        for (const [wallet, meter] of meters) this.#left.set(wallet, meter[direction]);
    }

    take(wallet: string, wantedWh: bigint): bigint {
        const left = this.#left.get(wallet) ?? 0n;
        const taken = min(left, wantedWh);
        this.#left.set(wallet, left - taken);
        return taken;
    }
}

/**
 * Allots each seller's export to its sales and each buyer's import to its purchases, in trade order. A trade's energy is
 * what the seller feeds in; what is due to the buyer is that less the loss, so that loss alone is no imbalance.
 * @param meters - Registers by wallet; a wallet without a reading gets nothing allotted.
 */
export function allot(
    trades: readonly TradeRecord[],
    meters: ReadonlyMap<string, Meter>,
    lossPpm: number,
): Allotment[] {
    const exported = new Register(meters, 'exportWh');
    const imported = new Register(meters, 'importWh');
    return trades.map(({ buyer, seller, energyWh: text }) => {
        const energyWh = parseAmount(text);
        const exportWh = exported.take(seller, energyWh);
        const takenWh = imported.take(buyer, afterLoss(energyWh, lossPpm));
        return { exportWh, deliveredWh: afterLoss(exportWh, lossPpm), takenWh };
    });
}
