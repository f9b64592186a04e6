/** Matches the errors that bear this code. */
export function withCode(code: string): Error {
    return expect.objectContaining({ code }) as Error;
}
