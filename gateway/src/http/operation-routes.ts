import { Router } from 'express';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Drain } from './drain';
import type { Metrics } from './metrics';

/** What health and metrics are asked of. */
export interface OperationOptions {
    readonly drain: Drain;
    readonly metrics: Metrics;
    /** Names what must answer before the gateway is ready, and whether it does. */
    readonly checks: Readonly<Record<string, () => Promise<boolean>>>;
    /** What readiness tells beside them. */
    readonly facts?: Readonly<Record<string, () => unknown>>;
    readonly openApi: object;
}

async function runChecks(checks: OperationOptions['checks']): Promise<Record<string, boolean>> {
    const results = Object.entries(checks).map(async ([name, check]): Promise<[string, boolean]> => {
        return [name, await check().catch(() => false)];
    });
    return Object.fromEntries(await Promise.all(results));
}

/**
 * Health, metrics and the API's description. Alive is a process that answers; ready is one whose ledger answers and
 * that does not drain.
 */
export function operationRoutes({ drain, metrics, checks, facts = {}, openApi }: OperationOptions): Router {
    const router = Router();
    router.get('/health/live', (_request, response) => {
        response.json({ status: 'up' });
    });
    router.get('/health/ready', async (_request, response) => {
        if (drain.signal.aborted) throw new EdgeError('SHUTTING_DOWN');
        const results = await runChecks(checks);
        const isReady = Object.values(results).every(Boolean);
        const told = Object.fromEntries(Object.entries(facts).map(([name, tell]) => [name, tell()]));
        response.status(isReady ? 200 : 503).json({ status: isReady ? 'up' : 'down', checks: results, ...told });
    });
    router.get('/metrics', async (_request, response) => {
        response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    });
    router.get('/openapi.json', (_request, response) => {
        response.json(openApi);
    });
    return router;
}
