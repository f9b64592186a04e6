import { randomUUID } from 'node:crypto';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { NextFunction, Request, Response } from 'express';
import { inScope, type RequestScope } from '../log/scope';

/** What `response.locals` holds. */
export interface RequestIds extends RequestScope {
    /** Path of the matched route, for logs and metrics; a bounded set. */
    route?: string;
}

/** As CAMARA defines it. */
const CORRELATOR = /^[a-zA-Z0-9_:;./<>{}-]{0,256}$/;

/** Gives each request its id, echoes the client's `x-correlator`, and opens the scope of its log lines. */
export function requestIds(request: Request, response: Response, next: NextFunction): void {
    const correlator = request.get('x-correlator');
    const isSound = correlator === undefined || CORRELATOR.test(correlator);
    const ids: RequestIds = {
        requestId: randomUUID(),
        correlator: isSound ? correlator : undefined,
        transactionIds: [],
    };
    Object.assign(response.locals, ids);
    response.set('x-request-id', ids.requestId);
    if (ids.correlator !== undefined) response.set('x-correlator', ids.correlator);
    inScope(response.locals as RequestIds, () => {
        if (isSound) next();
        else next(new EdgeError('REQUEST_INVALID', { part: 'headers', member: 'x-correlator', reason: 'characters' }));
    });
}
