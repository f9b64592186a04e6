/** A table of mean powers: one column a connection point, one row a quarter hour. */
export interface PowerTable {
    readonly columns: readonly string[];
    /** Start of each row: local time read as UTC, ms since the epoch. */
    readonly timesMs: readonly number[];
    /** kW, `powersKw[row][column]`. */
    readonly powersKw: readonly (readonly number[])[];
}

/** What a connection point takes from and gives to the grid, one number an interval: load minus photovoltaics, Wh. */
export interface NodeProfile {
    readonly node: string;
    readonly hasPhotovoltaics: boolean;
    readonly netWh: readonly number[];
}

/** The profiles of all connection points over the same intervals. */
export interface NeighbourhoodProfile {
    /** Number of the first interval: floor(time / length). */
    readonly firstInterval: number;
    readonly intervals: number;
    readonly nodes: readonly NodeProfile[];
}

/** Length of a row, ms. */
export const STEP_MS = 900_000;
/** kW over a quarter hour to Wh. */
const WH_PER_KW = 250;

function parseRow(line: string, columns: number): { timeMs: number; powers: number[] } {
    const [time, ...cells] = line.split(',');
    const timeMs = Date.parse(`${time ?? ''}Z`);
    const powers = cells.map(Number);
    if (Number.isNaN(timeMs) || powers.length !== columns || !powers.every(Number.isFinite)) {
        throw new Error(`not a row of ${String(columns)} powers: ${line.slice(0, 60)}`);
    }
    return { timeMs, powers };
}

/**
 * Reads a table of powers: a `time` column (local time), then one column of kW a connection point.
 * @throws Error for a row with a missing or unreadable cell, or rows that do not follow each other by a quarter hour.
 */
export function parsePowerTable(text: string): PowerTable {
    const [head, ...lines] = text.trim().split(/\r?\n/);
    const [time, ...columns] = (head ?? '').split(',');
    if (time !== 'time') throw new Error('the first column must be named time');
    const rows = lines.map((line) => parseRow(line, columns.length));
    const broken = rows.findIndex((row, at) => at > 0 && row.timeMs !== (rows[at - 1]?.timeMs ?? 0) + STEP_MS);
    if (broken !== -1) throw new Error(`row ${String(broken + 2)} is not a quarter hour after the row before`);
    return { columns, timesMs: rows.map((row) => row.timeMs), powersKw: rows.map((row) => row.powers) };
}

function assertSameTimes(loads: PowerTable, photovoltaics: PowerTable): void {
    const same = loads.timesMs.every((timeMs, row) => timeMs === photovoltaics.timesMs[row]);
    if (!same || loads.timesMs.length !== photovoltaics.timesMs.length || loads.timesMs.length === 0) {
        throw new Error('load and photovoltaics cover different times');
    }
}

/**
 * Joins load and photovoltaics into what the meters will count.
 * @returns Net energy per connection point and interval, rounded to whole Wh, in the order of the load's columns.
 * @throws Error when the tables cover different times.
 */
export function joinProfiles(loads: PowerTable, photovoltaics: PowerTable): NeighbourhoodProfile {
    assertSameTimes(loads, photovoltaics);
    const nodes = loads.columns.map((node, column) => {
        const panel = photovoltaics.columns.indexOf(node);
        const netWh = loads.powersKw.map((powers, row) => {
            const pv = photovoltaics.powersKw[row]?.[panel] ?? 0;
            return Math.round(((powers[column] ?? 0) - pv) * WH_PER_KW);
        });
        return { node, hasPhotovoltaics: panel !== -1, netWh };
    });
    const firstInterval = Math.floor((loads.timesMs[0] ?? 0) / STEP_MS);
    return { firstInterval, intervals: loads.timesMs.length, nodes };
}
