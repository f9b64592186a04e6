import type { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import type { MintOutput } from '@edgebourse/gateway/client/answers';
import type { Household, RegionCast } from './cast';
import { TARIFF } from './genesis';
import { DAY_INTERVALS } from './neighbourhood';

/**
 * Which part of its own daily use at the retail tariff a household is paid, per cent, by interval of the day: at midnight
 * what lasts into the forenoon, at seven in the evening the rest and a little more.
 */
const DEPOSITS: ReadonlyMap<number, bigint> = new Map([
    [0, 45n],
    [76, 70n],
]);
/** The first deposit of the replay comes in three parts: the regular income that a bank asks for. */
const FIRST_PARTS = 3;

/** @returns What a household's imports of so many intervals cost at retail, micro-coins. */
function useMicro({ meter }: Household, { firstInterval, intervals }: IncomeDay): bigint {
    let importWh = 0n;
    for (let step = 0; step < intervals; step += 1) importWh += BigInt(meter.registers(firstInterval + step).importWh);
    return (importWh * BigInt(TARIFF.retailMicroPerKwh)) / 1000n;
}

/** The first day of a replay; shorter than a day where the replay is. */
export interface IncomeDay {
    readonly firstInterval: number;
    readonly intervals: number;
}

/**
 * The coins of households that have no surplus to sell: registered deposits, paid by the treasury in the course of the
 * day. The first is small, so that a household runs dry before the next one.
 */
export class Income {
    readonly #firstInterval: number;
    readonly #treasury: EdgebourseClient;
    readonly #daily: ReadonlyMap<Household, bigint>;

    constructor(cast: RegionCast, day: IncomeDay, treasury: EdgebourseClient) {
        this.#firstInterval = day.firstInterval;
        this.#treasury = treasury;
        const earners = cast.households.filter(({ hasPhotovoltaics }) => !hasPhotovoltaics);
        this.#daily = new Map(earners.map((household) => [household, useMicro(household, day)]));
    }

    /** Pays what is due at an interval. @returns What each household got, micro-coins. */
    async pay(region: string, interval: number): Promise<Map<Household, bigint>> {
        const step = interval - this.#firstInterval;
        const percent = DEPOSITS.get(step % DAY_INTERVALS);
        const paid = new Map<Household, bigint>();
        if (percent === undefined) return paid;
        const parts = step === 0 ? FIRST_PARTS : 1;
        for (let part = 1; part <= parts; part += 1) {
            const outputs: MintOutput[] = [];
            for (const [household, daily] of this.#daily) {
                const amount = (daily * percent) / (100n * BigInt(parts));
                if (amount === 0n) continue;
                outputs.push({ wallet: household.key.address, amountMicro: String(amount) });
                paid.set(household, (paid.get(household) ?? 0n) + amount);
            }
            if (outputs.length > 0)
                await this.#treasury.mint(`deposit.${region}.${String(interval)}.${String(part)}`, outputs);
        }
        return paid;
    }
}
