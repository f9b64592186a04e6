import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signingBytes, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { CHAIN_START, signReceipt } from '@edgebourse/chaincode/common/receipt';
import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { NETWORK, testPolicy } from '../../../chaincode/test/support/policy';
import type { RunningGateway } from '../support/running-gateway';
import { EXAMPLE_COMPUTE, runComputeExamples } from './compute-scenario';
import { runCreditExamples } from './credit-scenario';
import type { ExampleRequest, Recorder } from './recorder';

const REGISTRAR = 'AuthorityMSP.registrar';
const TREASURY = 'AuthorityMSP.treasury';
const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';
const FIRST = 1_628_256;

const anna = device('anna');
const ben = device('ben');
const carol = device('carol');
const supplier = device('supplier-r1');
const bond = device('bond-Eag1MSP');
const stranger = device('stranger');

const intervalPath = (interval: number): string => `/v1/energy/regions/r1/intervals/${String(interval)}`;
const head = (id: string): object => ({ network: NETWORK, id, issuedAt: '0', expiresAt: '4000000000000' });

const signed = (by: Device, type: string, id: string, body: object): Envelope =>
    signedBy(by, { ...head(id), type, ...body } as Envelope['payload']);

function order(by: Device, interval: number, side: 'buy' | 'sell', energyWh: string): Envelope {
    const limitMicroPerKwh = side === 'buy' ? '250000' : '120000';
    const body = { region: 'r1', interval, side, energyWh, limitMicroPerKwh };
    return signed(by, 'energy.order.v1', `order-${String(interval)}`, body);
}

function reading(of: Device, interval: number, importWh: string, exportWh: string): Envelope {
    const body = { region: 'r1', interval, wallet: of.wallet, importWh, exportWh };
    return signed(device(`meter-${of.name}`), 'energy.reading.v1', `reading-${String(interval)}`, body);
}

async function found(run: Recorder): Promise<void> {
    await run.refused('POLICY_MISSING', { path: '/v1/policy' });
    await run.refused('POLICY_MISSING', { path: '/v1/energy/regions' });
    const flow = { periodIntervals: 1, rewardMicro: '1000000', claimIntervals: 1 };
    const policy: Partial<Policy> = testPolicy({ flow, compute: EXAMPLE_COMPUTE });
    delete policy.authorityKey;
    await run.good({ path: '/v1/policy', body: policy, as: REGISTRAR });
    await run.refused('POLICY_EXISTS', { path: '/v1/policy', body: policy, as: REGISTRAR });
    await run.good({ path: '/v1/policy' });
    await run.good({ path: '/v1/energy/regions' });
    await run.good({ path: '/v1/energy/regions/r1' });
    await run.refused('REGION_UNKNOWN', { path: '/v1/energy/regions/r9' });
}

function participant(of: Device, role: string, region = 'r1'): object {
    const wallets = [{ publicKey: of.publicKey, meterKey: device(`meter-${of.name}`).publicKey }];
    const person = { trueIdentity: `person behind ${of.name}`, account: `account of ${of.name}`, role };
    return { ...person, homeOrganisation: 'Eag1MSP', region, notAfter: '2096000000000', wallets };
}

/** @returns Anna's id as a participant. */
async function register(run: Recorder): Promise<string> {
    const path = '/v1/identity/participants';
    const post = async (...participants: object[]): Promise<Record<string, unknown>> =>
        run.good({ path, body: { participants }, as: REGISTRAR });
    const { participants } = await post(participant(anna, 'energy-node'));
    const rest = [participant(ben, 'energy-node'), participant(carol, 'energy-node')];
    await post(...rest, participant(supplier, 'supplier'), participant(bond, 'bond'));
    const lost = { participants: [participant(stranger, 'energy-node', 'r9')] };
    await run.refused('REGION_UNKNOWN', { path, body: lost, as: REGISTRAR });
    return (participants as { participant: string }[])[0]?.participant ?? '';
}

async function identify(run: Recorder, participantId: string): Promise<void> {
    await run.good({ path: `/v1/identity/participants/${participantId}`, as: EAG1 });
    await run.refused('MAPPING_UNKNOWN', { path: '/v1/identity/participants/nobody', as: EAG1 });
    await run.good({ path: `/v1/identity/wallets/${anna.wallet}` });
    await run.refused('WALLET_UNKNOWN', { path: `/v1/identity/wallets/${stranger.wallet}` });
    await run.eventually('/v1/identity/wallets?region=r1', ({ wallets }) => (wallets as unknown[]).length === 5);
    await run.refused('REQUEST_INVALID', { path: '/v1/identity/wallets?limit=many' });
    await run.good({ path: '/v1/identity/organisations/Eag1MSP' });
    await run.refused('ORGANISATION_UNKNOWN', { path: '/v1/identity/organisations/NobodyMSP' });
}

async function outputsOf(run: Recorder, of: Device): Promise<string[]> {
    const { outputs } = await run.good({ path: `/v1/coin/wallets/${of.wallet}/outputs` });
    return (outputs as { id: string }[]).map(({ id }) => id);
}

async function mint(run: Recorder): Promise<void> {
    const mintOf = (reference: string, amountMicro = '100000000'): ExampleRequest => ({
        path: '/v1/coin/mints',
        as: TREASURY,
        body: {
            ...{ reference, reason: 'external' },
            outputs: [anna, ben, supplier, bond].map(({ wallet }) => ({ wallet, amountMicro })),
        },
    });
    await run.good(mintOf('bank-2026-000417'));
    await run.good(mintOf('bank-2026-000418'));
    await run.refused('MINT_REFERENCE_USED', mintOf('bank-2026-000417', '200000000'));
    await run.good({ path: '/v1/coin/supply' });
    // Nothing else about this request could be wrong.
    await run.refused('REQUEST_INVALID', { path: '/v1/coin/supply', headers: { 'x-correlator': 'not one!' } });
    await run.good({ path: `/v1/coin/wallets/${anna.wallet}` });
    await run.refused('WALLET_UNKNOWN', { path: `/v1/coin/wallets/${stranger.wallet}` });
    await run.refused('WALLET_UNKNOWN', { path: `/v1/coin/wallets/${stranger.wallet}/outputs` });
}

async function spend(run: Recorder): Promise<void> {
    const [first = '', second = ''] = await outputsOf(run, anna);
    const joined = signed(anna, 'coin.consolidate.v1', 'join-1', { consumes: [first, second] });
    await run.good({ path: '/v1/coin/consolidations', body: joined });
    const again = signed(anna, 'coin.consolidate.v1', 'join-2', { consumes: [first, second] });
    await run.refused('OUTPUT_UNKNOWN', { path: '/v1/coin/consolidations', body: again });
    const pay = (id: string, amountMicro: string, consumes: string): Envelope =>
        signed(anna, 'coin.transfer.v1', id, { to: ben.wallet, amountMicro, consumes });
    const [all = ''] = await outputsOf(run, anna);
    await run.good({ path: '/v1/coin/transfers', body: pay('pay-1', '2500000', all) });
    await run.refused('OUTPUT_UNKNOWN', { path: '/v1/coin/transfers', body: pay('pay-2', '2500000', all) });
    const [change = ''] = await outputsOf(run, anna);
    const burn = (id: string, consumes: string): object => ({
        envelope: signed(anna, 'coin.burn.v1', id, { amountMicro: '1000000', consumes, reference: 'bank-out-1' }),
    });
    await run.good({ path: '/v1/coin/burns', body: burn('out-1', change), as: TREASURY });
    await run.refused('OUTPUT_UNKNOWN', { path: '/v1/coin/burns', body: burn('out-2', change), as: TREASURY });
    const [ofBond = ''] = await outputsOf(run, bond);
    const payIn = (by: Device): Envelope =>
        signed(by, 'coin.bond.v1', 'bond-1', { organisation: 'Eag1MSP', amountMicro: '5000000', consumes: ofBond });
    await run.good({ path: '/v1/coin/bonds', body: payIn(bond) });
    await run.refused('ACCESS_DENIED', { path: '/v1/coin/bonds', body: payIn(ben) });
    await run.good({ path: '/v1/coin/bonds/Eag1MSP' });
    await run.refused('ORGANISATION_UNKNOWN', { path: '/v1/coin/bonds/NobodyMSP' });
}

async function trade(run: Recorder): Promise<void> {
    const path = intervalPath(FIRST);
    const bought = order(anna, FIRST, 'buy', '800');
    await run.good({ path: '/v1/energy/orders', body: bought });
    await run.refused('WALLET_UNKNOWN', { path: '/v1/energy/orders', body: order(stranger, FIRST, 'buy', '1') });
    await run.good({ path: '/v1/messages', body: { messages: [order(ben, FIRST, 'sell', '1000')] } });
    await run.refused('REQUEST_INVALID', { path: '/v1/messages', body: { messages: [] } });
    await run.good({ path: `/v1/commands/${bought.payload.id}?signer=${anna.wallet}` });
    await run.refused('COMMAND_UNKNOWN', { path: '/v1/commands/nothing' });
    await run.refused('INTERVAL_NOT_CLEARED', { path: `${path}/trades` });
    await run.good({ path: `${path}/gates/demand`, body: {}, as: EAG1 });
    await run.refused('INTERVAL_NOT_CLEARED', { path: `${path}/gates/reading`, body: {}, as: EAG1 });
    await run.good({ path: `${path}/gates/supply`, body: {}, as: EAG1 });
    await run.good({ path });
    await run.refused('REGION_UNKNOWN', { path: path.replace('r1', 'r9') });
    await run.good({ path: `${path}/trades` });
    await run.eventually(`/v1/energy/trades?wallet=${anna.wallet}`, ({ trades }) => (trades as unknown[]).length === 1);
    await run.refused('REQUEST_INVALID', { path: '/v1/energy/trades?wallet=anna' });
}

async function deliver(run: Recorder): Promise<void> {
    const path = intervalPath(FIRST);
    await run.good({ path: '/v1/energy/readings', body: reading(anna, FIRST, '800', '0') });
    const { payload } = reading(ben, FIRST, '0', '1000');
    const wrong = signedBy(device('meter-anna'), { ...payload, id: 'wrong-meter' });
    await run.refused('METER_MISMATCH', { path: '/v1/energy/readings', body: wrong });
    await run.refused('READING_MISSING', { path: `${path}/settlement`, body: {}, as: EAG1 });
    await run.good({ path: '/v1/energy/readings', body: reading(ben, FIRST, '0', '1000') });
    const round = { region: 'r1', interval: FIRST };
    const object = (by: Device): Envelope =>
        signed(by, 'energy.objection.v1', 'objection', { ...round, reason: 'my meter stood still' });
    await run.good({ path: '/v1/energy/objections', body: object(anna) });
    await run.refused('TRADE_PARTY', { path: '/v1/energy/objections', body: object(carol) });
    await run.good({ path: `${path}/settlement`, body: {}, as: EAG1 });
    const resolution = { settledWh: '700', reason: 'the meter was replaced at noon' };
    await run.refused('RESOLVER_SAME', { path: `${path}/trades/0/resolution`, body: resolution, as: EAG1 });
    await run.good({ path: `${path}/trades/0/resolution`, body: resolution, as: EAG2 });
}

/** Trades an interval without a dispute, and lets two more pass. */
async function flow(run: Recorder): Promise<void> {
    const interval = FIRST + 1;
    const path = intervalPath(interval);
    await run.good({ path: '/v1/energy/orders', body: order(anna, interval, 'buy', '800') });
    await run.good({ path: `${path}/gates/demand`, body: {}, as: EAG1 });
    await run.good({ path: '/v1/energy/orders', body: order(ben, interval, 'sell', '1000') });
    const { clearing } = await run.good({ path: `${path}/gates/supply`, body: {}, as: EAG1 });
    const messages = [
        reading(anna, interval, '800', '0'),
        reading(ben, interval, '0', '1000'),
        reading(supplier, interval, '200', '0'),
    ];
    await run.good({ path: '/v1/messages', body: { messages } });
    const { priceMicroPerKwh } = clearing as { priceMicroPerKwh: string };
    const accept = (by: Device): Envelope =>
        signed(by, 'energy.acceptance.v1', 'acceptance', {
            ...{ region: 'r1', interval, priceMicroPerKwh, minWh: '700' },
        });
    await run.good({ path: '/v1/energy/acceptances', body: accept(ben) });
    await run.refused('TRADE_PARTY', { path: '/v1/energy/acceptances', body: accept(anna) });
    await run.good({ path: `${path}/gates/reading`, body: {}, as: EAG1 });
    const claim = signed(ben, 'energy.flow.v1', 'flow', {
        ...{ region: 'r1', period: interval, claim: 'ben-and-nobody', payTo: ben.wallet },
    });
    const flowPath = `/v1/energy/regions/r1/flow/${String(interval)}`;
    const early = signed(ben, 'energy.flow.v1', 'too-early', { ...claim.payload, id: 'too-early' });
    await run.refused('PERIOD_OPEN', { path: '/v1/energy/flow-claims', body: early });
    await run.refused('RECORD_UNKNOWN', { path: flowPath });
    await pass(run, interval + 1);
    await run.good({ path: '/v1/energy/flow-claims', body: claim });
    await run.good({ path: flowPath });
    await run.refused('PERIOD_OPEN', { path: `${flowPath}/award`, body: {}, as: EAG1 });
    await pass(run, interval + 2);
    await run.good({ path: `${flowPath}/award`, body: {}, as: EAG1 });
}

/** An interval in which nobody trades. */
async function pass(run: Recorder, interval: number): Promise<void> {
    for (const gate of ['demand', 'supply']) {
        await run.good({ path: `${intervalPath(interval)}/gates/${gate}`, body: {}, as: EAG1 });
    }
}

/** Claims an omission with a receipt for an order that the gateway's key signed and no chain holds. */
async function claimOmission(run: Recorder, folder: string): Promise<void> {
    const key = createPrivateKey(await readFile(join(folder, 'gateway/keys/receipt-Eag1MSP.pem'), 'utf8'));
    const left = order(carol, FIRST, 'sell', '500');
    const place = { organisation: 'Eag1MSP', region: 'r1', interval: FIRST, seq: 3, timeMs: '1465430400000' };
    const body = { ...place, order: sha256Hex(signingBytes(left.payload)), previous: CHAIN_START };
    const claim = { receipt: signReceipt(body, key), order: left };
    await run.good({ path: '/v1/energy/omission-claims', body: claim });
    await run.refused('OMISSION_CLAIMED', { path: '/v1/energy/omission-claims', body: claim });
}

async function decide(run: Recorder): Promise<void> {
    const attach = (id: string): Envelope => signed(carol, 'identity.attach.v1', id, { region: 'r2', seq: 0 });
    await run.good({ path: '/v1/identity/attachments', body: attach('move-1') });
    await run.refused('SEQUENCE_USED', { path: '/v1/identity/attachments', body: attach('move-2') });
    const status = `/v1/identity/wallets/${carol.wallet}/status`;
    const blacklisting = { status: 'blacklisted', reason: 'forged readings' };
    await run.refused('EVIDENCE_MISSING', { path: status, body: blacklisting, as: EAG1 });
    const evidence = 'ab'.repeat(32);
    await run.good({ path: status, body: { ...blacklisting, evidence }, as: EAG1 });
    const lift = { wallets: [carol.wallet], reason: 'cleared up' };
    await run.good({ path: '/v1/identity/lifts', body: { ...lift, step: 'propose' }, as: EAG1 });
    const own = { path: '/v1/identity/lifts', body: { ...lift, step: 'approve' }, as: EAG1 };
    await run.refused('STATUS_SECOND_ORGANISATION', own);
    const { serial } = await run.good({ path: `/v1/identity/wallets/${carol.wallet}` });
    const revoke = (name: unknown): object => ({ serials: [name], reason: 'key lost' });
    const revocations = '/v1/identity/revocations';
    await run.good({ path: revocations, body: revoke(serial), as: REGISTRAR });
    await run.refused('WALLET_UNKNOWN', { path: revocations, body: revoke('nothing'), as: REGISTRAR });
}

async function account(run: Recorder): Promise<void> {
    const lines = `/v1/coin/wallets/${anna.wallet}/statement`;
    await run.eventually(lines, (body) => (body['lines'] as unknown[]).length > 0);
    await run.refused('WALLET_UNKNOWN', { path: `/v1/coin/wallets/${stranger.wallet}/statement` });
    await run.good({ path: `/v1/energy/statements/${anna.wallet}` });
    await run.refused('WALLET_UNKNOWN', { path: `/v1/energy/statements/${stranger.wallet}` });
    await run.good({ path: `/v1/energy/credit/${anna.wallet}` });
    await run.refused('WALLET_UNKNOWN', { path: `/v1/energy/credit/${stranger.wallet}` });
    await run.refused('REQUEST_INVALID', { path: '/v1/events?types=nothing' });
    await run.stream('/v1/events?types=policy.written&after=0.0');
}

/** Every operation of the API, once well and once refused, in an order in which it makes sense. */
export async function runExamples(run: Recorder, gateway: RunningGateway): Promise<void> {
    await found(run);
    await identify(run, await register(run));
    await mint(run);
    await spend(run);
    await trade(run);
    await deliver(run);
    await flow(run);
    await runCreditExamples(run);
    await runComputeExamples(run);
    await claimOmission(run, gateway.folder);
    await decide(run);
    await account(run);
}
