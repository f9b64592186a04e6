import loadWabt from 'wabt';

/** Made once: the assembler is itself a WebAssembly module. */
let assembler: ReturnType<typeof loadWabt> | undefined;

/**
 * Assembles a module from its text.
 * @param name - Stands in the messages of the assembler.
 * @throws Error when the text is no module.
 */
export async function assembleWat(name: string, text: string): Promise<Uint8Array> {
    assembler ??= loadWabt();
    const module = (await assembler).parseWat(name, text, { bulk_memory: true, sat_float_to_int: true, simd: true });
    try {
        return module.toBinary({}).buffer;
    } finally {
        module.destroy();
    }
}
