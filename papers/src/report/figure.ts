import type { Plot } from './chart';
import type { Table } from './table';

/** How a study is drawn. */
export interface StudyOptions {
    readonly seed: number;
    /** Repetitions of whatever is random. */
    readonly runs: number;
}

/** One sentence of a paper about a figure, and the test whether our numbers agree with it. */
export interface Claim {
    readonly id: string;
    /** What the paper says, in our words. */
    readonly paper: string;
    /** Our number, from the table. */
    readonly ours: (table: Table) => string;
    /** The verdict, from nothing but the table. */
    readonly holds: (table: Table) => boolean;
    /** Why it does or does not, where a reader would ask. */
    readonly why?: string;
}

/** A figure of a paper, or one panel of it. */
export interface Figure {
    /** As the paper numbers it: `5a`. */
    readonly id: string;
    readonly title: string;
    /** What is drawn: whose curve, which seed, how many runs. */
    readonly caption: string;
    readonly table: Table;
    readonly plot: Plot;
    readonly claims: readonly Claim[];
    /** What the paper leaves open and we chose. */
    readonly assumptions: readonly string[];
}

/** All figures of a paper. */
export interface Study {
    readonly name: string;
    readonly title: string;
    /** Which paper, in full. */
    readonly source: string;
    readonly figures: (options: StudyOptions) => readonly Figure[];
}

/** A claim after the test. */
export interface Verdict {
    readonly claim: Claim;
    readonly ours: string;
    readonly holds: boolean;
}

/** @returns What a figure's claims come to on a table, which may be another than the figure's own. */
export function judge(claims: readonly Claim[], table: Table): Verdict[] {
    return claims.map((claim) => ({ claim, ours: claim.ours(table), holds: claim.holds(table) }));
}
