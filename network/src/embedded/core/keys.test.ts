import * as fc from 'fast-check';
import { compareKeys } from './keys';

describe('the order of keys', () => {
    it('is the order of their UTF-8 bytes', () => {
        const unit = fc.constantFrom('\0', 'a', 'b', '\ud7ff', '\ue000', '\uffee', '\u{10000}', '\u{10ffff}');
        const text = fc.array(unit, { maxLength: 6 }).map((units) => units.join(''));
        fc.assert(
            fc.property(text, text, (a, b) => {
                expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
            }),
        );
    });
});
