/** Letter grades of 887379 loans that LendingClub issued from 2007 to 2015, A to G. */
export const GRADE_TOTALS = [148202, 254535, 245860, 139542, 70705, 23046, 5489] as const;

/**
 * Loans of each sub-grade, A1 to G5. Recalled from the public data set and not checked against it again; each five add up
 * to the letter's total, which is confirmed.
 */
export const SUB_GRADE_COUNTS: readonly number[] = [
    [22913, 22485, 23457, 34531, 44816],
    [44972, 48781, 56323, 55626, 48833],
    [53387, 52236, 50161, 48857, 41219],
    [36238, 29803, 26554, 25558, 21389],
    [18268, 17004, 14134, 11724, 9575],
    [7218, 5392, 4433, 3409, 2594],
    [1871, 1398, 981, 663, 576],
].flat();

/** A1 to G5. */
export const SUB_GRADES: readonly string[] = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].flatMap((letter) =>
    [1, 2, 3, 4, 5].map((number) => `${letter}${String(number)}`),
);

/** The paper's grade factor r_n = 1 - (n-1)/35 of the n-th sub-grade, counted from 0 here. */
export function gradeFactor(index: number): number {
    return 1 - index / SUB_GRADES.length;
}
