import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { Solution } from '@edgebourse/chaincode/compute/messages';
import { TASK } from '../../../chaincode/test/support/compute-market';
import { signedBy, type Device } from '../../../chaincode/test/support/device';
import { command, get, post, query, transaction, type Attack, type Attempt, type Met } from './attack';
import type { ComputeScene } from './compute-scene';
import type { Scene } from './scene';

const NOTHING = '00'.repeat(32);
const MILLION = 1_000_000n;

const computeOf = ({ compute }: Scene): ComputeScene => {
    if (compute === undefined) throw new Error('the scene has no computing market yet');
    return compute;
};

interface Path {
    readonly path: string;
    readonly fn: string;
    readonly member: string;
}

const OFFER: Path = { path: '/v1/compute/offers', fn: 'compute:Offer', member: 'offers' };
const ANSWER: Path = { path: '/v1/compute/answers', fn: 'compute:Answer', member: 'answers' };
const RESULT: Path = { path: '/v1/compute/results', fn: 'compute:Result', member: 'results' };
const SERVE: Path = { path: '/v1/compute/services', fn: 'compute:Serve', member: 'requests' };

/** @returns A signed command that is refused through REST and at the contract. */
function told(code: Attack['code'], what: string, at: Path, make: (compute: ComputeScene) => Envelope): Attack {
    return {
        code,
        what,
        rest: post(at.path, (scene) => make(computeOf(scene))),
        contract: command(at.fn, (scene) => ({ [at.member]: [make(computeOf(scene))] })),
    };
}

const OFFER_ATTACKS: readonly Attack[] = [
    told('COMPUTE_NOT_ASSESSED', 'an offer of a machine that nobody measured', OFFER, (c) => c.offer(c.newcomer)),
    told('COMPUTE_OFFER_STALE', 'an offer that is no later than the present one', OFFER, (c) =>
        c.offer(c.accepted, { rewardE12: '2000000000000' }),
    ),
    ...(
        [
            ['COMPUTE_STANDARD', 'a machine slower than the standard', { fuelPerSecond: '999999' }],
            ['COMPUTE_ABOVE_SCORE', 'more than was assessed', { fuelPerSecond: '10000001' }],
            ['COMPUTE_OFFER_INVALID', 'a reward that is its cost', { rewardE12: '5', costE12: '5' }],
        ] as const
    ).map(([code, what, changes]) => told(code, what, OFFER, (c) => c.offer(c.fresh, changes))),
];

/** An attempt to buy at a solution that is made when it is needed: the game changes as contracts end. */
function proposed(make: (compute: ComputeScene) => Promise<Solution>, terms: object = {}): Attempt {
    return {
        how: 'compute:Contract',
        run: async (scene): Promise<Met> => {
            const compute = computeOf(scene);
            const requests = [{ envelope: compute.market.request(terms), solution: await make(compute) }];
            return { code: (await compute.market.only('Contract', { requests })) ?? 'no result' };
        },
    };
}

/** @returns A request that is refused through REST, where the gateway solves, and at the contract. */
function asked(code: Attack['code'], what: string, terms: object): Attack {
    return {
        code,
        what,
        rest: post('/v1/compute/contracts', (scene) => computeOf(scene).market.request(terms)),
        contract: proposed(async ({ market }) => market.solution(terms), terms),
    };
}

const more = (text: string): string => String(BigInt(text) + BigInt(text) / MILLION + 1n);
const solved = (code: Attack['code'], what: string, make: (c: ComputeScene) => Promise<Solution>): Attack => ({
    ...{ code, what },
    contract: proposed(make),
});

/** Prices off the optimum by one part in a million, and requests that nobody can serve. */
const GAME_ATTACKS: readonly Attack[] = [
    solved('COMPUTE_MARGINAL', 'a marginal value off by a millionth', async (c) => {
        const solution = await c.market.solution();
        return { ...solution, marginalE12: more(solution.marginalE12) };
    }),
    solved('COMPUTE_STATE', 'a seller said to be inside that is shut', async (c) =>
        c.solution('shut', () => ({ state: 'interior' })),
    ),
    solved('COMPUTE_PRICE', 'a price off by a millionth', async (c) =>
        c.solution('shut', ({ priceE12 }) => ({ priceE12: more(priceE12) })),
    ),
    solved('COMPUTE_AMOUNT', 'an amount of a seller that sells nothing', async (c) =>
        c.solution('shut', () => ({ amountE12: '1' })),
    ),
    solved('COMPUTE_MARKET_CHANGED', 'a solution without one of the sellers', async (c) => {
        const solution = await c.market.solution();
        return { ...solution, allotments: solution.allotments.slice(1) };
    }),
    asked('COMPUTE_NO_SELLERS', 'a bid at which nobody sells', { costScaleE12: '1000000000000' }),
    asked('COMPUTE_BUDGET', 'work above the buyer’s limit', { maxPaymentMicro: '1', costScaleE12: '90000000000000' }),
    asked('COMPUTE_REQUEST_INVALID', 'a contract longer than allowed', { durationMs: 3_600_001 }),
    {
        code: 'COMPUTE_GAME_INVALID',
        what: 'a buyer to whom a unit is worth 10^24 coins',
        rest: post('/v1/compute/contracts', (scene) => {
            const most = '1000000000000000000000000';
            return computeOf(scene).market.request({ costScaleE12: most, costExponentE12: most });
        }),
    },
    told('COMPUTE_OVERLOADED', 'more than the MEC has', SERVE, (c) => c.serve({ amountE12: '9000000000000' })),
    {
        code: 'COMPUTE_SEED_USED',
        what: 'another answer to the seed of the last assessment',
        contract: command('compute:Assess', (scene) => computeOf(scene).measuredTwice()),
    },
];

const CONTRACT_ATTACKS: readonly Attack[] = [
    {
        code: 'COMPUTE_CONTRACT_UNKNOWN',
        what: 'a contract that does not exist',
        rest: get(`/v1/compute/contracts/${NOTHING}`),
        contract: query('compute:ContractOf', () => ({ contract: NOTHING })),
    },
    {
        code: 'COMPUTE_NODE_UNKNOWN',
        what: 'a region without a MEC',
        rest: get('/v1/compute/load/r9'),
        contract: query('compute:NodeOf', () => ({ region: 'r9' })),
    },
    told('COMPUTE_PARTY', 'a stranger’s answer', ANSWER, (c) => c.answer(c.newcomer)),
    told('COMPUTE_TERMS', 'an answer at another price', ANSWER, (c) => c.answer(c.pending, { priceE12: '1' })),
    told('COMPUTE_PART_STATE', 'an answer to a part that was answered', ANSWER, (c) => c.answer(c.accepted)),
    told('COMPUTE_WRONG_HASH', 'a result of another task', RESULT, (c) => c.result(c.accepted, { task: NOTHING })),
    told('COMPUTE_RESULT_INVALID', 'a result of fewer pieces', RESULT, (c) =>
        c.result(c.accepted, { outputs: [TASK] }),
    ),
    told('COMPUTE_LATE', 'a result after the end of the contract', RESULT, (c) =>
        c.result(c.node, { contract: c.ended, outputs: [TASK, TASK] }),
    ),
    {
        code: 'COMPUTE_WINDOW_OVER',
        what: 'a rehire when no time is left',
        rest: post('/v1/compute/rehires', (scene) => ({ contract: computeOf(scene).declined })),
        contract: transaction('eag2', 'compute:Rehire', (scene) => {
            const allotments = [{ seller: NOTHING, state: 'shut', priceE12: '1', amountE12: '0' }];
            return { contract: computeOf(scene).declined, solution: { marginalE12: '1', allotments } };
        }),
    },
];

const uploadOf = (by: Device, { world }: Scene, blob: string, bytes: number): object => ({
    envelope: signedBy(by, { type: 'compute.upload.v1', ...world.head(), blob, bytes }),
});

/** Begins an upload as the buyer. @returns Its ticket. */
async function begin(scene: Scene, blob: string, bytes: number): Promise<string> {
    const { body } = await scene.gateway.post(
        '/v1/compute/uploads',
        uploadOf(computeOf(scene).buyer, scene, blob, bytes),
    );
    return String(body['ticket']);
}

/** @returns An attempt to put bytes into an upload that announced other ones. */
function put(blob: string, bytes: number, offset: number, chunk: Buffer): Attempt {
    return {
        how: 'PUT /v1/compute/uploads/{ticket}',
        run: async (scene): Promise<Met> => {
            const ticket = await begin(scene, blob, bytes);
            const { status, body } = await scene.gateway.put(`/v1/compute/uploads/${ticket}?offset=${offset}`, chunk);
            return { status, code: String(body['code']) };
        },
    };
}

const BLOB_ATTACKS: readonly Attack[] = [
    { code: 'COMPUTE_BLOB_UNKNOWN', what: 'no such upload', rest: get(`/v1/compute/uploads/${NOTHING}`) },
    { code: 'COMPUTE_BLOB_OFFSET', what: 'a chunk that leaves a gap', rest: put(TASK, 10, 5, Buffer.alloc(5)) },
    { code: 'COMPUTE_BLOB_HASH', what: 'other bytes than announced', rest: put(TASK, 10, 0, Buffer.alloc(10)) },
    { code: 'COMPUTE_BLOB_LARGE', what: 'more bytes than announced', rest: put(TASK, 10, 0, Buffer.alloc(11)) },
    {
        code: 'COMPUTE_BLOB_QUOTA',
        what: 'blobs beyond the wallet’s quota',
        rest: {
            how: 'POST /v1/compute/uploads',
            run: async (scene): Promise<Met> => {
                const by = computeOf(scene).buyer;
                for (let n = 0; ; n += 1) {
                    const body = uploadOf(by, scene, sha256Hex(`large ${String(n)}`), 64_000_000);
                    const answer = await scene.gateway.post('/v1/compute/uploads', body);
                    if (answer.status !== 200) return { status: answer.status, code: String(answer.body['code']) };
                }
            },
        },
    },
];

const RELAYED = Buffer.alloc(200_000, 'output');

/** A blob that costs 200 micro-coins, where the buyer allowed 10. */
const RELAY_ATTACK: Attack = {
    code: 'COMPUTE_RELAY_LIMIT',
    what: 'a relay above the buyer’s limit',
    rest: {
        how: 'POST /v1/compute/fetches',
        run: async (scene): Promise<Met> => {
            const { accepted, contract, world } = computeOf(scene);
            const blob = sha256Hex(RELAYED);
            const ticket = await begin(scene, blob, RELAYED.length);
            await scene.gateway.put(`/v1/compute/uploads/${ticket}?offset=0`, RELAYED);
            const content = { contract, seller: accepted.wallet, blob };
            const envelope = signedBy(accepted, { type: 'compute.fetch.v1', ...world.head(), ...content });
            const { status, body } = await scene.gateway.post('/v1/compute/fetches', { envelope });
            return { status, code: String(body['code']) };
        },
    },
    contract: command('compute:Relay', (scene) => {
        const { accepted, contract } = computeOf(scene);
        return { region: 'r1', lines: [{ contract, seller: accepted.wallet, blob: TASK, bytes: RELAYED.length }] };
    }),
};

/** The computing market: offers, games, contracts, blobs. */
export const COMPUTE_ATTACKS: readonly Attack[] = [
    ...OFFER_ATTACKS,
    ...GAME_ATTACKS,
    ...CONTRACT_ATTACKS,
    RELAY_ATTACK,
    ...BLOB_ATTACKS,
];
