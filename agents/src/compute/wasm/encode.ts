/** A number as unsigned LEB128. */
export function unsignedLeb(value: number): number[] {
    const bytes: number[] = [];
    let rest = value;
    do {
        const low = rest % 128;
        rest = Math.floor(rest / 128);
        bytes.push(rest > 0 ? low + 128 : low);
    } while (rest > 0);
    return bytes;
}

/** A number of at least 0 as signed LEB128: one more byte where the sign bit would be taken. */
export function signedLeb(value: number): number[] {
    const bytes: number[] = [];
    let rest = value;
    for (;;) {
        const low = rest % 128;
        rest = Math.floor(rest / 128);
        if (rest === 0 && low < 64) return [...bytes, low];
        bytes.push(low + 128);
    }
}

/** A name or any other bytes behind their length. */
export function sized(bytes: Uint8Array): Uint8Array {
    return Buffer.concat([Uint8Array.from(unsignedLeb(bytes.length)), bytes]);
}

/** A section: its number, its length, its content. */
export function section(id: number, content: Uint8Array): Uint8Array {
    return Buffer.concat([Uint8Array.of(id), sized(content)]);
}
