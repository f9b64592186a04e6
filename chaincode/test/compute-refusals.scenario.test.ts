import { signingBytes } from '../src/common/envelope';
import { sha256Hex } from '../src/common/hash';
import type { Solution } from '../src/compute/messages';
import type { ContractRecord } from '../src/compute/records';
import { codeOf, newComputeMarket, output, SELLERS, TASK, type ComputeMarket } from './support/compute-market';
import { device, signedBy, type Device } from './support/device';

let market: ComputeMarket;
let first: Device;
let second: Device;
let third: Device;
const stranger = device('stranger');
const HOUR = 3_600_000;

beforeAll(async () => {
    market = await newComputeMarket();
    [first, second, third] = (await market.sellers(['v1', 'v2', 'v3'])) as [Device, Device, Device];
    await market.vehicles(['stranger']);
});

afterAll(async () => {
    expect(await market.allCoins()).toBe(await market.world.outstanding());
    await market.world.close();
});

/** Expects that the only command of a batch is refused, and that nothing changed. */
async function refused(name: string, argument: object, code: string): Promise<void> {
    const before = await market.world.ledger.stateHash();
    expect(await market.only(name, argument)).toBe(code);
    expect(await market.world.ledger.stateHash()).toBe(before);
}

const refusedPurchase = async (solution: Solution, code: string, terms: object = {}): Promise<void> =>
    refused('Contract', { requests: [{ envelope: market.request(terms), solution }] }, code);

/** Gives a contract that ends, with all its coins back, when the test has looked. */
async function withContract(look: (contract: string) => Promise<void>, terms: object = {}): Promise<ContractRecord> {
    const contract = await market.contract(terms);
    await look(contract);
    market.world.now += 2 * HOUR;
    const ended = await market.settle(contract);
    await market.assess([first, second, third]);
    const offers = [first, second, third].map((each, index) => market.offer(each, SELLERS[index]));
    expect((await market.batch('Offer', { offers })).map(codeOf)).toEqual(['done', 'done', 'done']);
    return ended;
}

describe('a contract', () => {
    const change = (solution: Solution, index: number, changes: object): Solution => ({
        ...solution,
        allotments: solution.allotments.map((each, place) => (place === index ? { ...each, ...changes } : each)),
    });
    const by = (text: string, ppm: bigint): string => String((BigInt(text) * (1_000_000n + ppm)) / 1_000_000n);

    test.each([1n, -1n])('at prices off the optimum by a millionth', async (ppm) => {
        const solution = await market.solution();
        for (const [index, { priceE12 }] of solution.allotments.entries()) {
            await refusedPurchase(change(solution, index, { priceE12: by(priceE12, ppm) }), 'COMPUTE_PRICE');
        }
    });

    test('with amounts above capacity, or off the optimum', async () => {
        const solution = await market.solution();
        for (const [index, { amountE12, state }] of solution.allotments.entries()) {
            if (state === 'shut') continue;
            await refusedPurchase(change(solution, index, { amountE12: by(amountE12, 1n) }), 'COMPUTE_AMOUNT');
        }
    });

    test('with another marginal value or state', async () => {
        const solution = await market.solution();
        await refusedPurchase({ ...solution, marginalE12: by(solution.marginalE12, 1n) }, 'COMPUTE_MARGINAL');
        const full = solution.allotments.findIndex(({ state }) => state === 'full');
        await refusedPurchase(change(solution, full, { state: 'interior' }), 'COMPUTE_STATE');
    });

    test('for other sellers than those who offer', async () => {
        const solution = await market.solution();
        const allotments = solution.allotments.slice(1);
        await refusedPurchase({ ...solution, allotments }, 'COMPUTE_MARKET_CHANGED');
    });

    test('for another a than the buyer signed', async () => {
        const solution = await market.solution();
        await refusedPurchase(solution, 'COMPUTE_MARGINAL', { costScaleE12: '40000040000000' });
    });

    test('above the buyer’s limit, above its coins, too long, or with too many copies', async () => {
        const solution = await market.solution();
        await refusedPurchase(solution, 'COMPUTE_BUDGET', { maxPaymentMicro: '2000000' });
        await refusedPurchase(solution, 'COIN_INSUFFICIENT', { maxRelayMicro: '99999999999' });
        await refusedPurchase(solution, 'COMPUTE_REQUEST_INVALID', { durationMs: HOUR + 1 });
        await refusedPurchase(solution, 'COMPUTE_NO_SELLERS', { redundancy: 3 });
        await refusedPurchase(solution, 'WALLET_NOT_ATTACHED', { region: 'r2' });
    });

    test('of a low bid hires nobody', async () => {
        const terms = { costScaleE12: '1000000000000' };
        await refusedPurchase(await market.solution(terms), 'COMPUTE_NO_SELLERS', terms);
    });

    test('with an id that the buyer used before', async () => {
        const id = 'twice';
        await withContract(
            async () => {
                await refusedPurchase(await market.solution(), 'ID_REUSED', { id, durationMs: HOUR - 1 });
            },
            { id },
        );
    });

    test('on capacity that the first contract of the batch took is solved again', async () => {
        const solution = await market.solution();
        const requests = [1, 2].map(() => ({ envelope: market.request(), solution }));
        const results = await market.batch('Contract', { requests });
        expect(results.map(codeOf)).toEqual(['done', 'COMPUTE_MARKET_CHANGED']);
        const contract = sha256Hex(signingBytes(requests[0]!.envelope.payload));
        await withContractEnded(contract);
    });
});

async function withContractEnded(contract: string): Promise<void> {
    market.world.now += 2 * HOUR;
    expect((await market.settle(contract)).status).toBe('closed');
    const offers = [first, second, third].map((each, index) => market.offer(each, SELLERS[index]));
    expect((await market.batch('Offer', { offers })).map(codeOf)).toEqual(['done', 'done', 'done']);
}

describe('a part', () => {
    test('is answered by its seller alone, in time, at its terms, once', async () => {
        await withContract(async (contract) => {
            const of = (answer: object): object => ({ answers: [answer] });
            const { payload } = await market.answer(first, contract);
            await refused('Answer', of(signedBy(stranger, payload)), 'COMPUTE_PARTY');
            await refused('Answer', of(await market.answer(first, contract, { priceE12: '1' })), 'COMPUTE_TERMS');
            const unknown = signedBy(first, { ...payload, contract: TASK });
            await refused('Answer', of(unknown), 'COMPUTE_CONTRACT_UNKNOWN');
            const accepted = await market.answer(first, contract);
            expect(await market.only('Answer', of(accepted))).toBe('done');
            expect(await market.only('Answer', of(accepted))).toBe('exists');
            await refused('Answer', of(await market.answer(first, contract)), 'COMPUTE_PART_STATE');
            const late = await market.answer(second, contract);
            market.world.now += 60_001;
            await refused('Answer', of(late), 'COMPUTE_WINDOW_OVER');
        });
    });

    test('takes the result of its seller alone, of its task, of all its pieces, within its fuel, in time', async () => {
        await withContract(async (contract) => {
            const of = (result: object): object => ({ results: [result] });
            await refused('Result', of(await market.result(first, contract)), 'COMPUTE_PART_STATE');
            await market.accept([first, second], contract);
            const { payload } = await market.result(first, contract);
            await refused('Result', of(signedBy(stranger, payload)), 'COMPUTE_PARTY');
            const wrongTask = await market.result(first, contract, { task: sha256Hex('another') });
            await refused('Result', of(wrongTask), 'COMPUTE_WRONG_HASH');
            const fewer = await market.result(first, contract, { outputs: [output(0)] });
            await refused('Result', of(fewer), 'COMPUTE_RESULT_INVALID');
            const greedy = await market.result(first, contract, { fuel: '36000000001' });
            await refused('Result', of(greedy), 'COMPUTE_RESULT_INVALID');
            const good = await market.result(first, contract);
            expect(await market.only('Result', of(good))).toBe('done');
            expect(await market.only('Result', of(good))).toBe('exists');
            market.world.now += HOUR + 60_001;
            await refused('Result', of(await market.result(second, contract)), 'COMPUTE_LATE');
            await market.settle(contract);
            await refused('Result', of(await market.result(second, contract)), 'COMPUTE_LATE');
        });
    });

    test('is left by its seller alone, before its result', async () => {
        await withContract(async (contract) => {
            await refused('Leave', { leaves: [market.leave(stranger, contract)] }, 'COMPUTE_PARTY');
            await market.accept([first, second], contract);
            await market.deliver([first], contract);
            await refused('Leave', { leaves: [market.leave(first, contract)] }, 'COMPUTE_PART_STATE');
            const leaves = [market.leave(second, contract)];
            expect(await market.only('Leave', { leaves })).toBe('done');
            expect(await market.only('Leave', { leaves })).toBe('exists');
        });
    });

    test('is judged by the buyer alone, by the recorded hash, in time', async () => {
        await withContract(async (contract) => {
            await market.accept([first, second], contract);
            await refused('Verdict', { verdicts: [await market.verdict(contract, [first])] }, 'COMPUTE_PART_STATE');
            const early = await market.verdict(contract, [first]);
            await market.deliver([first, second], contract);
            await refused('Verdict', { verdicts: [early] }, 'COMPUTE_WRONG_HASH');
            const byStranger = await market.verdict(contract, [first], [], stranger);
            await refused('Verdict', { verdicts: [byStranger] }, 'COMPUTE_PARTY');
            const twice = await market.verdict(contract, [first, first]);
            await refused('Verdict', { verdicts: [twice] }, 'COMPUTE_RESULT_INVALID');
            market.world.now += 120_001;
            const late = await market.verdict(contract, [], [first]);
            await refused('Verdict', { verdicts: [late] }, 'COMPUTE_WINDOW_OVER');
        });
    });

    test('is hired again only when nobody holds it, and while there is time', async () => {
        await withContract(async (contract) => {
            const { eag2 } = market.world.people;
            const solution = await market.solution();
            const rehire = async (): Promise<string> =>
                market.world.refusal(eag2, 'compute:Rehire', { contract, solution });
            expect(await rehire()).toBe('COMPUTE_PART_STATE');
            await market.accept([first], contract);
            await market.only('Answer', { answers: [await market.answer(second, contract, { answer: 'decline' })] });
            expect(await rehire()).toBe('COMPUTE_MARKET_CHANGED');
            market.world.now += HOUR;
            expect(await rehire()).toBe('COMPUTE_WINDOW_OVER');
        });
    });
});

test('a buyer that wants nobody else hired gets its money back at once', async () => {
    const contract = await market.contract();
    const before = await market.world.coinsOf(market.buyer);
    const { parts } = await market.contractOf(contract);
    const answers = await Promise.all(
        [first, second].map(async (each) => market.answer(each, contract, { answer: 'decline' })),
    );
    await market.batch('Answer', { answers });
    expect((await market.settle(contract)).status).toBe('open');
    const { payload } = await market.verdict(contract, []);
    expect(await market.only('Verdict', { verdicts: [signedBy(market.buyer, { ...payload, closes: true })] })).toBe(
        'done',
    );
    expect((await market.contractOf(contract)).status).toBe('closed');
    const paid = parts.reduce((all, { paymentMicro }) => all + BigInt(paymentMicro), 0n);
    expect(await market.world.coinsOf(market.buyer)).toBe(before + paid);
    const late = await market.verdict(contract, []);
    await refused('Verdict', { verdicts: [late] }, 'COMPUTE_PART_STATE');
});
