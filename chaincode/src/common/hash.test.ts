import { createHash } from 'node:crypto';
import { hashJson, merkleLeaf, merkleRoot, sha256Hex } from './hash';

const leafOf = (data: string): string =>
    createHash('sha256')
        .update(Buffer.concat([Buffer.from([0]), Buffer.from(data)]))
        .digest('hex');
const nodeOf = (left: string, right: string): string =>
    createHash('sha256')
        .update(Buffer.from(`01${left}${right}`, 'hex'))
        .digest('hex');

describe('hashes', () => {
    it('are SHA-256 in lowercase hex', () => {
        expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
        expect(hashJson({ b: 1, a: 2 })).toBe(sha256Hex('{"a":2,"b":1}'));
    });

    it('of Merkle trees follow RFC 6962: leaves and nodes are told apart, an odd node goes up unchanged', () => {
        const [a, b, c] = ['a', 'b', 'c'].map(merkleLeaf) as [string, string, string];
        expect(a).toBe(leafOf('"a"'));
        expect(merkleRoot([])).toBe(sha256Hex(''));
        expect(merkleRoot([a])).toBe(a);
        expect(merkleRoot([a, b])).toBe(nodeOf(a, b));
        expect(merkleRoot([a, b, c])).toBe(nodeOf(nodeOf(a, b), c));
        const five = [a, b, c, a, b];
        expect(merkleRoot(five)).toBe(nodeOf(nodeOf(nodeOf(a, b), nodeOf(c, a)), b));
        expect(merkleRoot([b, a])).not.toBe(merkleRoot([a, b]));
    });
});
