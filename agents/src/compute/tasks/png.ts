import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const BIT_DEPTH = 8;
const TRUE_COLOUR = 2;
const PIXEL_BYTES = 3;
const NO_FILTER = 0;

function chunk(type: string, data: Uint8Array): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
}

function header(width: number, height: number): Buffer {
    const data = Buffer.alloc(13);
    data.writeUInt32BE(width, 0);
    data.writeUInt32BE(height, 4);
    data.set([BIT_DEPTH, TRUE_COLOUR], 8);
    return data;
}

/**
 * Encodes a picture as PNG (ISO/IEC 15948), without filters: lossless, a few lines, no library.
 * @param pixels - Red, green and blue of each pixel, row by row.
 * @throws Error when the bytes are not those of such a picture.
 */
export function encodePng(width: number, height: number, pixels: Uint8Array): Buffer {
    const rowBytes = width * PIXEL_BYTES;
    if (pixels.length !== rowBytes * height)
        throw new Error(`${pixels.length} bytes are no ${width} x ${height} pixels`);
    const rows = Array.from({ length: height }, (_, row) => [
        Uint8Array.of(NO_FILTER),
        pixels.subarray(row * rowBytes, (row + 1) * rowBytes),
    ]);
    const parts = [chunk('IHDR', header(width, height)), chunk('IDAT', deflateSync(Buffer.concat(rows.flat())))];
    return Buffer.concat([SIGNATURE, ...parts, chunk('IEND', Buffer.alloc(0))]);
}
