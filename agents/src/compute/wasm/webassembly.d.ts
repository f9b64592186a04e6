/** The part of the engine's WebAssembly interface that the sandbox uses; Node's types leave it to the browser's. */
declare namespace WebAssembly {
    class Module {
        constructor(bytes: Uint8Array);
        /** A class without members would accept anything. */
        private readonly brand: never;
    }

    class Instance {
        readonly exports: Readonly<Record<string, unknown>>;
        constructor(module: Module, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    }

    interface Memory {
        readonly buffer: ArrayBuffer;
        grow(pages: number): number;
    }

    /** A mutable global of type i64. */
    interface Fuel {
        value: bigint;
    }

    function validate(bytes: Uint8Array): boolean;
}
