import { contracts } from '../src';
import type { Policy } from '../src/common/policy-record';
import { device } from './support/device';
import { testCompute, testPolicy, testRegion } from './support/policy';
import { newWorld, type World } from './support/world';

let world: World;

beforeAll(async () => {
    world = await newWorld({ genesis: false, contracts });
});

afterAll(async () => world.close());

const genesis = 'policy:Genesis';

describe('before genesis', () => {
    it('every function of the other contracts says that the policy is missing', async () => {
        const { eag1, authority, treasury } = world.people;
        const { wallet, publicKey } = device('w');
        await expect(world.evaluate('policy:Get', {})).rejects.toThrow(/^POLICY_MISSING /);
        await expect(world.evaluate('coin:BondOf', { organisation: 'X' })).rejects.toThrow(/^POLICY_MISSING /);
        expect(await world.refusal(eag1, 'identity:RegisterOrganisation', { receiptKey: publicKey })).toBe(
            'POLICY_MISSING',
        );
        const wallets = [world.certify(device('w'))];
        expect(await world.refusal(authority, 'identity:RegisterWallets', { wallets })).toBe('POLICY_MISSING');
        const mint = { reference: 'r', reason: 'external', outputs: [{ wallet, amountMicro: '1' }] };
        expect(await world.refusal(treasury, 'coin:Mint', mint)).toBe('POLICY_MISSING');
        const mapping = { endorsers: ['Eag1MSP'] };
        const put = world.refusal(eag1, 'identity:PutMapping', { participant: 'p' }, mapping);
        expect(await put).toBe('POLICY_MISSING');
    });
});

describe('the genesis policy', () => {
    const refusal = async (changes: Partial<Policy>): Promise<string> =>
        world.refusal(world.people.authority, genesis, { policy: testPolicy(changes) });

    it('is refused to whoever is not the authority that it names', async () => {
        const policy = testPolicy();
        expect(await world.refusal(world.people.eag1, genesis, { policy })).toBe('ACCESS_DENIED');
        const usurper = await world.ledger.identity('Eag1MSP', { role: 'authority' });
        expect(await world.refusal(usurper, genesis, { policy })).toBe('ACCESS_DENIED');
    });

    it('is refused when it contradicts itself', async () => {
        const { organisations, credit, compute } = testPolicy();
        const node = compute.nodes[0]!;
        const [authority, eag1, eag2] = organisations as [
            (typeof organisations)[number],
            (typeof organisations)[number],
            (typeof organisations)[number],
        ];
        const invalid: Partial<Policy>[] = [
            { organisations: [authority, eag1, eag1, eag2] },
            { organisations: [authority, eag1, { ...eag2, kind: 'authority' }] },
            { organisations: [{ ...authority, kind: 'mec' }, eag1, eag2] },
            { organisations: [authority, eag1, { ...eag1, mspId: 'Eag2MSP' }] },
            { organisations: [authority, eag1] },
            { authorityKey: 'ab' },
            { regions: [testRegion('r1', 'Eag1MSP'), testRegion('r1', 'Eag2MSP')] },
            { regions: [testRegion('r1', 'AuthorityMSP')] },
            { regions: [testRegion('r1', 'Eag1MSP', { feedInMicroPerKwh: '300000' })] },
            { regions: [testRegion('r1', 'Eag1MSP', { supplier: device('bond-Eag1MSP').wallet })] },
            { organisations: organisations.map((entry) => ({ ...entry, operator: entry.mspId })) },
            {
                regions: [
                    testRegion('r1', 'Eag1MSP', { clock: { demandMs: 1, supplyMs: 2, readingMs: 0, acceptanceMs: 0 } }),
                ],
            },
            { credit: { ...credit, bands: Array<number>(34).fill(1) } },
            { compute: testCompute({ nodes: [node, node] }) },
            { compute: testCompute({ nodes: [{ ...node, region: 'r9' }] }) },
            { compute: testCompute({ nodes: [{ ...node, organisation: 'Eag2MSP' }] }) },
        ];
        for (const changes of invalid) {
            expect([await refusal(changes), changes]).toEqual([refusalOf(changes), changes]);
        }
    });

    /** A policy without an authority is refused for its caller, who is not the authority that it names. */
    function refusalOf({ organisations }: Partial<Policy>): string {
        const caller = organisations?.find(({ mspId }) => mspId === 'AuthorityMSP');
        return caller?.kind === 'mec' ? 'ACCESS_DENIED' : 'POLICY_INVALID';
    }

    it('is refused when a member is missing or of another shape', async () => {
        const { authority } = world.people;
        const rest = { ...testPolicy(), regions: undefined };
        expect(await world.refusal(authority, genesis, { policy: rest })).toBe('ARGUMENT_INVALID');
        const number = { ...testPolicy(), omissionMicro: 5 };
        expect(await world.refusal(authority, genesis, { policy: number })).toBe('ARGUMENT_INVALID');
        const unit = { ...testPolicy(), extra: 1 };
        expect(await world.refusal(authority, genesis, { policy: unit })).toBe('ARGUMENT_INVALID');
    });

    it('is written once and read by everybody', async () => {
        const { authority, eag2 } = world.people;
        const policy = testPolicy();
        const { value, events } = await world.submit(authority, genesis, { policy });
        expect(value).toEqual(policy);
        expect(events).toEqual([{ type: 'policy.written', version: 1 }]);
        expect(await world.evaluate('policy:Get', {}, eag2)).toEqual(policy);
        expect(await world.refusal(authority, genesis, { policy })).toBe('POLICY_EXISTS');
    });
});
