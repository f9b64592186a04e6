import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';

const WINDOW_MS = 60_000;

/**
 * Limits requests by client address, with the `RateLimit` headers of the IETF's draft 8.
 * @param perMinute - 0 switches the limit off.
 */
export function limitRate(perMinute: number): RequestHandler {
    if (perMinute === 0) {
        return (_request, _response, next) => {
            next();
        };
    }
    return rateLimit({
        windowMs: WINDOW_MS,
        limit: perMinute,
        standardHeaders: 'draft-8',
        legacyHeaders: false,
        skip: (request) => request.path.startsWith('/health/'),
        handler: (_request, _response, next) => {
            next(new EdgeError('RATE_LIMITED'));
        },
    });
}
