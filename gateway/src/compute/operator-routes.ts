import { requirePrincipal } from '../http/principal';
import { route, type Route } from '../http/route';
import { CONTRACT_ERRORS, NODE_ERRORS } from './errors';
import * as schema from './schema';
import type { ComputeService } from './service';

const OPERATOR = { roles: ['operator'] };

function sellerRoutes(compute: ComputeService): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/compute/assessments',
            summary: 'Keeps what the caller’s MEC measured of machines that ran the reference task',
            access: OPERATOR,
            body: schema.assessmentsRequest,
            answers: { 201: { description: 'What became of each, in order.', schema: schema.batchAnswer } },
            errors: NODE_ERRORS,
            handle: async ({ body, principal }) => {
                const { transactionId, value } = await compute.assess(body, requirePrincipal(principal));
                return { status: 201, body: { transactionId, results: value } };
            },
        }),
        route({
            method: 'post',
            path: '/v1/compute/stays',
            summary: 'Caps what machines may sell while they stay, from profiles that only the MEC knows',
            access: OPERATOR,
            body: schema.staysRequest,
            answers: { 201: { description: 'What became of each, in order.', schema: schema.batchAnswer } },
            errors: NODE_ERRORS,
            handle: async ({ body, principal }) => {
                const { transactionId, value } = await compute.capStays(body, requirePrincipal(principal));
                return { status: 201, body: { transactionId, results: value } };
            },
        }),
    ];
}

/** @returns The routes of MEC operators. */
export function computeOperatorRoutes(compute: ComputeService): Route[] {
    return [
        ...sellerRoutes(compute),
        route({
            method: 'post',
            path: '/v1/compute/load',
            summary: 'Reports load and queue of the caller’s MEC',
            access: OPERATOR,
            body: schema.loadRequest,
            answers: { 201: { description: 'The load, committed.', schema: schema.loadAnswer } },
            errors: NODE_ERRORS,
            handle: async ({ body, principal }) => {
                const { transactionId, value } = await compute.reportLoad(body, requirePrincipal(principal));
                return { status: 201, body: { transactionId, load: value } };
            },
        }),
        route({
            method: 'post',
            path: '/v1/compute/resolutions',
            summary: 'Decides disputed pieces, as an organisation that does not run the contract’s node',
            access: OPERATOR,
            body: schema.resolveRequest,
            answers: { 201: { description: 'The part, as decided.', schema: schema.partAnswer } },
            errors: [...CONTRACT_ERRORS, 'RESOLVER_SAME', 'COMPUTE_RESULT_INVALID'],
            handle: async ({ body, principal }) => {
                const { transactionId, value } = await compute.resolve(body, requirePrincipal(principal));
                return { status: 201, body: { transactionId, part: value } };
            },
        }),
    ];
}
