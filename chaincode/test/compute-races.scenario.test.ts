import { newComputeMarket, SELLERS, type ComputeMarket } from './support/compute-market';
import type { Device } from './support/device';

let market: ComputeMarket;
let fleet: Device[];
const NAMES = ['v1', 'v2', 'v3'];

beforeEach(async () => {
    market = await newComputeMarket();
    fleet = await market.sellers(NAMES, Array(NAMES.length).fill(SELLERS[0]));
});

afterEach(async () => {
    expect(await market.allCoins()).toBe(await market.world.outstanding());
    await market.world.close();
});

interface Act {
    readonly name: string;
    readonly argument: object;
    /** The transaction's time, ms since the epoch: its client's claim. */
    readonly at: number;
}

/** Endorses acts that each see the same state, and commits them in one block. @returns Their codes. */
async function race(acts: readonly Act[]): Promise<string[]> {
    const { ledger, people } = market.world;
    const endorse = async ({ name, argument, at }: Act): ReturnType<typeof ledger.endorse> =>
        ledger.endorse(people.eag2, `compute:${name}`, [JSON.stringify(argument)], { at });
    const endorsed = await Promise.all(acts.map(endorse));
    return (await ledger.commit(endorsed)).map(({ code }) => code);
}

const deadline = 3_660_000;

async function working(redundancy = 1): Promise<string> {
    const contract = await market.contract({ redundancy, pieces: 6 });
    await market.accept(fleet, contract);
    return contract;
}

describe.each(['first', 'last'])('the act in time commits %s:', (place) => {
    const ordered = (inTime: Act, due: Act): Act[] => (place === 'first' ? [inTime, due] : [due, inTime]);
    const one = ['VALID', 'MVCC_READ_CONFLICT'];

    test('an answer, and the drop of who did not answer', async () => {
        const contract = await market.contract();
        const answers = [await market.answer(fleet[0]!, contract)];
        const answer = { name: 'Answer', argument: { answers }, at: market.world.now };
        const drop = { name: 'Settle', argument: { contracts: [contract] }, at: market.world.now + 60_001 };
        expect(await race(ordered(answer, drop))).toEqual(one);
        const status = place === 'first' ? 'accepted' : 'dropped';
        expect((await market.part(contract, fleet[0]!)).status).toBe(status);
    });

    test('a result, and the end of the contract', async () => {
        const contract = await working();
        const results = [await market.result(fleet[0]!, contract)];
        const result = { name: 'Result', argument: { results }, at: market.world.now };
        const late = { name: 'Settle', argument: { contracts: [contract] }, at: market.world.now + deadline + 1 };
        expect(await race(ordered(result, late))).toEqual(one);
        const status = place === 'first' ? 'delivered' : 'late';
        expect((await market.part(contract, fleet[0]!)).status).toBe(status);
    });

    test('a dispute, and the payment of what nobody disputed', async () => {
        const contract = await working();
        await market.deliver(fleet, contract);
        const verdicts = [await market.verdict(contract, [], fleet)];
        const dispute = { name: 'Verdict', argument: { verdicts }, at: market.world.now };
        const pay = { name: 'Settle', argument: { contracts: [contract] }, at: market.world.now + 120_001 };
        expect(await race(ordered(dispute, pay))).toEqual(one);
        const status = place === 'first' ? 'disputed' : 'paid';
        expect((await market.part(contract, fleet[0]!)).status).toBe(status);
    });

    test('a contest, and the loss of who was outvoted', async () => {
        const contract = await working(3);
        await market.deliver([fleet[0]!], contract, 'other');
        await market.deliver(fleet.slice(1), contract);
        market.world.now += 120_001;
        await market.settle(contract);
        const contests = [market.contest(fleet[0]!, contract)];
        const contest = { name: 'Contest', argument: { contests }, at: market.world.now };
        const loss = { name: 'Settle', argument: { contracts: [contract] }, at: market.world.now + 120_001 };
        expect(await race(ordered(contest, loss))).toEqual(one);
        const status = place === 'first' ? 'disputed' : 'wrong';
        expect((await market.part(contract, fleet[0]!)).status).toBe(status);
    });
});

test('two contracts on the same capacity conflict, and the second is solved again', async () => {
    const solution = await market.solution();
    const contractOf = (): Act => {
        const requests = [{ envelope: market.request(), solution }];
        return { name: 'Contract', argument: { requests }, at: market.world.now };
    };
    const [won, lost] = [contractOf(), contractOf()];
    const [first, second] = await race([won, lost]);
    expect(first).toBe('VALID');
    expect(second).toMatch(/CONFLICT$/);
    expect(await market.only('Contract', lost.argument)).toMatch(/^COMPUTE_(MARKET_CHANGED|MARGINAL)$/);
});

test('a contract conflicts with an offer that changes its game', async () => {
    const solution = await market.solution();
    const requests = [{ envelope: market.request(), solution }];
    const at = market.world.now + 1;
    market.world.now = at;
    const offer = { name: 'Offer', argument: { offers: [market.offer(fleet[0]!, SELLERS[1])] }, at };
    const [first, second] = await race([offer, { name: 'Contract', argument: { requests }, at }]);
    expect(first).toBe('VALID');
    expect(second).toMatch(/CONFLICT$/);
});
