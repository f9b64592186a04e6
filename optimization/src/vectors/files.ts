import { auctionCases } from '../market-clearing/cases';
import { referenceAuction } from '../market-clearing/reference';
import { quoteVectors } from '../market-quote/cases';

/** Bigint as decimal text, the form of amounts in all JSON of the project. */
function toJson(value: unknown): string {
    const text = JSON.stringify(
        value,
        (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member),
        4,
    );
    return `${text}\n`;
}

/** The vector files by their path below `optimization/src`: what they hold is recomputed from the references. */
export function vectorFiles(): ReadonlyMap<string, string> {
    const auction = {
        rule: 'docs/concepts/market-clearing.md',
        cases: auctionCases().map(({ name, input }) => ({ name, input, expected: referenceAuction(input) })),
    };
    return new Map([
        ['market-clearing/vectors/auction.json', toJson(auction)],
        ['market-quote/vectors/quote.json', toJson(quoteVectors())],
    ]);
}
