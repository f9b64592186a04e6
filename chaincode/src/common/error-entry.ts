/** What a client may do after a refusal: its HTTP status, whether the same command may succeed later, and its meaning. */
export interface ErrorEntry {
    readonly status: number;
    readonly retryable: boolean;
    readonly meaning: string;
}

/** @returns A row of the catalogue. */
export const entry = (status: number, meaning: string, retryable = false): ErrorEntry => ({
    status,
    retryable,
    meaning,
});
