import loadWabt from 'wabt';
import { section } from '../../src/compute/wasm/encode';

const EVERYTHING = {
    bulk_memory: true,
    exceptions: true,
    memory64: true,
    reference_types: true,
    simd: true,
    tail_call: true,
    threads: true,
};

/** Assembles a module of whatever features, without checking it. */
export async function assembleAll(name: string, text: string): Promise<Buffer> {
    const module = (await loadWabt()).parseWat(name, text, EVERYTHING);
    try {
        return Buffer.from(module.toBinary({}).buffer);
    } finally {
        module.destroy();
    }
}

/** Does to assembled bytes what no text can say; see the folder's README. */
export function changed(bytes: Buffer, change?: string): Buffer {
    const [verb, at = '0', ...values] = (change ?? '').split(' ');
    if (verb === 'cut') return bytes.subarray(0, Number(at));
    if (verb === 'pad') return Buffer.concat([bytes, section(0, Buffer.alloc(Number(at)))]);
    if (verb === 'put') {
        const copy = Buffer.from(bytes);
        copy.set(Buffer.from(values.join(''), 'hex'), Number(at));
        return copy;
    }
    return bytes;
}
