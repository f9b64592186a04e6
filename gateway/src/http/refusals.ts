import { EdgeError, ERRORS } from '@edgebourse/chaincode/common/errors';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { PROBLEM_TYPE, toEdgeError, toProblem } from './problem';
import type { RequestIds } from './request-ids';

/** How long a client should wait before it repeats a refused request. */
const RETRY_AFTER_S = 1;

/** Answers what no route took. */
export const refuseUnknown: RequestHandler = (request, _response, next) => {
    next(new EdgeError('ROUTE_UNKNOWN', { path: request.path.slice(0, 200) }));
};

/** Answers a known path whose method is not offered. @param methods - What the path offers, in upper case. */
export function refuseMethod(methods: readonly string[]): RequestHandler {
    return (request, response, next) => {
        response.set('allow', methods.join(', '));
        next(new EdgeError('METHOD_NOT_ALLOWED', { method: request.method }));
    };
}

/** Only a failure that nobody foresaw is worth its stack; the others are told by their code. */
function tell(log: Logger, error: EdgeError, status: number): void {
    if (status === 500) log.error({ err: error.cause ?? error, code: error.code }, 'request failed');
    else if (status > 500) log.warn({ code: error.code, context: error.context }, 'request failed');
    else log.debug({ code: error.code, context: error.context }, 'request refused');
}

/** The one place that turns errors into answers. */
export function answerRefusal(log: Logger): ErrorRequestHandler {
    return (thrown: unknown, _request, response, next) => {
        const error = toEdgeError(thrown);
        const { status, retryable } = ERRORS[error.code];
        tell(log, error, status);
        if (response.headersSent) {
            next(thrown);
            return;
        }
        const { requestId } = response.locals as RequestIds;
        if (status === 401) response.set('www-authenticate', 'Bearer');
        if (retryable && (status === 429 || status === 503)) response.set('retry-after', String(RETRY_AFTER_S));
        response
            .status(status)
            .type(PROBLEM_TYPE)
            .send(JSON.stringify(toProblem(error, requestId)));
    };
}
