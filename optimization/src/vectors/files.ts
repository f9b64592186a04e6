import { solveByBisection } from '../compute-game/bisection';
import { computeCases } from '../compute-game/cases';
import { loanVectors } from '../loan-pricing/vectors';
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

/** Ten digits: the last ones differ between engines, whose exp and ln may be an ulp apart. */
const rounded = (value: number): number => Number(value.toPrecision(10));

function computeVectors(): object {
    const cases = computeCases().map(({ name, input }) => {
        const { A, f, R } = solveByBisection(input);
        return { name, input, expected: { A: rounded(A), f: f.map(rounded), R: R.map(rounded) } };
    });
    return { rule: 'docs/concepts/compute.md', digits: 10, cases };
}

/** The vector files by their path below `optimization/src`: what they hold is recomputed from the references. */
export function vectorFiles(): ReadonlyMap<string, string> {
    const auction = {
        rule: 'docs/concepts/market-clearing.md',
        cases: auctionCases().map(({ name, input }) => ({ name, input, expected: referenceAuction(input) })),
    };
    return new Map([
        ['compute-game/vectors/compute.json', toJson(computeVectors())],
        ['loan-pricing/vectors/loan.json', toJson(loanVectors())],
        ['market-clearing/vectors/auction.json', toJson(auction)],
        ['market-quote/vectors/quote.json', toJson(quoteVectors())],
    ]);
}
