import { inflateSync } from 'node:zlib';
import { assemblePicture, rowsOfPieces } from './mandelbrot';
import { encodePng } from './png';

const PICTURE = { width: 2, height: 5, iterations: 1, left: 0, top: 0, step: 1 };

describe('a picture in pieces', () => {
    it('has each row in exactly one piece, far apart', () => {
        expect(rowsOfPieces(PICTURE, 2)).toEqual([
            { first: 0, rows: 3, apart: 2 },
            { first: 1, rows: 2, apart: 2 },
        ]);
    });

    it('is put together row by row', () => {
        const row = (value: number): Buffer => Buffer.alloc(6, value);
        const pieces = [Buffer.concat([row(0), row(2), row(4)]), Buffer.concat([row(1), row(3)])];
        expect(assemblePicture(PICTURE, pieces).equals(Buffer.concat([0, 1, 2, 3, 4].map(row)))).toBe(true);
        expect(() => assemblePicture(PICTURE, [Buffer.alloc(18), Buffer.alloc(6)])).toThrow('piece 1 has 6 bytes');
    });
});

describe('the PNG encoder', () => {
    it('writes signature, header, rows without filter, and checks of every chunk', () => {
        const png = encodePng(2, 1, Buffer.from('ff000000ff00', 'hex'));
        expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
        expect(png.subarray(8, 33).toString('hex')).toBe('0000000d4948445200000002000000010802000000' + '7b40e8dd');
        const length = png.readUInt32BE(33);
        expect(inflateSync(png.subarray(41, 41 + length)).toString('hex')).toBe('00ff000000ff00');
        expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
    });

    it('refuses bytes that are no such picture', () => {
        expect(() => encodePng(2, 2, Buffer.alloc(3))).toThrow('3 bytes are no 2 x 2 pixels');
    });
});
