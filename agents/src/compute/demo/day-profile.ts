/** The two districts of the day, as regions of the ledger. */
export const DISTRICTS = { business: 'r1', home: 'r2' } as const;
/** A key of {@link DISTRICTS}. */
export type District = keyof typeof DISTRICTS;

/** Hours of the day. */
export const DAY_HOURS = 24;
/** Work that all people together ask for in a busy hour: machines of one vehicle's size. */
const WORK_MACHINES = 9;
/** Nobody is ever quite alone in a district. */
const SHARE_MIN = 0.08;
const SHARE_MAX = 0.85;

/** How much people compute, hour by hour, of 1: nights are quiet, evenings lively. */
const ACTIVITY = [
    0.25, 0.18, 0.14, 0.12, 0.12, 0.16, 0.3, 0.5, 0.75, 0.95, 1, 1, 0.9, 0.95, 1, 1, 0.95, 0.85, 0.8, 0.9, 1, 0.95, 0.7,
    0.42,
];

/** Between these hours people drive to work, and home again. */
const TO_WORK = { from: 7, to: 9 };
const TO_HOME = { from: 17, to: 19 };

function passed({ from, to }: typeof TO_WORK, hour: number): number {
    return Math.min(1, Math.max(0, (hour - from) / (to - from)));
}

/** @returns The share of all people that is in the business district, 0 to 1. */
export function businessShare(hour: number): number {
    return SHARE_MIN + (SHARE_MAX - SHARE_MIN) * (passed(TO_WORK, hour) - passed(TO_HOME, hour));
}

/** @returns Work that arrives in a district in that hour, machine-hours. */
export function arrivingWork(district: District, hour: number): number {
    // The middle of the hour stands for all of it.
    const share = businessShare(hour + 0.5);
    return WORK_MACHINES * (ACTIVITY[hour] ?? 0) * (district === 'business' ? share : 1 - share);
}

/**
 * Where a vehicle stands in an hour.
 * @param place - From 0 up to 1: who goes early comes home early.
 */
export function districtOf(place: number, hour: number): District {
    const leaves = TO_WORK.from + place * (TO_WORK.to - TO_WORK.from);
    const returns = TO_HOME.from + place * (TO_HOME.to - TO_HOME.from);
    return hour + 0.5 >= leaves && hour + 0.5 < returns ? 'business' : 'home';
}
