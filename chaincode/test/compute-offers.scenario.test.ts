import { sha256Hex } from '../src/common/hash';
import { newComputeMarket, SELLERS, type ComputeMarket } from './support/compute-market';
import { device, signedBy, type Device } from './support/device';

let market: ComputeMarket;
let first: Device;
let third: Device;
const stranger = device('stranger');

beforeAll(async () => {
    market = await newComputeMarket();
    [first, , third] = (await market.sellers(['v1', 'v2', 'v3'])) as [Device, Device, Device];
    await market.vehicles(['stranger']);
});

afterAll(async () => {
    await market.world.close();
});

/** Expects that the only command of a batch is refused, and that nothing changed. */
async function refused(name: string, argument: object, code: string): Promise<void> {
    const before = await market.world.ledger.stateHash();
    expect(await market.only(name, argument)).toBe(code);
    expect(await market.world.ledger.stateHash()).toBe(before);
}

describe('an assessment', () => {
    test('is measured by the MEC of the region alone', async () => {
        const assessments = [{ envelope: market.assessment(first), fuel: '1', elapsedMs: 1 }];
        const { eag2, treasury } = market.world.people;
        const argument = { region: 'r1', assessments };
        expect(await market.world.refusal(eag2, 'compute:Assess', argument)).toBe('ACCESS_DENIED');
        expect(await market.world.refusal(treasury, 'compute:Assess', argument)).toBe('ACCESS_DENIED');
    });

    test('needs a fresh seed', async () => {
        const seed = sha256Hex('known seed');
        const line = { fuel: '10000000', elapsedMs: 1000 };
        const of = (envelope: object): object => ({ region: 'r1', assessments: [{ ...line, envelope }] });
        await market.batch('Assess', of(market.assessment(third, seed)));
        const { payload } = market.assessment(third, seed);
        const other = signedBy(third, { ...payload, output: sha256Hex('another output') });
        await refused('Assess', of(other), 'COMPUTE_SEED_USED');
        expect(await market.only('Assess', of(market.assessment(third, seed)))).toBe('exists');
    });

    test('below the standard is none', async () => {
        const assessments = [{ envelope: market.assessment(stranger), fuel: '999999', elapsedMs: 1000 }];
        await refused('Assess', { region: 'r1', assessments }, 'COMPUTE_STANDARD');
    });

    test('expires after thirty days', async () => {
        const { assessment } = await market.worker(first);
        expect(BigInt(assessment!.expiresAt) - BigInt(assessment!.measuredAt)).toBe(2_592_000_000n);
    });
});

describe('an offer', () => {
    const offered = async (changes: object, code: string, seller = first): Promise<void> => {
        market.world.now += 1;
        await refused('Offer', { offers: [market.offer(seller, changes)] }, code);
    };

    test('of a machine that was never assessed', async () => offered({}, 'COMPUTE_NOT_ASSESSED', stranger));
    test('above the assessed score', async () => offered({ fuelPerSecond: '10000001' }, 'COMPUTE_ABOVE_SCORE'));
    test('of more than the whole machine', async () =>
        offered({ capacityE12: '1000000000001' }, 'COMPUTE_ABOVE_SCORE'));
    test('below the standard', async () => offered({ fuelPerSecond: '999999' }, 'COMPUTE_STANDARD'));
    test('whose reward is its cost', async () => offered({ rewardE12: '5', costE12: '5' }, 'COMPUTE_OFFER_INVALID'));
    test('whose own demand leaves nothing', async () =>
        offered({ ownDemandE12: '2000000000000' }, 'COMPUTE_OFFER_INVALID'));
    test('whose supply is a step, which no game could be certified with', async () =>
        offered({ rewardE12: '2', costE12: '1', satisfactionE12: '1' }, 'COMPUTE_OFFER_INVALID'));
    test('for a region where the seller is not', async () => offered({ region: 'r2' }, 'WALLET_NOT_ATTACHED'));
    test('for a region without a node', async () => offered({ region: 'r9' }, 'COMPUTE_NODE_UNKNOWN'));
    test('that expired', async () => offered({ expiresAt: String(market.world.now - 1) }, 'ENVELOPE_EXPIRED'));
    test('older than the present one', async () =>
        offered({ issuedAt: String(market.world.now - 1_000_000) }, 'COMPUTE_OFFER_STALE'));

    test('that somebody changed on the way', async () => {
        const { payload, ...rest } = market.offer(first);
        await refused(
            'Offer',
            { offers: [{ ...rest, payload: { ...payload, rewardE12: '1' } }] },
            'ENVELOPE_SIGNATURE',
        );
    });

    test('again answers that it exists', async () => {
        market.world.now += 1;
        const offers = [market.offer(third, SELLERS[2])];
        expect(await market.only('Offer', { offers })).toBe('done');
        expect(await market.only('Offer', { offers })).toBe('exists');
    });

    test('that was withdrawn is in no game', async () => {
        market.world.now += 1;
        expect(await market.only('Offer', { offers: [market.offer(third, { capacityE12: '0' })] })).toBe('done');
        expect((await market.solution()).allotments).toHaveLength(2);
        market.world.now += 1;
        await market.batch('Offer', { offers: [market.offer(third, SELLERS[2])] });
        expect((await market.solution()).allotments).toHaveLength(3);
    });
});
