import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { z } from 'zod';

/** Query members of every paged list. */
export const pageQuery = {
    limit: z.coerce.number().int().min(1).max(1000).default(100).describe('How many at most.'),
    cursor: z.string().max(400).optional().describe('`next` of the page before.'),
};

/** One page; `next` is absent on the last one. */
export interface Page<Item> {
    readonly items: readonly Item[];
    readonly next?: string;
}

/** @returns The place after which the next page begins, as text that callers need not understand. */
export function toCursor(place: readonly (string | number)[]): string {
    return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @returns The place that a cursor names. @throws EdgeError REQUEST_INVALID for anything that is no cursor of this list. */
export function fromCursor<Place extends z.ZodType>(text: string, place: Place): z.infer<Place> {
    try {
        return place.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    } catch (error) {
        throw new EdgeError('REQUEST_INVALID', { member: 'cursor' }, { cause: error });
    }
}

/**
 * Makes a page of rows of which one more was asked for than the page holds.
 * @param placeOf - The place of a row in the list's order.
 */
export function toPage<Row, Item>(
    rows: readonly Row[],
    limit: number,
    toItem: (row: Row) => Item,
    placeOf: (row: Row) => readonly (string | number)[],
): Page<Item> {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const items = shown.map(toItem);
    return rows.length > limit && last !== undefined ? { items, next: toCursor(placeOf(last)) } : { items };
}
