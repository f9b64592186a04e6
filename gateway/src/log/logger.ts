import { pino, type DestinationStream, type Logger } from 'pino';
import { scopeFields } from './scope';

/** Never written, wherever they stand. */
const SECRET_PATHS = [
    'authorization',
    '*.authorization',
    'headers.cookie',
    '*.trueIdentity',
    '*.account',
    '*.transient',
];

/**
 * Makes the gateway's log: one JSON object a line, with the ids of the request that a line belongs to.
 * @param destination - Standard output when absent.
 */
export function newLogger(level: string, destination?: DestinationStream): Logger {
    const options = {
        level,
        base: { service: 'gateway' },
        timestamp: pino.stdTimeFunctions.isoTime,
        redact: { paths: SECRET_PATHS, censor: '[redacted]' },
        mixin: scopeFields,
    };
    return destination === undefined ? pino(options) : pino(options, destination);
}
