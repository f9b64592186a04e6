/** The numbers behind a figure, one row a point; the first column is the figure's x. */
export interface Table {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (number | string)[])[];
}

const DIGITS = 7;

/** Few enough digits that the last bits of exp and log, which engines may differ in, do not show. */
function cell(value: number | string): string {
    return typeof value === 'string' ? value : String(Number(value.toPrecision(DIGITS)));
}

/** @returns The table as CSV text: header, comma, newline; numbers with 7 significant digits. */
export function toCsv(table: Table): string {
    const lines = [table.columns, ...table.rows].map((row) => row.map(cell).join(','));
    return `${lines.join('\n')}\n`;
}

/** @returns The table that {@link toCsv} wrote; what reads as a number becomes one. */
export function fromCsv(text: string): Table {
    const [head = '', ...lines] = text.trimEnd().split('\n');
    const read = (value: string): number | string =>
        Number.isNaN(Number(value)) || value === '' ? value : Number(value);
    return { columns: head.split(','), rows: lines.map((line) => line.split(',').map(read)) };
}

/**
 * @returns A column's numbers, top to bottom.
 * @throws Error when the table has no such column or a cell is not a number.
 */
export function column(table: Table, name: string): number[] {
    const at = table.columns.indexOf(name);
    if (at === -1) throw new Error(`no column ${name} among ${table.columns.join(', ')}`);
    return table.rows.map((row) => {
        const value = row[at];
        if (typeof value !== 'number') throw new Error(`column ${name} holds ${String(value)}, which is not a number`);
        return value;
    });
}

/**
 * @returns The number where the first column has this value.
 * @throws Error when there is no such row.
 */
export function valueAt(table: Table, name: string, x: number | string): number {
    const row = table.rows.findIndex(([first]) => first === x);
    const value = column(table, name)[row];
    if (value === undefined) throw new Error(`no row ${String(x)}`);
    return value;
}
