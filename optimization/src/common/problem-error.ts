/** A problem that has no answer: `code` is stable and meant for machines, the message names the offending values. */
export class ProblemError extends Error {
    override readonly name = 'ProblemError';

    constructor(
        readonly code: string,
        message: string,
    ) {
        super(message);
    }
}
