import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { ReadingMessage } from '@edgebourse/chaincode/energy/messages';
import { commandHead, type CommandSigner, type CommandTime } from '../device/commands';
import type { DeviceKey } from '../device/keys';

/** What the two registers of a meter counted in one interval, Wh. At most one of them is not 0. */
export interface Registers {
    readonly importWh: number;
    readonly exportWh: number;
}

/** @returns The registers after an interval of this net energy (positive: taken from the grid), Wh. */
export function registersOf(netWh: number): Registers {
    return { importWh: Math.max(netWh, 0), exportWh: Math.max(-netWh, 0) };
}

/** What a meter is built from. */
export interface SmartMeterOptions {
    /** The wallet that it counts for. */
    readonly wallet: string;
    readonly region: string;
    /** Its key for this wallet; the address of the key is the wallet's meter alias. */
    readonly key: DeviceKey;
    /** The registers of an interval; fails for an interval that has not ended. */
    readonly measure: (interval: number) => Registers;
    readonly signer: CommandSigner;
}

/** A meter that signs what it counted, one reading an interval. It has registers, it knows no trades. */
export class SmartMeter {
    readonly #options: SmartMeterOptions;

    constructor(options: SmartMeterOptions) {
        this.#options = options;
    }

    /** @returns The address of the key that it signs with. */
    get alias(): string {
        return this.#options.key.address;
    }

    /** @returns What it counted in an interval that has ended. */
    registers(interval: number): Registers {
        return this.#options.measure(interval);
    }

    /** @returns The signed reading of an interval that has ended. */
    reading(interval: number, time: CommandTime): Envelope {
        const { wallet, region, key, signer } = this.#options;
        const { importWh, exportWh } = this.registers(interval);
        const payload: ReadingMessage = {
            type: 'energy.reading.v1',
            ...commandHead(time, key.address, `reading.${region}.${String(interval)}`),
            region,
            interval,
            wallet,
            importWh: String(importWh),
            exportWh: String(exportWh),
        };
        return signer.sign(payload, key);
    }
}
