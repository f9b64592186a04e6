import { ProblemError } from '../common/problem-error';
import { sortByValue } from './radix';

/** Below this many texts a comparator is as fast as anything. */
const FEW = 64;
const KEY_UNITS = 4;
const LAST_LATIN = 0xff;

function compareAll(positions: Uint32Array, textAt: (position: number) => string): void {
    positions.sort((left, right) => {
        const leftText = textAt(left);
        const rightText = textAt(right);
        if (leftText !== rightText) return leftText < rightText ? -1 : 1;
        throw new ProblemError(
            'AUCTION_DUPLICATE_ORDER',
            `two orders of one side share id ${leftText}, limit and time`,
        );
    });
}

/** How many code units all texts have in common at their beginning. */
function commonPrefixLength(texts: readonly string[]): number {
    let prefix = texts[0] ?? '';
    for (const text of texts) {
        while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
    }
    return prefix.length;
}

/**
 * Four code units from `start` as one number that orders as the texts do, or is equal where they differ beyond it. A
 * unit from 0xff on ends the key, because the units after it cannot count before it is told apart.
 */
function keyOf(text: string, start: number): number {
    let key = 0;
    let isCut = false;
    for (let at = start; at < start + KEY_UNITS; at += 1) {
        const unit: number = isCut || at >= text.length ? 0 : Math.min(text.charCodeAt(at), LAST_LATIN);
        isCut ||= unit === LAST_LATIN;
        key = key * (LAST_LATIN + 1) + unit;
    }
    return key;
}

/**
 * Sorts `positions` in place by the text at each, by UTF-16 code unit. Many texts are first sorted by a number made of
 * the units after their common prefix, so that few comparisons of text are left.
 *
 * @throws ProblemError AUCTION_DUPLICATE_ORDER where two texts are equal
 */
export function sortByText(positions: Uint32Array, textAt: (position: number) => string): void {
    if (positions.length <= FEW) {
        compareAll(positions, textAt);
        return;
    }
    const texts = Array.from(positions, textAt);
    const start = commonPrefixLength(texts);
    const keys = Float64Array.from(texts, (text) => keyOf(text, start));
    const places = sortByValue(
        Uint32Array.from(keys, (_, place) => place),
        keys,
    );
    let first = 0;
    for (let end = 1; end <= places.length; end += 1) {
        if (end < places.length && keys[places[end] as number] === keys[places[first] as number]) continue;
        if (end - first > 1) compareAll(places.subarray(first, end), (place) => texts[place] ?? '');
        first = end;
    }
    const given = positions.slice();
    positions.set(places.map((place) => given[place] as number));
}
