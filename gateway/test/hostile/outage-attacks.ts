import type { Attack, Met } from './attack';
import { TREASURY, type Scene } from './scene';

const REQUESTS_A_MINUTE = 5;

async function read({ gateway }: Scene): Promise<Met> {
    const { status, body } = await gateway.get('/v1/coin/supply');
    return { status, code: String(body['code']) };
}

/** What a gateway answers that is hurried, alone or pressed. They leave it so: run them last, in this order. */
export const OUTAGE_ATTACKS: readonly Attack[] = [
    {
        code: 'DEADLINE_EXCEEDED',
        what: 'an endorsement that takes too long',
        rest: {
            how: 'POST /v1/coin/mints',
            run: async ({ gateway, anna }: Scene): Promise<Met> => {
                await gateway.stopGateway();
                await gateway.startGateway({
                    ...{ endorseTimeoutMs: 1, retriesMax: 0, rateLimitPerMinute: REQUESTS_A_MINUTE },
                });
                const outputs = [{ wallet: anna.wallet, amountMicro: '1' }];
                const mint = { reference: 'hurried', reason: 'external', outputs };
                const { status, body } = await gateway.post('/v1/coin/mints', mint, TREASURY);
                return { status, code: String(body['code']) };
            },
        },
    },
    {
        code: 'LEDGER_UNAVAILABLE',
        what: 'no peer',
        rest: {
            how: 'GET /v1/coin/supply',
            run: async (scene: Scene): Promise<Met> => {
                await scene.gateway.stopNetwork();
                return read(scene);
            },
        },
    },
    {
        code: 'RATE_LIMITED',
        what: 'more requests a minute than allowed',
        rest: {
            how: 'GET /v1/coin/supply',
            run: async (scene: Scene): Promise<Met> => {
                for (let request = 0; request < REQUESTS_A_MINUTE; request += 1) await read(scene);
                return read(scene);
            },
        },
    },
];
