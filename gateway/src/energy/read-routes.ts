import { z } from 'zod';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { CONSISTENCY_ERRORS, consistencyQuery, isEndorsed } from '../http/consistency';
import { route, type Route } from '../http/route';
import type { EnergyDomain } from './energy-domain';
import type { LedgerReader } from './ledger-reader';
import * as schema from './schema';
import { intervalView, tradeViews } from './views';

/** @returns The routes that read regions and rounds from the ledger. */
export function energyReadRoutes({ reader }: Pick<EnergyDomain, 'reader'>, now: () => number): Route[] {
    return [...regionRoutes(reader), ...roundRoutes(reader, now)];
}

function regionRoutes(reader: LedgerReader): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/energy/regions',
            summary: 'The regions and their rules',
            access: 'public',
            answers: {
                200: { description: 'All regions.', schema: z.strictObject({ regions: z.array(schema.regionView) }) },
            },
            errors: ['POLICY_MISSING'],
            handle: async () => ({ status: 200, body: { regions: (await reader.policy()).regions } }),
        }),
        route({
            method: 'get',
            path: '/v1/energy/regions/{region}',
            summary: 'A region and its rules',
            access: 'public',
            params: schema.regionPath,
            answers: { 200: { description: 'The region.', schema: schema.regionView } },
            errors: ['REGION_UNKNOWN', 'POLICY_MISSING'],
            handle: async ({ params }) => ({ status: 200, body: await reader.region(params.region) }),
        }),
    ];
}

function roundRoutes(reader: LedgerReader, now: () => number): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/energy/regions/{region}/intervals/{interval}',
            summary: 'How far an interval has come: gates, clearing, settlement',
            access: 'public',
            params: schema.roundPath,
            query: consistencyQuery,
            answers: { 200: { description: 'The interval.', schema: schema.intervalView } },
            errors: ['REGION_UNKNOWN', 'POLICY_MISSING', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await intervalView(reader.endorsed(isEndorsed(query)), params, now()),
            }),
        }),
        route({
            method: 'get',
            path: '/v1/energy/regions/{region}/intervals/{interval}/trades',
            summary: 'The trades of a cleared interval',
            access: 'public',
            params: schema.roundPath,
            answers: {
                200: { description: 'In order.', schema: z.strictObject({ trades: z.array(schema.tradeView) }) },
            },
            query: consistencyQuery,
            errors: ['REGION_UNKNOWN', 'INTERVAL_NOT_CLEARED', 'POLICY_MISSING', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: { trades: await tradeViews(reader.endorsed(isEndorsed(query)), params) },
            }),
        }),
        route({
            method: 'get',
            path: '/v1/energy/regions/{region}/flow/{period}',
            summary: 'The best claim of a period’s proof-of-flow',
            access: 'public',
            params: schema.periodPath,
            answers: { 200: { description: 'The claim.', schema: schema.flow } },
            errors: ['RECORD_UNKNOWN'],
            handle: async ({ params: { region, period } }) => {
                const best = await reader.flow(region, period);
                if (best === undefined) throw new EdgeError('RECORD_UNKNOWN', { region, period });
                return { status: 200, body: best };
            },
        }),
    ];
}
