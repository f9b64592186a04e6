import fc from 'fast-check';
import { contracts } from '../src';
import type { Envelope } from '../src/common/envelope';
import { device, type Device } from './support/device';
import {
    bondOf,
    burnOf,
    carry,
    codes,
    consolidationOf,
    transferOf,
    type Result,
    type Spend,
} from './support/coin-commands';
import { newWorld, type World } from './support/world';

const NAMES = ['p0', 'p1', 'p2', 'bond-Eag1MSP'];

/** One thing that somebody tries; whether it can succeed depends on what came before. */
interface Attempt {
    readonly kind: 'transfer' | 'burn' | 'consolidate' | 'bond' | 'mint' | 'replay';
    readonly from: number;
    readonly to: number;
    readonly amount: number;
    readonly inputs: number;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
    kind: fc.constantFrom('transfer', 'transfer', 'burn', 'consolidate', 'bond', 'mint', 'replay'),
    from: fc.nat(NAMES.length - 1),
    to: fc.nat(NAMES.length - 1),
    amount: fc.integer({ min: 1, max: 60 }),
    inputs: fc.nat(3),
});

interface Sent {
    readonly fn: string;
    readonly command: Spend | Envelope;
}

let world: World;
let devices: Device[];
const sent: Sent[] = [];

beforeAll(async () => {
    world = await newWorld({ contracts });
    devices = await world.register(NAMES.slice(0, 3));
    devices.push(...(await world.register(NAMES.slice(3), { role: 'bond' })));
    await world.mint(devices, 100);
});

afterAll(async () => world.close());

const FUNCTIONS = { transfer: 'coin:Transfer', burn: 'coin:Burn', consolidate: 'coin:Consolidate', bond: 'coin:Bond' };

/** Who signs: bonds come mostly from the one wallet that may pay them. */
function payerOf({ kind, from, to }: Attempt): Device {
    return devices[kind === 'bond' && to > 0 ? 3 : from] ?? device('none');
}

async function commandOf(step: Attempt): Promise<Sent | undefined> {
    const { kind, to, amount, inputs } = step;
    if (kind === 'replay') return sent[amount % Math.max(1, sent.length)];
    const payer = payerOf(step);
    const own = await world.outputsOf(payer);
    const [first = `${'0'.repeat(64)}.0`, ...rest] = own;
    const payee = devices[to] ?? device('none');
    const more = { inputs: rest.slice(0, inputs) };
    const makers: Record<string, () => Spend | Envelope | undefined> = {
        transfer: () => transferOf(world, payer, payee, amount, first, more),
        burn: () => burnOf(world, payer, amount, first),
        bond: () => bondOf(world, payer, 'Eag1MSP', amount, first),
        consolidate: () => (own.length < 2 ? undefined : consolidationOf(world, payer, own.slice(0, 50))),
    };
    const command = makers[kind]?.();
    return command && { fn: FUNCTIONS[kind as keyof typeof FUNCTIONS], command };
}

async function run(step: Attempt): Promise<void> {
    if (step.kind === 'mint') {
        await world.mint([devices[step.to] ?? device('none')], step.amount);
        return;
    }
    const todo = await commandOf(step);
    if (todo === undefined) return;
    const before = await world.ledger.stateHash();
    const person = todo.fn === FUNCTIONS.burn ? world.people.treasury : world.people.eag2;
    const [code = ''] = await carry(world, todo.fn, [todo.command], person);
    const known = sent.includes(todo);
    if (known) expect(code).toBe('exists');
    if (code === 'done') sent.push(todo);
    else expect(await world.ledger.stateHash()).toBe(before);
}

describe('whatever is tried', () => {
    it('coins are conserved, refusals and replays change nothing, and every endorser computes the same', async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(attempt, { minLength: 5, maxLength: 12 }), async (attempts) => {
                for (const step of attempts) await run(step);
                expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
            }),
            { numRuns: 6, seed: 11, endOnFailure: true },
        );
        expect(new Set(sent.map(({ fn }) => fn))).toEqual(new Set(Object.values(FUNCTIONS)));
    });

    it('a batch of any mixture conserves coins and leaves one output for each changed wallet', async () => {
        const commands: Spend[] = [];
        for (const [index, payer] of devices.entries()) {
            for (const id of await world.outputsOf(payer)) {
                const payee = devices[(index + 1) % devices.length] ?? payer;
                commands.push(transferOf(world, payer, payee, 1 + (commands.length % 40), id));
            }
        }
        const argument = { commands: [...commands, ...commands.slice(0, 2)] };
        const json = JSON.stringify(argument);
        const everybody = { at: world.now, endorsers: ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'] };
        const { payload, txId } = await world.ledger.submit(world.people.eag1, 'coin:Transfer', [json], everybody);
        expect(codes(JSON.parse(payload) as Result[])).toContain('done');
        for (const each of devices) {
            const made = (await world.outputsOf(each)).filter((id) => id.startsWith(txId));
            expect(made.length).toBeLessThanOrEqual(1);
        }
        expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
    });
});
