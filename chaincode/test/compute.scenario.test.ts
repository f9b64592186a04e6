import type { ContractRecord } from '../src/compute/records';
import { newComputeMarket, SELLERS, type ComputeMarket } from './support/compute-market';
import { signedBy, type Device } from './support/device';

let market: ComputeMarket;
let sellers: Device[];

beforeEach(async () => {
    market = await newComputeMarket();
    sellers = await market.sellers(['v1', 'v2', 'v3']);
});

afterEach(async () => {
    expect(await market.allCoins()).toBe(await market.world.outstanding());
    await market.world.close();
});

const hiredOf = ({ parts }: ContractRecord): Device[] =>
    parts.map((part) => sellers.find(({ wallet }) => wallet === part.seller)!);

test('the worked example of the paper: amounts, prices, payments and pieces as the equilibrium says', async () => {
    const contract = await market.contract();
    const { parts, freeMicro } = await market.contractOf(contract);
    const [full, interior] = [await market.part(contract, sellers[0]!), await market.part(contract, sellers[1]!)];
    expect(parts).toHaveLength(2);
    expect(full).toMatchObject({ amountE12: '1000000000000', priceE12: '1575000000000', paymentMicro: '1575000' });
    expect(Number(interior.amountE12)).toBeCloseTo(262_485_625_315, -2);
    expect(Number(interior.priceE12)).toBeCloseTo(2_027_264_279_439, -2);
    expect([full.pieces.length, interior.pieces.length]).toEqual([16, 4]);
    expect(full.fuel).toBe('36000000000');
    expect(freeMicro).toBe('0');
});

test('accepted, delivered and accepted by the buyer: sellers are paid and the contract closes', async () => {
    const contract = await market.contract();
    const hired = hiredOf(await market.contractOf(contract));
    expect((await market.accept(hired, contract)).map(({ status }) => status)).toEqual(['done', 'done']);
    await market.deliver(hired, contract);
    const verdicts = [await market.verdict(contract, hired)];
    expect(await market.only('Verdict', { verdicts })).toBe('done');
    const { status, parts } = await market.contractOf(contract);
    expect(status).toBe('closed');
    for (const [index, each] of hired.entries()) {
        expect(await market.world.coinsOf(each)).toBe(BigInt(parts[index]!.paymentMicro));
        expect(await market.worker(each)).toMatchObject({ reputation: 101, done: 1, reservations: [] });
    }
});

test('a buyer that disappears pays when the challenge period ends, not before', async () => {
    const contract = await market.contract();
    const hired = hiredOf(await market.contractOf(contract));
    await market.accept(hired, contract);
    await market.deliver(hired, contract);
    expect((await market.settle(contract)).status).toBe('open');
    market.world.now += 120_001;
    expect((await market.settle(contract)).status).toBe('closed');
    expect(await market.world.coinsOf(hired[0]!)).toBeGreaterThan(0n);
    const hash = await market.world.ledger.stateHash();
    await market.settle(contract);
    expect(await market.world.ledger.stateHash()).toBe(hash);
});

test('a seller that does not deliver is late: no pay, reputation down, to be assessed anew, the buyer refunded', async () => {
    const before = await market.world.coinsOf(market.buyer);
    const contract = await market.contract();
    const hired = hiredOf(await market.contractOf(contract));
    await market.accept(hired, contract);
    market.world.now += 3_660_001;
    const { status, parts } = await market.settle(contract);
    expect(status).toBe('closed');
    expect(parts.map((part) => part.status)).toEqual(['late', 'late']);
    expect(await market.world.coinsOf(market.buyer)).toBe(before);
    expect(await market.worker(hired[0]!)).toMatchObject({ reputation: 85, failed: 1 });
    expect(await market.only('Offer', { offers: [market.offer(hired[0]!)] })).toBe('COMPUTE_NOT_ASSESSED');
});

test('a seller that never answered is dropped, and its pieces go to others at the equilibrium that is left', async () => {
    const contract = await market.contract();
    const [first, second] = hiredOf(await market.contractOf(contract));
    const answers = [await market.answer(first!, contract, { answer: 'decline' })];
    expect(await market.only('Answer', { answers })).toBe('done');
    await market.accept([second!], contract);
    const [late] = await market.sellers(['v4']);
    const solution = await market.solution({}, contract);
    const { value } = await market.world.submit<ContractRecord>(market.world.people.eag2, 'compute:Rehire', {
        contract,
        solution,
    });
    expect(value.rounds).toBe(2);
    const part = await market.part(contract, late!);
    const declined = await market.part(contract, first!);
    expect(part.pieces.length).toBe(declined.pieces.length);
    expect(part.amountE12).toBe('1000000000000');
    expect(await market.worker(first!)).toMatchObject({ reputation: 100, reservations: [] });
});

test('a leaver is replaced while the others work on; a change of region ends nothing', async () => {
    const contract = await market.contract();
    const [first, second] = hiredOf(await market.contractOf(contract));
    await market.accept([first!, second!], contract);
    expect(await market.only('Leave', { leaves: [market.leave(second!, contract)] })).toBe('done');
    await attach(first!, 'r2');
    const [late] = await market.sellers(['v4'], [SELLERS[0]!]);
    const solution = await market.solution({}, contract);
    await market.world.submit(market.world.people.eag2, 'compute:Rehire', { contract, solution });
    expect((await market.accept([late!], contract)).map(({ status }) => status)).toEqual(['done']);
    await market.deliver([first!, late!], contract);
    await market.batch('Verdict', { verdicts: [await market.verdict(contract, [first!, late!])] });
    const { status, parts } = await market.contractOf(contract);
    expect(status).toBe('closed');
    expect(parts.map((part) => part.status).sort()).toEqual(['left', 'paid', 'paid']);
    expect(await market.worker(second!)).toMatchObject({ reputation: 95 });
});

async function attach(seller: Device, region: string): Promise<void> {
    const payload = { type: 'identity.attach.v1', ...market.world.head(), region, seq: 0 };
    const [result] = (
        await market.world.submit<{ status: string }[]>(market.world.people.eag1, 'identity:Attach', {
            commands: [signedBy(seller, payload)],
        })
    ).value;
    expect(result).toMatchObject({ status: 'done' });
}

test('a running contract holds its capacity: the next game sees what is left', async () => {
    const contract = await market.contract();
    const { parts } = await market.contractOf(contract);
    const { allotments } = await market.solution();
    // The full seller is out of the game, the interior one has less.
    expect(allotments.map(({ seller }) => seller)).not.toContain(sellers[0]!.wallet);
    expect((await market.worker(sellers[0]!)).reservations).toEqual([
        {
            contract,
            amountE12: parts.find(({ seller }) => seller === sellers[0]!.wallet)!.amountE12,
            until: (await market.contractOf(contract)).endsAt,
        },
    ]);
});
