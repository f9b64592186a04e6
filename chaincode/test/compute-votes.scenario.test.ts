import type { ContractRecord, NodeState, Part } from '../src/compute/records';
import { codeOf, newComputeMarket, SELLERS, TASK, type ComputeMarket } from './support/compute-market';
import { device, signedBy, type Device } from './support/device';

let market: ComputeMarket;
let sellers: Device[];
const node = device('node-r1');

beforeEach(async () => {
    market = await newComputeMarket();
    await market.world.register(['node-r1'], { role: 'mec' });
});

afterEach(async () => {
    expect(await market.allCoins()).toBe(await market.world.outstanding());
    await market.world.close();
});

const resolve = { contract: '', seller: '', wrong: [0], reason: 'computed again' };
const payments = ({ parts }: ContractRecord): bigint[] => parts.map(({ paymentMicro }) => BigInt(paymentMicro));

/** A contract with every piece at so many of equal sellers, all accepted. */
async function redundant(redundancy: number, names = ['v1', 'v2', 'v3']): Promise<string> {
    sellers = await market.sellers(names, Array(names.length).fill(SELLERS[0]));
    const contract = await market.contract({ redundancy, pieces: 6 });
    expect((await market.accept(sellers, contract)).map(codeOf)).toEqual(names.map(() => 'done'));
    return contract;
}

async function periodEnds(contract: string): Promise<ContractRecord> {
    market.world.now += 120_001;
    return await market.settle(contract);
}

test('of three copies the majority is paid, and the cheat is not', async () => {
    const contract = await redundant(3);
    const [good, better, cheat] = sellers as [Device, Device, Device];
    await market.deliver([good, better], contract);
    await market.deliver([cheat], contract, 'cheat');
    expect((await periodEnds(contract)).status).toBe('open');
    expect(await market.part(contract, cheat)).toMatchObject({ status: 'disputed', needsResolver: false });
    expect((await periodEnds(contract)).status).toBe('closed');
    expect((await market.part(contract, cheat)).status).toBe('wrong');
    expect(await market.world.coinsOf(cheat)).toBe(0n);
    expect(await market.worker(cheat)).toMatchObject({ reputation: 70, failed: 1 });
    expect(await market.world.coinsOf(good)).toBe(BigInt((await market.part(contract, good)).paymentMicro));
    market.world.now += 1;
    expect(await market.only('Offer', { offers: [market.offer(cheat)] })).toBe('COMPUTE_NOT_ASSESSED');
});

test('an honest seller that is outvoted contests, and another organisation’s computation pays it', async () => {
    const contract = await redundant(3);
    const [honest, cheat, accomplice] = sellers as [Device, Device, Device];
    const contests = [market.contest(honest, contract)];
    expect(await market.only('Contest', { contests })).toBe('COMPUTE_PART_STATE');
    await market.deliver([honest], contract);
    await market.deliver([cheat, accomplice], contract, 'plot');
    await periodEnds(contract);
    expect(await market.only('Contest', { contests: [market.contest(market.buyer, contract)] })).toBe('COMPUTE_PARTY');
    expect(await market.only('Contest', { contests })).toBe('done');
    expect(await market.only('Contest', { contests })).toBe('exists');
    expect((await periodEnds(contract)).status).toBe('open');
    const argument = { ...resolve, contract, seller: honest.wallet, wrong: [] };
    await market.world.submit(market.world.people.eag2, 'compute:Resolve', argument);
    expect((await market.contractOf(contract)).status).toBe('closed');
    expect(await market.world.coinsOf(honest)).toBe(BigInt((await market.part(contract, honest)).paymentMicro));
});

test('a vote is contested in time', async () => {
    const contract = await redundant(3);
    await market.deliver([sellers[0]!], contract, 'cheat');
    await market.deliver(sellers.slice(1), contract);
    await periodEnds(contract);
    market.world.now += 120_001;
    expect(await market.only('Contest', { contests: [market.contest(sellers[0]!, contract)] })).toBe(
        'COMPUTE_WINDOW_OVER',
    );
});

test('two copies that differ are decided by another organisation than the node’s', async () => {
    const contract = await redundant(2, ['v1', 'v2']);
    const [good, cheat] = sellers as [Device, Device];
    await market.deliver([good], contract);
    await market.deliver([cheat], contract, 'cheat');
    const { status, parts } = await periodEnds(contract);
    expect(status).toBe('open');
    expect(parts.map((part) => part.status)).toEqual(['disputed', 'disputed']);
    const { eag1, eag2 } = market.world.people;
    const all = [0, 1, 2, 3, 4, 5];
    const of = (seller: Device, wrong: number[]): object => ({ ...resolve, contract, seller: seller.wallet, wrong });
    expect(await market.world.refusal(eag1, 'compute:Resolve', of(good, []))).toBe('RESOLVER_SAME');
    expect(await market.world.refusal(eag2, 'compute:Resolve', of(good, [9]))).toBe('COMPUTE_RESULT_INVALID');
    await market.world.submit(eag2, 'compute:Resolve', of(good, []));
    const { value } = await market.world.submit<Part>(eag2, 'compute:Resolve', of(cheat, all));
    expect(value).toMatchObject({ status: 'wrong', wrong: all, resolvedBy: 'Eag2MSP' });
    expect(await market.world.refusal(eag2, 'compute:Resolve', of(cheat, all))).toBe('COMPUTE_PART_STATE');
    expect((await market.contractOf(contract)).status).toBe('closed');
    expect(await market.world.coinsOf(good)).toBe(BigInt((await market.part(contract, good)).paymentMicro));
    expect(await market.worker(market.buyer)).toMatchObject({ reputation: 100 });
});

test('the silence of the others does not make one copy a majority', async () => {
    const contract = await redundant(3);
    await market.deliver([sellers[0]!], contract);
    market.world.now += 3_660_001;
    const { parts } = await market.settle(contract);
    expect(parts.filter(({ status }) => status === 'late')).toHaveLength(2);
    expect((await market.part(contract, sellers[0]!)).status).toBe('disputed');
    const argument = { ...resolve, contract, seller: sellers[0]!.wallet, wrong: [] };
    await market.world.submit(market.world.people.eag2, 'compute:Resolve', argument);
    expect((await market.contractOf(contract)).status).toBe('closed');
});

test('a buyer that disputes right work pays it and loses reputation; disputed pieces alone wait', async () => {
    const contract = await redundant(1, ['v1', 'v2']);
    const [first, second] = sellers as [Device, Device];
    await market.deliver(sellers, contract);
    const verdicts = [await market.verdict(contract, [first], [second])];
    expect(await market.only('Verdict', { verdicts })).toBe('done');
    expect(await market.only('Verdict', { verdicts })).toBe('exists');
    expect(await market.world.coinsOf(first)).toBeGreaterThan(0n);
    expect((await periodEnds(contract)).status).toBe('open');
    const argument = { ...resolve, contract, seller: second.wallet, wrong: [] };
    await market.world.submit(market.world.people.eag2, 'compute:Resolve', argument);
    expect(await market.world.coinsOf(second)).toBe(BigInt((await market.part(contract, second)).paymentMicro));
    expect(await market.worker(market.buyer)).toMatchObject({ reputation: 70 });
    expect(await market.worker(second)).toMatchObject({ reputation: 101 });
});

test('some wrong pieces cost their share of the payment, which goes back to the buyer', async () => {
    const contract = await redundant(1, ['v1', 'v2']);
    const [first, second] = sellers as [Device, Device];
    const before = await market.world.coinsOf(market.buyer);
    await market.deliver(sellers, contract);
    await market.batch('Verdict', { verdicts: [await market.verdict(contract, [first], [second])] });
    const { pieces, paymentMicro } = await market.part(contract, second);
    const argument = { ...resolve, contract, seller: second.wallet, wrong: [pieces[0]!] };
    await market.world.submit(market.world.people.eag2, 'compute:Resolve', argument);
    expect(await market.part(contract, second)).toMatchObject({ status: 'paid', wrong: [pieces[0]] });
    const paid = (BigInt(paymentMicro) * BigInt(pieces.length - 1)) / BigInt(pieces.length);
    expect(await market.world.coinsOf(second)).toBe(paid);
    // The wrong piece may be given to somebody until the end.
    market.world.now += 3_660_001;
    expect((await market.settle(contract)).status).toBe('closed');
    expect(await market.world.coinsOf(market.buyer)).toBe(before + BigInt(paymentMicro) - paid);
});

test('a buyer of ill repute may not buy, a seller of ill repute may not sell', async () => {
    const names = ['v1', 'v2'];
    const verdictOf = async (): Promise<void> => {
        const contract = await market.contract({ pieces: 6 });
        await market.accept(sellers, contract);
        await market.deliver(sellers, contract);
        await market.batch('Verdict', { verdicts: [await market.verdict(contract, [], sellers)] });
        for (const { wallet: seller } of sellers) {
            await market.world.submit(market.world.people.eag2, 'compute:Resolve', {
                ...resolve,
                contract,
                seller,
                wrong: [],
            });
        }
    };
    sellers = await market.sellers(names, [SELLERS[0]!, SELLERS[0]!]);
    await verdictOf();
    expect((await market.worker(market.buyer)).reputation).toBe(40);
    const requests = [{ envelope: market.request({ pieces: 6 }), solution: await market.solution() }];
    expect(await market.only('Contract', { requests })).toBe('COMPUTE_STANDARD');
});

describe('the MEC', () => {
    const serve = (changes: object = {}): object => {
        const own = new Set(['costScaleE12', 'costExponentE12', 'redundancy']);
        const job = Object.entries(market.request().payload).filter(([name]) => !own.has(name));
        const terms = { type: 'compute.serve.v1', amountE12: '2000000000000', ...changes };
        const payload = { ...market.world.head(), ...Object.fromEntries(job), ...terms };
        return { requests: [signedBy(market.buyer, payload)] };
    };

    test('serves at its tariff until its load threshold, then tasks go to the market', async () => {
        expect(await market.only('Serve', serve())).toBe('done');
        const state = await market.world.evaluate<NodeState>('compute:NodeOf', { region: 'r1' });
        expect(state).toMatchObject({ reservedE12: '2000000000000', loadPpm: 500_000, isOverloaded: false });
        expect(await market.only('Serve', serve({ amountE12: '2000000000001' }))).toBe('COMPUTE_OVERLOADED');
        const load = { region: 'r1', loadPpm: 800_001, queued: 7 };
        await market.world.submit(market.world.people.eag1, 'compute:ReportLoad', load);
        expect(await market.only('Serve', serve())).toBe('COMPUTE_OVERLOADED');
    });

    test('is paid as a seller is', async () => {
        const before = await market.world.coinsOf(market.buyer);
        const { requests } = serve() as { requests: { payload: object }[] };
        expect(await market.only('Serve', { requests })).toBe('done');
        const [record] = await market.world.ledger.entries('\0contract\0');
        const contract = JSON.parse(Buffer.from(record!.value).toString('utf8')) as ContractRecord;
        expect(payments(contract)).toEqual([6_000_000n]);
        await market.deliver([node], contract.contract);
        await market.batch('Verdict', { verdicts: [await market.verdict(contract.contract, [node])] });
        expect((await market.contractOf(contract.contract)).status).toBe('closed');
        expect(await market.world.coinsOf(node)).toBe(6_000_000n);
        expect(await market.world.coinsOf(market.buyer)).toBe(before - 6_000_000n);
    });

    test('of another region serves nobody here', async () => {
        expect(await market.only('Serve', serve())).toBe('done');
        const results = await market.batch('Serve', serve({ id: 'again' }), market.world.people.eag2);
        expect(codeOf(results[0])).toBe('ACCESS_DENIED');
    });

    test('charges what it relays, once, within the buyer’s limit, as a line of its own', async () => {
        const relayed = async (line: object): Promise<string | undefined> =>
            market.only('Relay', { region: 'r1', lines: [line] });
        sellers = await market.sellers(['v1']);
        const contract = await market.contract({ maxRelayMicro: '5000' });
        const line = { contract, seller: sellers[0]!.wallet, blob: TASK, bytes: 4_000_000 };
        expect(await relayed({ ...line, bytes: 6_000_000 })).toBe('COMPUTE_RELAY_LIMIT');
        expect(await relayed({ ...line, seller: node.wallet })).toBe('COMPUTE_PARTY');
        expect(await relayed({ ...line, contract: TASK })).toBe('COMPUTE_CONTRACT_UNKNOWN');
        expect(await relayed(line)).toBe('done');
        expect(await relayed(line)).toBe('exists');
        const record = await market.contractOf(contract);
        expect(record).toMatchObject({ relayMicro: '1000', relayPaidMicro: '4000', relayedBytes: 4_000_000 });
        expect(await market.world.coinsOf(node)).toBe(4000n);
        const far = await market.batch(
            'Relay',
            { region: 'r2', lines: [{ ...line, blob: contract }] },
            market.world.people.eag2,
        );
        expect(codeOf(far[0])).toBe('COMPUTE_PARTY');
    });

    test('caps what a seller may sell while it stays, and says nothing else of its profile', async () => {
        sellers = await market.sellers(['v1']);
        const { wallet } = sellers[0]!;
        // A quarter of the machine for an hour.
        const stays = [{ wallet, unitMsE12: '900000000000000000', validUntil: String(market.world.now + 3_600_000) }];
        expect(await market.only('CapStays', { region: 'r1', stays })).toBe('done');
        expect(await market.only('CapStays', { region: 'r1', stays: [{ ...stays[0]!, wallet: TASK }] })).toBe(
            'WALLET_UNKNOWN',
        );
        const contract = await market.contract();
        expect(await market.part(contract, sellers[0]!)).toMatchObject({ amountE12: '250000000000' });
        expect((await market.worker(sellers[0]!)).stay).toEqual({ region: 'r1', ...stays[0], wallet: undefined });
    });
});
