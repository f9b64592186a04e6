import { isErrorCode, type ErrorCode } from '@edgebourse/chaincode/common/errors';

/** What a refusing gateway says: RFC 9457 with the members of CAMARA. */
interface ProblemBody {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly detail?: unknown;
    readonly retryable?: unknown;
    readonly context?: unknown;
}

/** A request that the gateway refused. */
export class RestProblem extends Error {
    /** HTTP status. */
    readonly status: number;
    /** Code of the error catalogue; INTERNAL when the answer was no problem+json. */
    readonly code: ErrorCode;
    /** Whether the same request may succeed later. */
    readonly retryable: boolean;
    /** The values that the refusal is about. */
    readonly context: Readonly<Record<string, unknown>>;

    constructor(request: string, status: number, text: string) {
        const problem = readProblem(text);
        const code = typeof problem.code === 'string' && isErrorCode(problem.code) ? problem.code : 'INTERNAL';
        super(`${request} answered ${String(status)} ${code}: ${describe(problem, text)}`);
        this.name = 'RestProblem';
        this.status = status;
        this.code = code;
        this.retryable = problem.retryable === true;
        this.context = (problem.context ?? {}) as Record<string, unknown>;
    }
}

const TEXT_CHARACTERS_MAX = 500;

function readProblem(text: string): ProblemBody {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null ? value : {};
    } catch {
        return {};
    }
}

function describe({ detail, message }: ProblemBody, text: string): string {
    if (typeof detail === 'string') return detail;
    return typeof message === 'string' ? message : text.slice(0, TEXT_CHARACTERS_MAX);
}
