import { decodeError, EdgeError, ERRORS, type ErrorCode } from '@edgebourse/chaincode/common/errors';
import { z } from 'zod';

/** What one organisation said when it refused to endorse. */
export interface OrganisationRefusal {
    readonly mspId: string;
    readonly message: string;
}

/** Media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** The body of every refusal: RFC 9457 with the members of CAMARA. */
export const problemSchema = z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    /** Whether the same request may succeed later. */
    retryable: z.boolean(),
    /** The values that the refusal is about. */
    context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    /** What each refusing organisation said. */
    organisations: z.array(z.strictObject({ mspId: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
});

/** See {@link problemSchema}. */
export type Problem = z.infer<typeof problemSchema>;

function refusalsOf(error: EdgeError): readonly OrganisationRefusal[] {
    const { organisations } = error as EdgeError & { organisations?: readonly OrganisationRefusal[] };
    return organisations ?? [];
}

/** @returns The problem that tells a client of a refusal. */
export function toProblem(error: EdgeError, requestId: string): Problem {
    const { status, retryable, meaning } = ERRORS[error.code];
    const organisations = refusalsOf(error);
    return {
        type: `urn:edgebourse:error:${error.code}`,
        title: meaning,
        status,
        detail: error.message,
        code: error.code,
        message: meaning,
        retryable,
        ...(Object.keys(error.context).length > 0 && { context: { ...error.context } }),
        ...(organisations.length > 0 && { organisations: [...organisations] }),
        requestId,
    };
}

/** Errors of Express and its body reader carry the status that they deserve. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
    404: 'ROUTE_UNKNOWN',
    413: 'REQUEST_TOO_LARGE',
    415: 'REQUEST_MEDIA_TYPE',
    429: 'RATE_LIMITED',
};

/**
 * Turns whatever was thrown into a refusal. What nobody foresaw becomes INTERNAL, whose cause only the log sees.
 * @returns The refusal.
 */
export function toEdgeError(error: unknown): EdgeError {
    if (error instanceof EdgeError) return error;
    const status = statusOf(error);
    if (status !== undefined && status >= 400 && status < 500) {
        return new EdgeError(CODE_OF_STATUS[status] ?? 'REQUEST_INVALID', {}, { cause: error });
    }
    return new EdgeError('INTERNAL', {}, { cause: error });
}

function statusOf(error: unknown): number | undefined {
    if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
    return typeof error.status === 'number' ? error.status : undefined;
}

/** @returns The refusal that a batch reported for one of its commands. */
export function toRefusal(code: string, message: string): EdgeError {
    return decodeError(message) ?? new EdgeError('LEDGER_REFUSED', { code: code.slice(0, 64) });
}
