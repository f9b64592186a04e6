import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleWat } from '../wasm/wat';

/** A picture of the Mandelbrot set. Coordinates of the plane; `step` is the side of a pixel. */
export interface MandelbrotPicture {
    readonly width: number;
    readonly height: number;
    /** Points that have not escaped by then are black. */
    readonly iterations: number;
    readonly left: number;
    readonly top: number;
    readonly step: number;
}

const INPUT_BYTES = 48;
/** Bytes of a pixel: red, green, blue. */
export const PIXEL_BYTES = 3;

/** Assembles the module from its source beside this file. */
export async function mandelbrotModule(): Promise<Uint8Array> {
    return assembleWat('mandelbrot.wat', await readFile(join(__dirname, 'mandelbrot.wat'), 'utf8'));
}

/** Rows `first`, `first + apart`, `first + 2 apart` and so on. */
export interface RowSet {
    readonly first: number;
    readonly rows: number;
    readonly apart: number;
}

/** @returns The rows of each piece: every `pieces`-th row, so that all pieces are about the same work. */
export function rowsOfPieces({ height }: MandelbrotPicture, pieces: number): RowSet[] {
    return Array.from({ length: pieces }, (_, first) => ({
        first,
        rows: Math.floor((height - 1 - first) / pieces) + 1,
        apart: pieces,
    }));
}

/** @returns The input that makes the module draw these rows. */
export function mandelbrotInput(picture: MandelbrotPicture, { first, rows, apart }: RowSet): Buffer {
    const input = Buffer.alloc(INPUT_BYTES);
    const { width, iterations, left, top, step } = picture;
    for (const [index, value] of [width, first, rows, apart, iterations].entries())
        input.writeUInt32LE(value, 4 * index);
    for (const [index, value] of [left, top, step].entries()) input.writeDoubleLE(value, 24 + 8 * index);
    return input;
}

/**
 * Puts pieces together.
 * @param outputs - Of {@link rowsOfPieces}, in their order.
 * @returns The picture's bytes, row by row.
 * @throws Error when a piece has not the length of its rows.
 */
export function assemblePicture(picture: MandelbrotPicture, outputs: readonly Uint8Array[]): Buffer {
    const rowBytes = picture.width * PIXEL_BYTES;
    const pixels = Buffer.alloc(picture.height * rowBytes);
    for (const [index, { first, rows, apart }] of rowsOfPieces(picture, outputs.length).entries()) {
        const output = outputs[index];
        if (output?.length !== rows * rowBytes) throw new Error(`piece ${index} has ${output?.length ?? 0} bytes`);
        for (let row = 0; row < rows; row += 1) {
            pixels.set(output.subarray(row * rowBytes, (row + 1) * rowBytes), (first + row * apart) * rowBytes);
        }
    }
    return pixels;
}
