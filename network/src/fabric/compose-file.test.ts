import { parse } from 'yaml';
import { z } from 'zod';
import { composeFile, composeService } from './compose-file';

/** The parts of the Compose specification's schema that are used here, and nothing beside them. */
const service = z.strictObject({
    image: z.string().regex(/^[a-z0-9./-]+:[A-Za-z0-9_.-]+$/),
    command: z.array(z.string()).min(1),
    environment: z.record(z.string().regex(/^[A-Z_]+$/), z.string()),
    network_mode: z.literal('host'),
    working_dir: z.string().startsWith('/'),
    volumes: z.array(z.string().regex(/^\/[^:]+:\/[^:]+(:ro)?$/)).min(1),
    restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
    user: z
        .string()
        .regex(/^\d+:\d+$/)
        .optional(),
});
const schema = z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
    services: z.record(z.string().regex(/^[a-zA-Z0-9._-]+$/), service),
});

const FOLDERS = { data: '/data', project: '/project' };
const plan = (name: string, program: string, args: string[]): Parameters<typeof composeService>[0] => ({
    name,
    program,
    args,
    environment: { FABRIC_CFG_PATH: `/data/config/${name}` },
    workingFolder: `/data/production/${name}`,
    isReady: async () => true,
});
const PLANS = [
    plan('orderer-Eag1MSP', '/opt/fabric/orderer', ['start']),
    plan('chaincode-Eag1MSP', process.execPath, ['/project/network/dist/fabric/chaincode-process.js', 'edge$bourse']),
    plan('peer-Eag1MSP', '/opt/fabric/peer', ['node', 'start']),
];

describe('the Compose file of a network', () => {
    const text = composeFile('edgebourse', PLANS, FOLDERS);

    it('has the form that the Compose specification gives', () => {
        expect(schema.safeParse(parse(text)).error).toBeUndefined();
    });

    it("runs each process by the program of its image, with the machine's paths", () => {
        const { services } = schema.parse(parse(text));
        expect(Object.keys(services)).toEqual(['orderer-eag1msp', 'chaincode-eag1msp', 'peer-eag1msp']);
        expect(services['peer-eag1msp']).toMatchObject({
            image: 'hyperledger/fabric-peer:3.1',
            command: ['peer', 'node', 'start'],
            volumes: ['/data:/data'],
        });
        expect(services['chaincode-eag1msp']).toMatchObject({
            command: ['node', '/project/network/dist/fabric/chaincode-process.js', 'edge$$bourse'],
            volumes: ['/data:/data', '/project:/project:ro'],
        });
    });

    it('is refused for a process that no image runs', () => {
        expect(() => composeService(plan('gateway', 'node', []), FOLDERS)).toThrow('no image for gateway');
    });
});
