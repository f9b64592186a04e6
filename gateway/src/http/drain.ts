/** Tells everyone that the gateway stops. */
export interface Drain {
    readonly signal: AbortSignal;
    begin(): void;
}

/** @returns A drain that has not begun. */
export function newDrain(): Drain {
    const controller = new AbortController();
    return {
        signal: controller.signal,
        begin() {
            controller.abort();
        },
    };
}
