import { TextDecoder } from 'node:util';
import { parseJson } from '@edgebourse/chaincode/common/canonical-json';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { z } from 'zod';
import { BYTES_TYPE } from './bytes';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Checks a part of a request.
 * @param part - `params`, `query` or `body`: where the refusal says the fault is.
 * @returns The typed value; undefined for a part that the route does not declare.
 * @throws EdgeError REQUEST_INVALID that names the first member that does not fit.
 */
export function validate(part: string, schema: z.ZodType | undefined, value: unknown): unknown {
    if (schema === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const member = issue?.path.map(String).join('.') ?? '';
    throw new EdgeError('REQUEST_INVALID', {
        part,
        member: member.slice(0, 200),
        reason: (issue?.message ?? 'invalid').slice(0, 200),
    });
}

/**
 * Reads a JSON body strictly: what two readers could understand differently is refused.
 * @throws EdgeError REQUEST_MEDIA_TYPE, JSON_INVALID.
 */
export function readBody(contentType: string | undefined, bytes: unknown): unknown {
    if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(contentType ?? '')) {
        throw new EdgeError('REQUEST_MEDIA_TYPE', { contentType: (contentType ?? '').slice(0, 100) });
    }
    if (!Buffer.isBuffer(bytes)) throw new EdgeError('JSON_INVALID', { reason: 'no body' });
    return parseJson(decode(bytes));
}

/**
 * Reads a body of bytes.
 * @throws EdgeError REQUEST_MEDIA_TYPE; REQUEST_INVALID for an empty one.
 */
export function readBytesBody(contentType: string | undefined, bytes: unknown): Buffer {
    if (contentType?.toLowerCase() !== BYTES_TYPE) {
        throw new EdgeError('REQUEST_MEDIA_TYPE', { contentType: (contentType ?? '').slice(0, 100) });
    }
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
        throw new EdgeError('REQUEST_INVALID', { part: 'body', reason: 'no bytes' });
    }
    return bytes;
}

function decode(bytes: Buffer): string {
    try {
        return utf8.decode(bytes);
    } catch {
        throw new EdgeError('JSON_INVALID', { reason: 'not UTF-8' });
    }
}

/**
 * Holds `Idempotency-Key` to the id of the command, which is what makes a repeat harmless.
 * @throws EdgeError REQUEST_INVALID.
 */
export function assertIdempotencyKey(header: string | undefined, commandId: string | undefined): void {
    if (header === undefined || header === commandId) return;
    const reason = commandId === undefined ? 'this route takes none' : 'differs from the id of the command';
    throw new EdgeError('REQUEST_INVALID', { part: 'headers', member: 'idempotency-key', reason });
}
