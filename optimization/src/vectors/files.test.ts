import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { solveExactAuction } from '../market-clearing/exact';
import { clearByWalking } from '../market-clearing/walk';
import { auctionCases } from '../market-clearing/cases';
import { vectorFiles } from './files';

const read = (path: string): string => readFileSync(join(__dirname, '..', path), 'utf8');

describe('the published vectors', () => {
    it.each([...vectorFiles()])('%s is what the references give today', (path, text) => {
        expect(read(path)).toBe(text);
    });

    it('hold at least 40 auctions, and every solver answers each as published', () => {
        const { cases } = JSON.parse(read('market-clearing/vectors/auction.json')) as {
            cases: { name: string; expected: unknown }[];
        };
        expect(cases.length).toBeGreaterThanOrEqual(40);
        for (const [index, { name, input }] of auctionCases().entries()) {
            for (const solver of [solveExactAuction, clearByWalking]) {
                const plain: unknown = JSON.parse(
                    JSON.stringify(solver(input), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
                );
                expect({ name, expected: plain }).toEqual({ name: cases[index]!.name, expected: cases[index]!.expected });
            }
        }
    });
});
