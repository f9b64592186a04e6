import { pipeline } from 'node:stream/promises';
import { bytesBody } from '../http/bytes';
import { ENVELOPE_ERRORS } from '../http/command-answers';
import { route, streamRoute, type Route } from '../http/route';
import { CONTRACT_ERRORS, WALLET_ERRORS } from './errors';
import type { RelayService } from './relay-service';
import * as schema from './schema';

function uploadRoutes(relay: RelayService): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/compute/uploads',
            summary: 'Begins an upload of a sealed blob, or says how far it is',
            access: 'public',
            body: schema.uploadRequest,
            answers: { 200: { description: 'The upload.', schema: schema.uploadState } },
            errors: [...ENVELOPE_ERRORS, ...WALLET_ERRORS, 'COMPUTE_BLOB_LARGE', 'COMPUTE_BLOB_QUOTA'],
            commandId: ({ envelope }) => envelope.payload.id,
            handle: async ({ body }) => ({ status: 200, body: await relay.begin(body.envelope) }),
        }),
        route({
            method: 'get',
            path: '/v1/compute/uploads/{ticket}',
            summary: 'How far an upload is',
            access: 'public',
            params: schema.uploadPath,
            answers: { 200: { description: 'The upload.', schema: schema.uploadState } },
            errors: ['COMPUTE_BLOB_UNKNOWN'],
            handle: async ({ params }) => ({ status: 200, body: await relay.upload(params.ticket) }),
        }),
        route({
            method: 'put',
            path: '/v1/compute/uploads/{ticket}',
            summary: 'The next bytes of an upload; resumed from `offset` after any failure',
            access: 'public',
            params: schema.uploadPath,
            query: schema.chunkQuery,
            body: bytesBody,
            answers: { 200: { description: 'The bytes are on the disk.', schema: schema.uploadState } },
            errors: ['COMPUTE_BLOB_UNKNOWN', 'COMPUTE_BLOB_OFFSET', 'COMPUTE_BLOB_LARGE', 'COMPUTE_BLOB_HASH'],
            handle: async ({ params, query, body }) => ({
                status: 200,
                body: await relay.append(params.ticket, query.offset, body),
            }),
        }),
    ];
}

/** @returns The routes of the blob store and the relay. */
export function computeBlobRoutes(relay: RelayService): Route[] {
    return [
        ...uploadRoutes(relay),
        route({
            method: 'post',
            path: '/v1/compute/fetches',
            summary: 'Asks for a blob that the other party of a contract uploaded; charged to the buyer once',
            access: 'public',
            body: schema.fetchRequest,
            answers: { 200: { description: 'The blob may be read.', schema: schema.fetchAnswer } },
            errors: [
                ...ENVELOPE_ERRORS,
                ...CONTRACT_ERRORS,
                'COMPUTE_NODE_UNKNOWN',
                'COMPUTE_BLOB_UNKNOWN',
                'COMPUTE_RELAY_LIMIT',
                'REQUEST_FORBIDDEN',
            ],
            commandId: ({ envelope }) => envelope.payload.id,
            handle: async ({ body }) => ({ status: 200, body: await relay.fetch(body.envelope) }),
        }),
        streamRoute({
            path: '/v1/compute/blobs/{ticket}',
            summary: 'The bytes of a fetched blob',
            access: 'public',
            params: schema.fetchPath,
            query: schema.readQuery,
            mediaType: 'application/octet-stream',
            errors: ['COMPUTE_BLOB_UNKNOWN', 'COMPUTE_BLOB_OFFSET'],
            open: async ({ params, query }, response, signal) => {
                const { stream, length } = relay.read(params.ticket, query.from);
                response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': length });
                await pipeline(stream, response, { signal }).catch(() => {
                    // The client is gone, or the gateway drains: whoever wants the rest reads on from where it is.
                    response.destroy();
                });
            },
        }),
    ];
}
