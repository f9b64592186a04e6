import { device } from '../../test/support/device';
import { CHAIN_START, chainLinks, checkReceipt, receiptLink, signReceipt, type ReceiptBody } from './receipt';

const eag = device('receipts-Eag1MSP');
const body: ReceiptBody = {
    organisation: 'Eag1MSP',
    region: 'r1',
    interval: 7,
    seq: 1,
    timeMs: '1000',
    order: 'a'.repeat(64),
    previous: CHAIN_START,
};

describe('receipts', () => {
    it('are refused when anything in them was changed, or another organisation signed', () => {
        const receipt = signReceipt(body, eag.privateKey);
        const changes: Partial<ReceiptBody>[] = [
            { seq: 2 },
            { interval: 8 },
            { timeMs: '999' },
            { order: 'b'.repeat(64) },
            { previous: 'c'.repeat(64) },
            { organisation: 'Eag2MSP' },
        ];
        for (const change of changes) {
            expect(() => checkReceipt({ ...receipt, ...change }, eag.publicKey)).toThrow(/^RECEIPT_INVALID /);
        }
        expect(() => checkReceipt(receipt, device('other').publicKey)).toThrow(/^RECEIPT_INVALID /);
        expect(() => checkReceipt({ ...receipt, signature: 'A'.repeat(88) }, eag.publicKey)).toThrow(
            /^RECEIPT_INVALID /,
        );
    });

    it('answer their link', () => {
        expect(checkReceipt(signReceipt(body, eag.privateKey), eag.publicKey)).toBe(receiptLink(body));
    });

    it('chain: each names the link before, and every order counts', () => {
        const name = { organisation: 'Eag1MSP', region: 'r1', interval: 7 };
        const entries = ['a', 'b', 'c'].map((letter, index) => ({ timeMs: String(index), order: letter.repeat(64) }));
        const [first = '', second = '', third = ''] = chainLinks(name, entries);
        expect(first).toBe(receiptLink({ ...name, seq: 1, timeMs: '0', order: 'a'.repeat(64), previous: CHAIN_START }));
        expect(second).toBe(receiptLink({ ...name, seq: 2, timeMs: '1', order: 'b'.repeat(64), previous: first }));
        expect(chainLinks(name, [])).toEqual([]);
        expect(chainLinks(name, [...entries].reverse()).at(-1)).not.toBe(third);
        expect(chainLinks(name, entries.slice(1)).at(-1)).not.toBe(third);
        expect(chainLinks({ ...name, interval: 8 }, entries).at(-1)).not.toBe(third);
    });
});
