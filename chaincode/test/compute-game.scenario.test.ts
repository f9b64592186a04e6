import type { OfferMessage, Solution } from '../src/compute/messages';
import { codeOf, newComputeMarket, SELLERS, type ComputeMarket } from './support/compute-market';
import type { Device } from './support/device';

let market: ComputeMarket;
let fleet: Device[];

beforeAll(async () => {
    market = await newComputeMarket();
    fleet = await market.sellers(['v1', 'v2', 'v3']);
});

afterAll(async () => {
    await market.world.close();
});

const reoffer = async (index: number, changes: Partial<OfferMessage> = {}): Promise<void> => {
    market.world.now += 1;
    const offers = [market.offer(fleet[index]!, { ...SELLERS[index], ...changes })];
    expect(await market.only('Offer', { offers })).toBe('done');
};

const verdictOn = async (solution: Solution): Promise<string | undefined> =>
    market.only('Contract', { requests: [{ envelope: market.request(), solution }] });

const moved = (text: string): string => String((BigInt(text) * 1_000_001n) / 1_000_000n);

describe('a solution of a game of which one input moved by a millionth is refused:', () => {
    const first = { ...SELLERS[0], satisfactionE12: '1000000000000' } as OfferMessage;
    const second = { ...SELLERS[1], satisfactionE12: '1000000000000' } as OfferMessage;
    const fields = ['ownDemandE12', 'rewardE12', 'costE12', 'satisfactionE12'] as const;

    test.each(fields)('%s of the full and of the interior seller', async (field) => {
        for (const [index, offer] of [first, second].entries()) {
            await reoffer(index, { [field]: moved(offer[field]) });
            const stale = await market.solution();
            await reoffer(index);
            expect(await verdictOn(stale)).toMatch(/^COMPUTE_(MARGINAL|STATE|PRICE|AMOUNT)$/);
        }
    });

    test('the capacity of each', async () => {
        for (const index of [0, 1]) {
            await reoffer(index, { capacityE12: '999999000000' });
            const stale = await market.solution();
            await reoffer(index);
            expect(await verdictOn(stale)).toMatch(/^COMPUTE_(MARGINAL|STATE|PRICE|AMOUNT)$/);
        }
    });

    test('the buyer’s a and lambda', async () => {
        const a = await market.solution({ costScaleE12: '40000040000000' });
        const lambda = await market.solution({ costExponentE12: '50000050000' });
        expect([await verdictOn(a), await verdictOn(lambda)]).toEqual(['COMPUTE_MARGINAL', 'COMPUTE_MARGINAL']);
    });
});

describe('a game is played among those who may sell now:', () => {
    const seller = (): Device => fleet[2]!;
    const isIn = async (): Promise<boolean> =>
        (await market.solution()).allotments.some(({ seller: wallet }) => wallet === seller().wallet);

    test('not a suspended one', async () => {
        const stale = await market.solution();
        const change = { wallets: [seller().wallet], reason: 'test' };
        await market.world.submit(market.world.people.eag1, 'identity:SetStatus', { ...change, status: 'suspended' });
        expect(await verdictOn(stale)).toBe('COMPUTE_MARKET_CHANGED');
        expect(await isIn()).toBe(false);
        await market.world.submit(market.world.people.eag1, 'identity:SetStatus', { ...change, status: 'active' });
        expect(await isIn()).toBe(true);
    });

    test('not one whose stay has no time left', async () => {
        const stay = { wallet: seller().wallet, validUntil: String(market.world.now + 1000) };
        expect(await market.only('CapStays', { region: 'r1', stays: [{ ...stay, unitMsE12: '0' }] })).toBe('done');
        expect(await isIn()).toBe(false);
        market.world.now += 1001;
        expect(await isIn()).toBe(true);
    });

    test('not one whose offer expired, which the next contract removes', async () => {
        await reoffer(2, { expiresAt: String(market.world.now + 1000) });
        const stale = await market.solution();
        market.world.now += 1001;
        expect(await verdictOn(stale)).toBe('COMPUTE_MARKET_CHANGED');
        expect(await isIn()).toBe(false);
        const query = { region: 'r1', wallet: seller().wallet };
        expect(await market.world.evaluate('compute:OfferOf', query)).toBeNull();
        await reoffer(2);
    });

    test('not the buyer itself', async () => {
        await market.assess([market.buyer]);
        expect(codeOf((await market.batch('Offer', { offers: [market.offer(market.buyer)] }))[0])).toBe('done');
        const { allotments } = await market.solution();
        expect(allotments).toHaveLength(3);
        expect(await verdictOn(await market.solution())).toBe('done');
    });
});
