import { policySchema } from '@edgebourse/chaincode/common/policy-record';
import { requirePrincipal } from '../http/principal';
import { route, type Route } from '../http/route';
import type { PolicyService } from './service';

const policyDraft = policySchema.partial({ authorityKey: true });

/** @returns The routes of the policy. */
export function policyRoutes(policies: PolicyService): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/policy',
            summary: 'Writes the first policy; the authority’s key is filled in when it is left out',
            access: { roles: ['authority'] },
            body: policyDraft,
            answers: { 201: { description: 'The policy in force.', schema: policySchema } },
            errors: ['POLICY_EXISTS', 'POLICY_INVALID', 'ACCESS_DENIED', 'ORGANISATION_EXISTS'],
            async handle({ body, principal }) {
                const { result } = await policies.found(body, requirePrincipal(principal));
                return { status: 201, body: result, headers: { location: '/v1/policy' } };
            },
        }),
        route({
            method: 'get',
            path: '/v1/policy',
            summary: 'Every value that moves money',
            access: 'public',
            isTagged: true,
            answers: { 200: { description: 'The policy in force.', schema: policySchema } },
            errors: ['POLICY_MISSING'],
            async handle() {
                return { status: 200, body: await policies.get() };
            },
        }),
    ];
}
