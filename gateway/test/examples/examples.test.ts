import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Example } from '../../src/http/examples';
import { computeRoutes, type ComputeRouteOptions } from '../../src/compute/routes';
import { allRoutes, type RouteServices } from '../../src/routes';
import { RunningGateway } from '../support/running-gateway';
import { Recorder, shapeOf } from './recorder';
import { runExamples } from './scenario';

const FILE = join(__dirname, '../../examples.json');

/** Routes are declarations: what they call is never touched while they are listed. */
function declaredRoutes(): ReturnType<typeof allRoutes> {
    const names = ['policies', 'identity', 'registrations', 'coins', 'credit', 'energy', 'commands', 'ledger', 'model'];
    const services = {
        ...Object.fromEntries(names.map((name) => [name, {}])),
        compute: computeRoutes({} as ComputeRouteOptions),
        now: Date.now,
    };
    return allRoutes(services as unknown as RouteServices);
}

const comparable = ({ operation, kind, status, body, answer }: Example): unknown => ({
    ...{ operation, kind, status, body: shapeOf(body), answer: shapeOf(answer) },
    ...(kind === 'refused' && { code: (answer as { code: string }).code }),
});

describe('the examples of the API', () => {
    let gateway: RunningGateway;

    beforeAll(async () => {
        gateway = await RunningGateway.start();
    });

    afterAll(async () => {
        await gateway.end();
    });

    it('run in order on a fresh ledger, a good and a refused one for every operation, as they are written down', async () => {
        const recorder = new Recorder(gateway, declaredRoutes());
        await runExamples(recorder, gateway);
        expect([...recorder.surprises, ...recorder.missing()]).toEqual([]);
        if (process.env['EDGEBOURSE_WRITE_PAGES'] !== undefined) {
            await writeFile(FILE, `${JSON.stringify(recorder.examples, null, 4)}\n`);
        }
        const written = JSON.parse(await readFile(FILE, 'utf8')) as Example[];
        expect(recorder.examples.map(comparable)).toEqual(written.map(comparable));
    }, 300_000);
});
