import { requirePrincipal } from '../http/principal';
import { route, type Route } from '../http/route';
import type { Ledger } from '../ledger/ledger';
import type { EnergyDomain } from './energy-domain';
import * as schema from './schema';

const OPERATOR = { roles: ['operator'] };

/** What the routes of operators call. */
export interface OperatorRouteOptions {
    readonly energy: Pick<EnergyDomain, 'gates' | 'operatorOf'>;
    readonly ledger: Pick<Ledger, 'submit'>;
}

function gateRoutes({ gates }: OperatorRouteOptions['energy']): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/energy/regions/{region}/intervals/{interval}/gates/{gate}',
            summary: 'Closes a gate and does what follows: announces the demand, clears, or settles',
            access: OPERATOR,
            params: schema.gatePath,
            body: schema.nothing,
            answers: { 201: { description: 'What followed, as the ledger has it.', schema: schema.gateAnswer } },
            errors: [
                ...(['REGION_UNKNOWN', 'GATE_MODE', 'GATE_OPEN', 'GATE_CLOSED', 'INTERVAL_NOT_CLEARED'] as const),
                ...(['HEAD_EXISTS', 'CHAIN_BROKEN', 'ACCESS_DENIED', 'COIN_INSUFFICIENT'] as const),
            ],
            handle: async ({ params: { region, interval, gate }, principal }) => ({
                status: 201,
                body: await gates.close({ region, interval }, gate, requirePrincipal(principal)),
            }),
        }),
        route({
            method: 'post',
            path: '/v1/energy/regions/{region}/intervals/{interval}/settlement',
            summary: 'Settles an interval before its deadline, once all readings are there',
            access: OPERATOR,
            params: schema.roundPath,
            body: schema.nothing,
            answers: { 201: { description: 'The settlement.', schema: schema.settlement } },
            errors: ['REGION_UNKNOWN', 'INTERVAL_NOT_CLEARED', 'READING_MISSING', 'ACCESS_DENIED', 'COIN_INSUFFICIENT'],
            handle: async ({ params, principal }) => ({
                status: 201,
                body: await gates.settle(params, requirePrincipal(principal)),
            }),
        }),
    ];
}

function decisionRoutes({ energy, ledger }: OperatorRouteOptions): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/energy/omission-claims',
            summary: 'Claims the bond for an order that was receipted and left out',
            access: 'public',
            body: schema.omissionClaim,
            answers: { 201: { description: 'Paid.', schema: schema.omission } },
            errors: [
                ...(['RECEIPT_INVALID', 'RECEIPT_KEY_MISSING', 'INTERVAL_NOT_CLEARED', 'OMISSION_UNPROVEN'] as const),
                ...(['OMISSION_CLAIMED', 'BOND_EXHAUSTED', 'REGION_UNKNOWN', 'WALLET_UNKNOWN'] as const),
            ],
            handle: async ({ body }) => {
                const call = { as: energy.operatorOf(), fn: 'energy:ClaimOmission', argument: body };
                return { status: 201, body: (await ledger.submit(call)).result };
            },
        }),
        route({
            method: 'post',
            path: '/v1/energy/regions/{region}/intervals/{interval}/trades/{trade}/resolution',
            summary: 'Decides a disputed trade; an operator of another organisation than the region’s own',
            access: OPERATOR,
            params: schema.tradePath,
            body: schema.resolution,
            answers: { 201: { description: 'The trade, resolved.', schema: schema.resolvedTrade } },
            errors: ['RESOLVER_SAME', 'TRADE_STATE', 'TRADE_UNKNOWN', 'AMOUNT_INVALID', 'INTERVAL_NOT_CLEARED'],
            handle: async ({ params, body, principal }) => {
                const argument = { ...params, ...body };
                const call = { as: requirePrincipal(principal), fn: 'energy:Resolve', argument };
                return { status: 201, body: (await ledger.submit(call)).result };
            },
        }),
        route({
            method: 'post',
            path: '/v1/energy/regions/{region}/flow/{period}/award',
            summary: 'Pays the best claim of a period’s proof-of-flow',
            access: OPERATOR,
            params: schema.periodPath,
            body: schema.nothing,
            answers: { 201: { description: 'The claim, paid.', schema: schema.flow } },
            errors: ['PERIOD_OPEN', 'RECORD_UNKNOWN', 'FLOW_CLAIMED', 'MINT_CAP', 'ACCESS_DENIED'],
            handle: async ({ params, principal }) => {
                const call = { as: requirePrincipal(principal), fn: 'energy:AwardFlow', argument: params };
                return { status: 201, body: (await ledger.submit(call)).result };
            },
        }),
    ];
}

/** @returns The routes by which operators drive rounds and decide, and devices claim the bond. */
export function energyOperatorRoutes(options: OperatorRouteOptions): Route[] {
    return [...gateRoutes(options.energy), ...decisionRoutes(options)];
}
