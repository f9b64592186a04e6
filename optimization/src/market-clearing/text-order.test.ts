import fc from 'fast-check';
import { withCode } from '../../test/with-code';
import { sortByText } from './text-order';

const sorted = (texts: readonly string[]): string[] => {
    const positions = Uint32Array.from(texts, (_, position) => position);
    sortByText(positions, (position) => texts[position]!);
    return Array.from(positions, (position) => texts[position]!);
};

// JavaScript compares text by UTF-16 code unit.
const expected = (texts: readonly string[]): string[] => [...texts].sort((a, b) => (a < b ? -1 : 1));

describe('sorting by text', () => {
    it.each([
        ['any text', fc.string({ unit: 'binary', maxLength: 6 })],
        [
            'text around the end of Latin-1',
            fc.string({ unit: fc.constantFrom('\0', 'a', '\u00fe', '\u00ff', '\u0100', '\ud83d'), maxLength: 6 }),
        ],
        ['text with a long common beginning', fc.nat(99_999).map((n) => `meter-${String(n).padStart(5, '0')}`)],
    ])('orders %s by code unit, whether few or many', (_, text) => {
        for (const [minLength, maxLength] of [
            [0, 10],
            [65, 120],
        ] as const) {
            fc.assert(
                fc.property(fc.uniqueArray(text, { minLength, maxLength }), (texts) => {
                    expect(sorted(texts)).toEqual(expected(texts));
                }),
                { numRuns: 50, seed: 3 },
            );
        }
    });

    it('refuses equal texts among many', () => {
        const texts = Array.from({ length: 100 }, (_, index) => `longer than a key ${String(index % 99)}`);
        expect(() => sorted(texts)).toThrow(withCode('AUCTION_DUPLICATE_ORDER'));
    });
});
