import { ERRORS } from '@edgebourse/chaincode/common/errors';
import { transferOf } from '../../../chaincode/test/support/coin-commands';
import { expectPage } from '../support/proven-page';
import type { Attack, Attempt, Met } from './attack';
import { COIN_ATTACKS } from './coin-attacks';
import { COMPUTE_ATTACKS } from './compute-attacks';
import { CREDIT_ATTACKS } from './credit-attacks';
import { DELIVERY_ATTACKS } from './delivery-attacks';
import { ENVELOPE_ATTACKS } from './envelope-attacks';
import { IDENTITY_ATTACKS } from './identity-attacks';
import { OUTAGE_ATTACKS } from './outage-attacks';
import { emptyCells, refusalsPage } from './refusals-table';
import { EMPTY_LEDGER_ATTACKS, REQUEST_ATTACKS } from './request-attacks';
import { ROUND_ATTACKS } from './round-attacks';
import { EAG1, EAG2, Scene } from './scene';

const SCENE_ATTACKS = [
    ...REQUEST_ATTACKS,
    ...ENVELOPE_ATTACKS,
    ...IDENTITY_ATTACKS,
    ...COIN_ATTACKS,
    ...ROUND_ATTACKS,
    ...DELIVERY_ATTACKS,
    ...CREDIT_ATTACKS,
    ...COMPUTE_ATTACKS,
];
const ATTACKS = [...EMPTY_LEDGER_ATTACKS, ...SCENE_ATTACKS, ...OUTAGE_ATTACKS];
const MVCC_READ_CONFLICT = 11;

describe('bad input, through REST and from a hostile gateway', () => {
    let scene: Scene;
    const statuses = new Map<Attack, number>();

    beforeAll(async () => {
        scene = await Scene.open();
    });

    afterAll(async () => {
        await scene.end();
    });

    const attempt = async ({ run }: Attempt): Promise<Met & { stateChanged: boolean }> => {
        const before = await scene.gateway.stateHash();
        const met = await run(scene);
        return { ...met, stateChanged: (await scene.gateway.stateHash()) !== before };
    };

    /** Each case is one row of the table; those of a kind run in one test, so that a failure shows them all. */
    const expectRefusals = async (attacks: readonly Attack[]): Promise<void> => {
        const seen: unknown[] = [];
        const expected: unknown[] = [];
        for (const attack of attacks) {
            const { code, what, rest, contract } = attack;
            if (rest !== undefined) {
                const { status } = ERRORS[code];
                seen.push({ what, at: rest.how, ...(await attempt(rest)) });
                expected.push({ what, at: rest.how, code, status, stateChanged: false });
                statuses.set(attack, status);
            }
            if (contract !== undefined) {
                seen.push({ what, at: contract.how, ...(await attempt(contract)) });
                expected.push({ what, at: contract.how, code, stateChanged: false });
            }
        }
        expect(seen).toEqual(expected);
    };

    it('is refused on a ledger without a policy', async () => {
        await expectRefusals(EMPTY_LEDGER_ATTACKS);
        await scene.build();
    }, 300_000);

    it.each([
        ['requests that are none', REQUEST_ATTACKS],
        ['messages that nobody signed so', ENVELOPE_ATTACKS],
        ['wallets and people who may not', IDENTITY_ATTACKS],
        ['coins that are not there', COIN_ATTACKS],
        ['gates, orders and clearings', ROUND_ATTACKS],
        ['readings, settlements and claims', DELIVERY_ATTACKS],
        ['loans, tokens and banks', CREDIT_ATTACKS],
        ['offers, games, contracts and blobs of computing', COMPUTE_ATTACKS],
    ])('is refused without a trace: %s', async (_name, attacks) => {
        await expectRefusals(attacks);
    });

    it('spends an output once when two clients spend it at one time through REST', async () => {
        const { world, anna, ben, foreign } = scene;
        const consumes = await world.mint([anna], 10);
        const pay = (to: typeof ben): unknown => transferOf(world, anna, to, 10, consumes).envelope;
        const answers = await Promise.all(
            [pay(ben), pay(foreign)].map((payment) => scene.gateway.post('/v1/coin/transfers', payment)),
        );
        expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    });

    it('spends an output once when two hostile gateways endorse it at one time', async () => {
        const { world, client, anna, ben, foreign } = scene;
        const consumes = await world.mint([anna], 10);
        const [first, second] = await Promise.all(
            [
                { as: EAG1, to: ben },
                { as: EAG2, to: foreign },
            ].map(({ as, to }) =>
                client.endorse({
                    as,
                    fn: 'coin:Transfer',
                    argument: { commands: [transferOf(world, anna, to, 10, consumes)] },
                }),
            ),
        );
        const made = await Promise.all([client.commit(first!), client.commit(second!)]);
        expect(made.map(({ code }) => code).sort((a, b) => a - b)).toEqual([0, MVCC_READ_CONFLICT]);
    });

    it('answers a replayed command as the first time, and changes nothing', async () => {
        const before = await scene.gateway.stateHash();
        const { status } = await scene.gateway.post('/v1/coin/transfers', scene.paid);
        const commands = [{ envelope: scene.paid, inputs: [] }];
        const again = await scene.world.submit<object[]>(scene.world.people.eag2, 'coin:Transfer', { commands });
        expect([status, again.value[0]]).toMatchObject([200, { status: 'exists' }]);
        expect(await scene.gateway.stateHash()).toBe(before);
    });

    it('is told from outages of the gateway and its ledger', async () => {
        const seen: Met[] = [];
        for (const attack of OUTAGE_ATTACKS) {
            const met = await attack.rest!.run(scene);
            seen.push(met);
            statuses.set(attack, ERRORS[attack.code].status);
        }
        expect(seen).toEqual(OUTAGE_ATTACKS.map(({ code }) => ({ code, status: ERRORS[code].status })));
    });

    it('covers every code of the catalogue at both sides, and the page says how', async () => {
        expect(emptyCells(ATTACKS)).toEqual([]);
        await expectPage('docs/reference/refusals.md', refusalsPage(ATTACKS, statuses));
    });
});
