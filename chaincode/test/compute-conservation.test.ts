import fc from 'fast-check';
import type { ContractRecord, Part } from '../src/compute/records';
import { isOpen } from '../src/compute/parts';
import { newComputeMarket, SELLERS, type ComputeMarket } from './support/compute-market';
import type { Device } from './support/device';
import { testCompute, testPolicy } from './support/policy';

let market: ComputeMarket;
let fleet: Device[];
const FIRST = 4;
/** The last two offer only when pieces are to be given to somebody else. */
const NAMES = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6'];

beforeAll(async () => {
    // Nobody is ever shut out for its conduct: the histories are to go on.
    const compute = testCompute({ minReputation: -1_000_000 });
    market = await newComputeMarket({ policy: testPolicy({ compute }) });
    await market.world.register(['node-r1'], { role: 'mec' });
    fleet = await market.sellers(NAMES, Array(NAMES.length).fill(SELLERS[0]));
});

afterAll(async () => {
    await market.world.close();
});

/** What a hired seller does, and what its buyer and the resolver make of it. */
const conduct = fc.constantFrom('silent', 'declines', 'leaves', 'late', 'right', 'right', 'cheats');
const history = fc.record({
    conducts: fc.array(conduct, { minLength: NAMES.length, maxLength: NAMES.length }),
    redundancy: fc.integer({ min: 1, max: 3 }),
    pieces: fc.integer({ min: 3, max: 9 }),
    verdict: fc.constantFrom('accepts', 'disputes', 'vanishes'),
    blob: fc.integer({ min: 1, max: 9_000_000 }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const balanced = async (): Promise<void> => {
    expect(await market.allCoins()).toBe(await market.world.outstanding());
};

/** Every seller of a contract with what it does. */
function cast({ parts }: ContractRecord, { conducts }: History): { seller: Device; part: Part; acts: string }[] {
    return parts.map((part) => {
        const index = fleet.findIndex(({ wallet }) => wallet === part.seller);
        return { part, seller: fleet[index]!, acts: conducts[index]! };
    });
}

async function work(contract: string, plan: History): Promise<void> {
    const everybody = cast(await market.contractOf(contract), plan);
    const crew = everybody.filter(({ part }) => part.status === 'pending');
    const those = (...acts: string[]): Device[] =>
        crew.filter((each) => acts.includes(each.acts)).map(({ seller }) => seller);
    const declining = those('declines').map(async (each) => market.answer(each, contract, { answer: 'decline' }));
    if (declining.length > 0) await market.batch('Answer', { answers: await Promise.all(declining) });
    const accepting = those('leaves', 'late', 'right', 'cheats');
    if (accepting.length > 0) await market.accept(accepting, contract);
    const leaving = those('leaves').map((each) => market.leave(each, contract));
    if (leaving.length > 0) await market.batch('Leave', { leaves: leaving });
    await balanced();
    if (those('right').length > 0) await market.deliver(those('right'), contract);
    if (those('cheats').length > 0) await market.deliver(those('cheats'), contract, 'cheat');
}

async function judge(contract: string, plan: History): Promise<void> {
    const { parts, status } = await market.contractOf(contract);
    const delivered = parts.filter((part) => part.status === 'delivered').map(({ seller }) => seller);
    const judged = fleet.filter(({ wallet }) => delivered.includes(wallet));
    if (status === 'closed' || judged.length === 0 || plan.verdict === 'vanishes') return;
    const isAccepted = plan.verdict === 'accepts';
    const verdict = await market.verdict(contract, isAccepted ? judged : [], isAccepted ? [] : judged);
    await market.batch('Verdict', { verdicts: [verdict] });
}

/** Honest sellers contest votes against them. */
async function contest(contract: string, plan: History): Promise<void> {
    const crew = cast(await market.contractOf(contract), plan);
    const outvoted = crew.filter(({ part, acts }) => acts === 'right' && part.needsResolver === false);
    const contests = outvoted.map(({ seller }) => market.contest(seller, contract));
    if (contests.length > 0) await market.batch('Contest', { contests });
}

async function resolveAll(contract: string, plan: History): Promise<void> {
    const crew = cast(await market.contractOf(contract), plan);
    for (const { part, seller, acts } of crew.filter(({ part }) => part.needsResolver === true && isOpen(part))) {
        const wrong = acts === 'cheats' ? (part.disputed ?? []) : [];
        const argument = { contract, seller: seller.wallet, wrong, reason: 'computed again' };
        await market.world.submit(market.world.people.eag2, 'compute:Resolve', argument);
    }
}

/** Whoever is not at fault loses nothing: honest work is paid in full, the buyer pays for nothing else it did not accept. */
function assertFair({ parts, ...contract }: ContractRecord, plan: History): void {
    expect(contract).toMatchObject({ status: 'closed', freeMicro: '0', relayMicro: '0' });
    for (const { part, acts } of cast({ ...contract, parts }, plan)) {
        expect(isOpen(part)).toBe(false);
        if (acts === 'right') expect(part.paidMicro).toBe(part.paymentMicro);
        if (!['right', 'cheats'].includes(acts)) expect(part.paidMicro).toBeUndefined();
        const isCaught = plan.verdict === 'disputes' && acts === 'cheats';
        if (isCaught) expect(part).toMatchObject({ status: 'wrong', paidMicro: '0' });
    }
}

/** Who never answered is dropped; what nobody holds goes to the reserve, if the game that is left sells anything. */
async function replace(contract: string, plan: History): Promise<void> {
    market.world.now += 60_001;
    if ((await market.settle(contract)).status === 'closed') return;
    await market.batch('Offer', { offers: fleet.slice(FIRST).map((each) => market.offer(each)) });
    const solution = await market.solution({}, contract);
    const argument = JSON.stringify({ contract, solution });
    const { ledger, people, now } = market.world;
    const hired = await ledger.submit(people.eag1, 'compute:Rehire', [argument], { at: now }).catch(() => undefined);
    if (hired === undefined) return;
    rehired += 1;
    await balanced();
    await work(contract, plan);
}

let rehired = 0;

async function live(plan: History): Promise<void> {
    market.world.now += 1000;
    await market.assess(fleet);
    const withdrawn = (place: number): object => (place < FIRST ? {} : { capacityE12: '0' });
    await market.batch('Offer', { offers: fleet.map((each, place) => market.offer(each, withdrawn(place))) });
    market.world.now += 1;
    const before = await market.world.coinsOf(market.buyer);
    const { redundancy, pieces, blob } = plan;
    const contract = await market.contract({ redundancy, pieces, maxRelayMicro: '5000' });
    await balanced();
    const { parts } = await market.contractOf(contract);
    const lines = [{ contract, seller: parts[0]!.seller, blob: contract, bytes: blob }];
    await market.batch('Relay', { region: 'r1', lines });
    await work(contract, plan);
    await balanced();
    await judge(contract, plan);
    await replace(contract, plan);
    await judge(contract, plan);
    market.world.now += 3_700_000;
    await market.settle(contract);
    await balanced();
    await contest(contract, plan);
    await resolveAll(contract, plan);
    market.world.now += 120_001;
    const ended = await market.settle(contract);
    assertFair(ended, plan);
    await balanced();
    const spent = before - (await market.world.coinsOf(market.buyer));
    const earned = ended.parts.reduce((all, { paidMicro = '0' }) => all + BigInt(paidMicro), 0n);
    expect(spent).toBe(earned + BigInt(ended.relayPaidMicro));
    // The next history begins with as many coins.
    if (spent > 0n) await market.world.mint([market.buyer], spent);
}

test('no history makes or loses a coin, honest sellers are paid, and the buyer pays for work alone', async () => {
    await fc.assert(fc.asyncProperty(history, live), { numRuns: 12, seed: 8, endOnFailure: true });
    expect(rehired).toBeGreaterThan(3);
});
