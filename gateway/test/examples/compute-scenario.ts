import { setTimeout as delay } from 'node:timers/promises';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { ContractRecord } from '@edgebourse/chaincode/compute/records';
import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { NETWORK, testCompute } from '../../../chaincode/test/support/policy';
import type { Recorder } from './recorder';

const REGISTRAR = 'AuthorityMSP.registrar';
const TREASURY = 'AuthorityMSP.treasury';
const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';
const NOTHING = '00'.repeat(32);
const TASK = sha256Hex('mandelbrot');
const HOUR_MS = 3_600_000;

const phone = device('phone');
const stranger = device('stranger');
/** Three vehicles that each compute the same pieces, then three that share them. */
const voters = ['vera', 'viktor', 'vanja'].map(device);
const sharers = ['wanda', 'willy', 'wim'].map(device);

/** Disputes are quick and votes follow soon, so that the examples see both. */
export const EXAMPLE_COMPUTE = testCompute({ challengeMs: 12_000 });

const signed = (by: Device, type: string, id: string, body: object): Envelope =>
    signedBy(by, { network: NETWORK, id, issuedAt: '0', expiresAt: '4000000000000', type, ...body });

/** Answers come from outside of jest's realm; what is signed must be made inside. */
const own = <Value>(answer: unknown): Value => JSON.parse(JSON.stringify(answer)) as Value;

const path = (name: string): string => `/v1/compute/${name}`;

async function register(run: Recorder): Promise<void> {
    const person = (of: Device, role: string): object => ({
        ...{ trueIdentity: `person behind ${of.name}`, account: `account of ${of.name}`, role },
        ...{ homeOrganisation: 'Eag1MSP', region: 'r1', notAfter: '4096000000000' },
        wallets: [{ publicKey: of.publicKey }],
    });
    const vehicles = [...voters, ...sharers].map((each) => person(each, 'vehicle'));
    const body = { participants: [person(phone, 'phone'), ...vehicles] };
    await run.good({ path: '/v1/identity/participants', as: REGISTRAR, body });
    const outputs = [{ wallet: phone.wallet, amountMicro: '100000000' }];
    const mint = { reference: 'bank-2026-000501', reason: 'external', outputs };
    await run.good({ path: '/v1/coin/mints', as: TREASURY, body: mint });
}

async function operate(run: Recorder): Promise<void> {
    const seed = (of: Device): string => sha256Hex(`seed of ${of.name}`);
    const assessments = [...voters, ...sharers].map((each) => ({
        envelope: signed(each, 'compute.assessment.v1', 'assessment', {
            ...{ task: sha256Hex('reference'), seed: seed(each), output: sha256Hex(`output of ${each.name}`) },
        }),
        ...{ fuel: '10000000', elapsedMs: 1000 },
    }));
    const assess = { path: path('assessments'), body: { region: 'r1', assessments } };
    await run.refused('ACCESS_DENIED', { ...assess, as: EAG2 });
    await run.good({ ...assess, as: EAG1 });
    const validUntil = '4000000000000';
    const stays = voters.map(({ wallet }) => ({ wallet, unitMsE12: '7200000000000000000', validUntil }));
    await run.good({ path: path('stays'), body: { region: 'r1', stays }, as: EAG1 });
    await run.refused('COMPUTE_NODE_UNKNOWN', { path: path('stays'), body: { region: 'r9', stays }, as: EAG1 });
    const load = { path: path('load'), body: { region: 'r1', loadPpm: 420_000, queued: 3 } };
    await run.good({ ...load, as: EAG1 });
    await run.refused('ACCESS_DENIED', { ...load, as: EAG2 });
    await run.good({ path: path('load/r1') });
    await run.refused('COMPUTE_NODE_UNKNOWN', { path: path('load/r9') });
    await run.good({ path: path(`workers/${voters[0]!.wallet}`) });
    await run.refused('REQUEST_INVALID', { path: path('workers/vera') });
}

function offer(by: Device, id: string, changes: object = {}): { path: string; body: Envelope } {
    const terms = { capacityE12: '1000000000000', ownDemandE12: '200000000000', satisfactionE12: '1000000000000' };
    const prices = { rewardE12: '1200000000000', costE12: '900000000000', fuelPerSecond: '10000000' };
    const body = signed(by, 'compute.offer.v1', id, { region: 'r1', ...terms, ...prices, ...changes });
    return { path: path('offers'), body };
}

async function offerAll(run: Recorder, sellers: readonly Device[]): Promise<void> {
    for (const seller of sellers) await run.good(offer(seller, 'offer-1'));
    await run.refused('COMPUTE_OFFER_STALE', offer(sellers[0]!, 'offer-2', { rewardE12: '1300000000000' }));
}

async function quote(run: Recorder): Promise<void> {
    await run.eventually(path('offers?region=r1'), ({ offers }) => (offers as unknown[]).length === voters.length);
    await run.refused('REQUEST_INVALID', { path: path('offers?limit=many') });
    const asked = (region: string): string => `region=${region}&buyer=${phone.wallet}&durationMs=${String(HOUR_MS)}`;
    await run.good({ path: path(`market?${asked('r1')}`) });
    await run.refused('COMPUTE_NODE_UNKNOWN', { path: path(`market?${asked('r9')}`) });
    const game = { buyer: phone.wallet, durationMs: HOUR_MS };
    const terms = { costScaleE12: '40000000000000', costExponentE12: '50000000000' };
    await run.good({ path: path('quotes'), body: { region: 'r1', ...game, ...terms } });
    await run.refused('COMPUTE_NODE_UNKNOWN', { path: path('quotes'), body: { region: 'r9', ...game, ...terms } });
}

function request(id: string, changes: object = {}): { path: string; body: Envelope } {
    const job = { region: 'r1', durationMs: HOUR_MS, task: TASK, pieces: 6 };
    const terms = { costScaleE12: '60000000000000', costExponentE12: '50000000000', redundancy: 1 };
    const limits = { maxPaymentMicro: '20000000', maxRelayMicro: '1000' };
    const body = signed(phone, 'compute.request.v1', id, { ...job, ...terms, ...limits, ...changes });
    return { path: path('contracts'), body };
}

/** @returns The contract as the ledger has it. */
async function buy(run: Recorder, id: string, changes: object = {}): Promise<ContractRecord> {
    const { result } = await run.good(request(id, changes));
    return contractOf(run, (result as { contract: string }).contract);
}

async function contractOf(run: Recorder, contract: string): Promise<ContractRecord> {
    return own<ContractRecord>(await run.good({ path: path(`contracts/${contract}`) }));
}

async function take(run: Recorder, by: Device, of: ContractRecord, answer: string, price?: string): Promise<void> {
    const { amountE12, priceE12 } = of.parts.find(({ seller }) => seller === by.wallet)!;
    const terms = { contract: of.contract, amountE12, priceE12: price ?? priceE12, answer };
    const body = signed(by, 'compute.answer.v1', `answer-${String(of.rounds)}${price ?? ''}`, terms);
    const sent = { path: path('answers'), body };
    await (price === undefined ? run.good(sent) : run.refused('COMPUTE_TERMS', sent));
}

function result(by: Device, of: ContractRecord, changes: object = {}): { path: string; body: Envelope } {
    const { pieces } = of.parts.find(({ seller }) => seller === by.wallet)!;
    const outputs = pieces.map((piece) => sha256Hex(`rows ${String(piece)}`));
    const content = { contract: of.contract, task: TASK, outputs, fuel: '1000000', link: 'v2d', ...changes };
    const id = `result-${sha256Hex(JSON.stringify(content)).slice(0, 8)}`;
    return { path: path('results'), body: signed(by, 'compute.result.v1', id, content) };
}

/** Everybody computes everything; one returns something else. @returns The contract, whose vote comes later. */
async function computeThrice(run: Recorder): Promise<ContractRecord> {
    await run.refused('COMPUTE_BUDGET', request('request-1', { maxPaymentMicro: '1' }));
    const contract = await buy(run, 'request-2', { pieces: 3, redundancy: 3 });
    await run.refused('COMPUTE_CONTRACT_UNKNOWN', { path: path(`contracts/${NOTHING}`) });
    const [vera, viktor, vanja] = voters as [Device, Device, Device];
    await take(run, vera, contract, 'accept', '1');
    for (const voter of voters) await take(run, voter, contract, 'accept');
    await run.refused('COMPUTE_WRONG_HASH', result(vera, contract, { task: NOTHING }));
    for (const voter of [vera, viktor]) await run.good(result(voter, contract));
    const outputs = [0, 1, 2].map((piece) => sha256Hex(`other rows ${String(piece)}`));
    await run.good(result(vanja, contract, { outputs }));
    await run.good({ path: path(`contracts/${contract.contract}/results/${vera.wallet}`) });
    await run.refused('RECORD_UNKNOWN', { path: path(`contracts/${contract.contract}/results/${phone.wallet}`) });
    return contract;
}

async function serve(run: Recorder): Promise<void> {
    const ask = (id: string, amountE12: string): { path: string; body: Envelope } => {
        const job = { region: 'r1', durationMs: HOUR_MS, task: TASK, pieces: 1, amountE12 };
        const limits = { maxPaymentMicro: '20000000', maxRelayMicro: '0' };
        return { path: path('services'), body: signed(phone, 'compute.serve.v1', id, { ...job, ...limits }) };
    };
    await run.good(ask('serve-1', '1000000000000'));
    await run.refused('COMPUTE_OVERLOADED', ask('serve-2', '9000000000000'));
}

/** Two share the pieces; one declines, another is hired in its place and leaves. @returns The contract. */
async function share(run: Recorder): Promise<ContractRecord> {
    const [wanda, willy, wim] = sharers as [Device, Device, Device];
    await offerAll(run, [wanda, willy]);
    const first = await buy(run, 'request-3');
    await run.eventually(
        path(`contracts?buyer=${phone.wallet}`),
        ({ contracts }) => (contracts as unknown[]).length === 3,
    );
    await run.refused('REQUEST_INVALID', { path: path('contracts?status=forgotten') });
    const rehire = { path: path('rehires'), body: { contract: first.contract } };
    await run.refused('COMPUTE_PART_STATE', rehire);
    await take(run, wanda, first, 'accept');
    await take(run, willy, first, 'decline');
    await run.good(offer(wim, 'offer-1'));
    const { contract } = own<{ contract: ContractRecord }>(await run.good(rehire));
    await take(run, wim, contract, 'accept');
    const leave = (by: Device): object => ({
        path: path('leaves'),
        body: signed(by, 'compute.leave.v1', 'leave', { contract: contract.contract }),
    });
    await run.good(leave(wim) as { path: string });
    await run.refused('COMPUTE_PARTY', leave(phone) as { path: string });
    return contract;
}

/** The task travels by the MEC, because the parties cannot meet. */
async function relay(run: Recorder, { contract }: ContractRecord): Promise<void> {
    const bytes = Buffer.from('a sealed module, as text for this example');
    const blob = sha256Hex(bytes);
    const upload = (by: Device): object => ({
        path: path('uploads'),
        body: { envelope: signed(by, 'compute.upload.v1', 'upload', { blob, bytes: bytes.length }) },
    });
    const { ticket } = await run.good(upload(phone) as { path: string });
    await run.refused('WALLET_UNKNOWN', upload(stranger) as { path: string });
    const place = path(`uploads/${String(ticket)}`);
    await run.upload(`${place}?offset=7`, bytes, 'COMPUTE_BLOB_OFFSET');
    await run.upload(`${place}?offset=0`, bytes);
    await run.good({ path: place });
    await run.refused('COMPUTE_BLOB_UNKNOWN', { path: path(`uploads/${NOTHING}`) });
    const seller = sharers[0]!;
    const fetchBy = (by: Device): { path: string; body: object } => {
        const asked = { contract, seller: seller.wallet, blob };
        return { path: path('fetches'), body: { envelope: signed(by, 'compute.fetch.v1', 'fetch', asked) } };
    };
    await run.refused('COMPUTE_PARTY', fetchBy(stranger));
    const fetched = await run.good(fetchBy(seller));
    await run.download(path(`blobs/${String(fetched['ticket'])}`));
    await run.refused('COMPUTE_BLOB_UNKNOWN', { path: path(`blobs/${NOTHING}`) });
}

/** The buyer disputes a piece, another organisation decides. */
async function judge(run: Recorder, of: ContractRecord): Promise<void> {
    const seller = sharers[0]!;
    await run.good(result(seller, of));
    const { parts } = await contractOf(run, of.contract);
    const { resultHash = '', pieces } = parts.find((part) => part.seller === seller.wallet)!;
    const judged = { seller: seller.wallet, result: resultHash, pieces: [pieces[0]!], reason: 'a row is missing' };
    const verdict = (by: Device): { path: string; body: Envelope } => {
        const content = { contract: of.contract, accepted: [], disputed: [judged] };
        return { path: path('verdicts'), body: signed(by, 'compute.verdict.v1', 'verdict', content) };
    };
    await run.refused('COMPUTE_PARTY', verdict(seller));
    await run.good(verdict(phone));
    const decision = { contract: of.contract, seller: seller.wallet, wrong: [], reason: 'the row is there' };
    await run.refused('RESOLVER_SAME', { path: path('resolutions'), body: decision, as: EAG1 });
    await run.good({ path: path('resolutions'), body: decision, as: EAG2 });
}

/** The challenge period ends, the vote goes against one seller, who contests it. */
async function vote(run: Recorder, { contract }: ContractRecord): Promise<void> {
    const [vera, , vanja] = voters as [Device, Device, Device];
    const contest = (by: Device): { path: string; body: Envelope } => {
        const body = signed(by, 'compute.contest.v1', 'contest', { contract, reason: 'the others conspire' });
        return { path: path('contests'), body };
    };
    await run.refused('COMPUTE_PART_STATE', contest(vera));
    const { parts } = await contractOf(run, contract);
    const last = Math.max(...parts.map(({ challengeUntil = '0' }) => Number(challengeUntil)));
    while (Date.now() <= last) await delay(50);
    await run.good({ path: path('settlements'), body: { contracts: [contract] } });
    await run.refused('COMPUTE_CONTRACT_UNKNOWN', { path: path('settlements'), body: { contracts: [NOTHING] } });
    await run.good(contest(vanja));
}

/** Computing is offered, bought, relayed, voted on: every operation, once well and once refused. */
export async function runComputeExamples(run: Recorder): Promise<void> {
    await register(run);
    await operate(run);
    await offerAll(run, voters);
    await quote(run);
    const voted = await computeThrice(run);
    await serve(run);
    const shared = await share(run);
    await relay(run, shared);
    await judge(run, shared);
    await vote(run, voted);
}
