import type { CommandSigner } from '../device/commands';
import { deriveDeviceKey, type DeviceKey } from '../device/keys';
import { lastIntervalForecast, perfectForecast, type Forecast, type ForecastName } from '../household/forecast';
import { HouseholdAgent } from '../household/household-agent';
import type { Tariff } from '../household/limits';
import type { NodeProfile } from '../meter/load-profile';
import { registersOf, SmartMeter, type Registers } from '../meter/smart-meter';
import { measureTransformer } from '../supplier/transformer';
import type { RegionNodes } from './neighbourhood';

/** A household of the replay: its agent, and the meter at its connection point. */
export interface Household {
    readonly node: string;
    readonly hasPhotovoltaics: boolean;
    readonly key: DeviceKey;
    readonly meterKey: DeviceKey;
    readonly agent: HouseholdAgent;
    readonly meter: SmartMeter;
}

/** The grid supplier of a region: its wallet, and the meter at the region's transformer. */
export interface Supplier {
    readonly key: DeviceKey;
    readonly meterKey: DeviceKey;
    readonly meter: SmartMeter;
}

/** Everyone who takes part in one region. */
export interface RegionCast {
    readonly region: string;
    readonly organisation: string;
    readonly supplier: Supplier;
    /** Pays for omissions of the organisation's gateway. */
    readonly bondKey: DeviceKey;
    /** The wallet of the organisation's credit bank; registered where somebody lends. */
    readonly bankKey: DeviceKey;
    readonly households: readonly Household[];
}

/** What the cast is made from. */
export interface CastOptions {
    /** Interval of the profiles' first value. */
    readonly firstInterval: number;
    readonly seed: string;
    readonly forecast: ForecastName;
    readonly tariff: Tariff;
    readonly signer: CommandSigner;
}

/** The organisation that owns each region. */
const ORGANISATION_OF: Readonly<Record<string, string>> = { r1: 'Eag1MSP', r2: 'Eag2MSP' };

/**
 * Makes households, meters and suppliers of regions with their keys.
 * @returns One cast a region.
 */
export function newCast(regions: readonly RegionNodes[], options: CastOptions): RegionCast[] {
    return regions.map(({ region, nodes }) => ({
        region,
        organisation: ORGANISATION_OF[region] ?? '',
        supplier: newSupplier(region, measureTransformer(options.firstInterval, nodes), options),
        bondKey: deriveDeviceKey(options.seed, `${region}.bond`),
        bankKey: deriveDeviceKey(options.seed, `${region}.bank`),
        households: nodes.map((node) => newHousehold(region, node, options)),
    }));
}

function newSupplier(region: string, measure: (interval: number) => Registers, options: CastOptions): Supplier {
    const { seed, signer } = options;
    const key = deriveDeviceKey(seed, `${region}.supplier`);
    const meterKey = deriveDeviceKey(seed, `${region}.transformer`);
    return { key, meterKey, meter: new SmartMeter({ wallet: key.address, region, key: meterKey, measure, signer }) };
}

function newHousehold(region: string, profile: NodeProfile, options: CastOptions): Household {
    const { seed, signer, tariff, firstInterval } = options;
    const { node, hasPhotovoltaics } = profile;
    const key = deriveDeviceKey(seed, `${node}.wallet`);
    const meterKey = deriveDeviceKey(seed, `${node}.meter`);
    const measure = measureNode(firstInterval, profile);
    return {
        node,
        hasPhotovoltaics,
        key,
        meterKey,
        meter: new SmartMeter({ wallet: key.address, region, key: meterKey, measure, signer }),
        agent: new HouseholdAgent({
            node,
            region,
            key,
            tariff,
            seed,
            signer,
            forecast: newForecast(options.forecast, firstInterval, measure),
        }),
    };
}

/** Wh of the interval that the row of its number holds. */
function measureNode(firstInterval: number, { node, netWh }: NodeProfile): (interval: number) => Registers {
    return (interval) => {
        const net = netWh[interval - firstInterval];
        if (net === undefined) throw new Error(`the meter of ${node} has no interval ${String(interval)}`);
        return registersOf(net);
    };
}

function newForecast(name: ForecastName, firstInterval: number, measure: (interval: number) => Registers): Forecast {
    if (name === 'perfect') return perfectForecast(measure);
    return lastIntervalForecast((interval) => (interval < firstInterval ? undefined : measure(interval)));
}
