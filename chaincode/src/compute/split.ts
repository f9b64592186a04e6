import { sum } from '../common/amount';

/** A seller's share of the work: its amount and, at the end, its pieces. */
interface Share {
    readonly seller: string;
    readonly amount: bigint;
    quota: number;
    readonly pieces: number[];
}

/** Gives `places` in proportion to the amounts, whole ones first, the rest to the largest remainders, none above `cap`. */
function setQuotas(shares: Share[], places: number, cap: number): void {
    let left = places;
    let open = [...shares];
    while (left > 0 && open.length > 0) {
        const total = sum(open.map(({ amount }) => amount));
        const given = apportion(open, left, total);
        for (const [index, share] of open.entries()) {
            const wanted = given[index] ?? 0;
            const room = cap - share.quota;
            const more = wanted < room ? wanted : room;
            share.quota += more;
            left -= more;
        }
        open = open.filter(({ quota }) => quota < cap);
    }
}

function apportion(shares: readonly Share[], places: number, total: bigint): number[] {
    const exact = shares.map(({ amount }) => amount * BigInt(places));
    const given = exact.map((value) => Number(value / total));
    const order = exact
        .map((value, index) => ({ rest: value % total, index }))
        .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
    let left = places - given.reduce((all, each) => all + each, 0);
    for (const { index } of order) {
        if (left === 0) break;
        given[index] = (given[index] ?? 0) + 1;
        left -= 1;
    }
    return given;
}

/** The sellers with the largest quotas left, at most `copies` of them; of equal ones the earlier. */
function takers(shares: readonly Share[], copies: number): Share[] {
    return shares
        .filter(({ quota, pieces }) => quota > pieces.length)
        .sort((a, b) => b.quota - b.pieces.length - (a.quota - a.pieces.length))
        .slice(0, copies);
}

/**
 * Gives the pieces of a task to sellers in proportion to their amounts. A piece's copies go to different sellers. When
 * every piece has the same number of copies and there are at least so many sellers, all are given; else some may stay
 * with nobody. A seller whose share is less than half a piece may get none.
 * @param copies - How many sellers each piece still needs.
 * @param sellers - Amounts above 0.
 * @returns The pieces of each seller, ascending, in the order of the sellers.
 */
export function splitPieces(
    copies: ReadonlyMap<number, number>,
    sellers: readonly { readonly seller: string; readonly amount: bigint }[],
): { readonly seller: string; readonly pieces: readonly number[] }[] {
    const shares: Share[] = sellers.map(({ seller, amount }) => ({ seller, amount, quota: 0, pieces: [] }));
    const needed = [...copies].filter(([, count]) => count > 0);
    const places = needed.reduce((all, [, count]) => all + count, 0);
    setQuotas(shares, places, needed.length);
    // The pieces that need most sellers choose first; a stable sort keeps the rest in order.
    for (const [piece, count] of needed.sort(([, a], [, b]) => b - a)) {
        for (const share of takers(shares, count)) share.pieces.push(piece);
    }
    return shares.map(({ seller, pieces }) => ({ seller, pieces: pieces.sort((a, b) => a - b) }));
}
