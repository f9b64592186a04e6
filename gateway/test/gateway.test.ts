import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { testPolicy } from '../../chaincode/test/support/policy';
import { startGateway } from '../src/server';
import { newDevice, NETWORK, type Device } from './support/device';
import { RunningGateway, type Answer } from './support/running-gateway';

const REGISTRAR = 'AuthorityMSP.registrar';
const TREASURY = 'AuthorityMSP.treasury';
const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';
const NOT_AFTER = String(Date.UTC(2036, 0, 1));

interface Outputs {
    outputs: { id: string; amountMicro: string }[];
}

describe('a gateway on an embedded peer', () => {
    let gateway: RunningGateway;
    const [anna, ben, meter] = [newDevice(), newDevice(), newDevice()];
    const [first, second] = [newDevice(), newDevice()];

    const participant = (trueIdentity: string, devices: Device[], extra: object = {}): object => ({
        trueIdentity,
        account: `account of ${trueIdentity}`,
        role: 'energy-node',
        homeOrganisation: 'Eag1MSP',
        region: 'r1',
        notAfter: NOT_AFTER,
        wallets: devices.map(({ publicKey }) => ({ publicKey, ...extra })),
    });

    const outputsOf = async (device: Device): Promise<Outputs['outputs']> =>
        ((await gateway.get(`/v1/coin/wallets/${device.wallet}/outputs`)).body as unknown as Outputs).outputs;

    const codeOf = ({ status, body }: Answer): unknown[] => [status, body['code']];

    const transfer = (
        from: Device,
        to: Device,
        payload: { id: string; amountMicro: string; consumes: string },
    ): Envelope => from.sign({ type: 'coin.transfer.v1', to: to.wallet, ...payload });

    beforeAll(async () => {
        gateway = await RunningGateway.start();
    });

    afterAll(async () => {
        await gateway.end();
    });

    it('is ready, and says that the ledger has no policy yet', async () => {
        expect((await gateway.get('/health/ready')).status).toBe(200);
        const answer = await gateway.get('/v1/policy');
        expect(answer).toMatchObject({ status: 503, body: { code: 'POLICY_MISSING', retryable: true } });
        const early = await gateway.post(
            '/v1/coin/transfers',
            transfer(anna, ben, { id: 'early', amountMicro: '1', consumes: `${'0'.repeat(64)}.0` }),
        );
        expect(codeOf(early)).toEqual([503, 'POLICY_MISSING']);
    });

    it('lets nobody but the authority write the policy', async () => {
        const policy: Partial<Policy> = testPolicy({ network: NETWORK });
        delete policy.authorityKey;
        expect(codeOf(await gateway.post('/v1/policy', policy))).toEqual([401, 'REQUEST_UNAUTHENTICATED']);
        expect(codeOf(await gateway.post('/v1/policy', policy, EAG1))).toEqual([403, 'REQUEST_FORBIDDEN']);
        const wrong = { ...policy, regions: [...policy.regions!, ...policy.regions!] };
        expect(codeOf(await gateway.post('/v1/policy', wrong, REGISTRAR))).toEqual([400, 'POLICY_INVALID']);
        const written = await gateway.post('/v1/policy', policy, REGISTRAR);
        expect(written).toMatchObject({ status: 201, body: { network: NETWORK } });
        expect(written.headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{64}$/);
        expect(codeOf(await gateway.post('/v1/policy', policy, REGISTRAR))).toEqual([409, 'POLICY_EXISTS']);
        expect((await gateway.get('/v1/policy')).body).toEqual(written.body);
    });

    it('registers the receipt key of every organisation that it acts for', async () => {
        expect((await gateway.get('/v1/identity/organisations/Eag2MSP')).body).toMatchObject({ mspId: 'Eag2MSP' });
        expect(codeOf(await gateway.get('/v1/identity/organisations/Eag9MSP'))).toEqual([404, 'ORGANISATION_UNKNOWN']);
    });

    it('certifies participants and tells who they are to their home organisation alone', async () => {
        const participants = [
            participant('Anna', [anna], { meterKey: meter.publicKey }),
            participant('Ben', [ben, first, second]),
        ];
        expect(codeOf(await gateway.post('/v1/identity/participants', { participants }, TREASURY))).toEqual([
            403,
            'REQUEST_FORBIDDEN',
        ]);
        const answer = await gateway.post('/v1/identity/participants', { participants }, REGISTRAR);
        expect(answer.status).toBe(201);
        const again = await gateway.post('/v1/identity/participants', { participants }, REGISTRAR);
        expect(again).toMatchObject({ status: 201, body: answer.body });
        const [, registeredBen] = answer.body['participants'] as { participant: string }[];
        const path = `/v1/identity/participants/${registeredBen!.participant}`;
        expect((await gateway.get(path, EAG1)).body).toMatchObject({
            trueIdentity: 'Ben',
            wallets: [ben.wallet, first.wallet, second.wallet],
        });
        expect(codeOf(await gateway.get(path, EAG2))).toEqual([404, 'MAPPING_UNKNOWN']);
        expect(codeOf(await gateway.get(path))).toEqual([401, 'REQUEST_UNAUTHENTICATED']);
        const wallet = await gateway.get(`/v1/identity/wallets/${anna.wallet}`);
        expect(wallet.body).toMatchObject({ status: 'active', meterAlias: meter.wallet, attached: 'r1' });
        expect(JSON.stringify(wallet.body)).not.toContain('Anna');
    });

    it('refuses participants that it cannot certify', async () => {
        const register = async (one: object): Promise<unknown[]> =>
            codeOf(await gateway.post('/v1/identity/participants', { participants: [one] }, REGISTRAR));
        const stranger = newDevice();
        expect(await register(participant('C', [{ ...stranger, publicKey: 'x'.repeat(120) }]))).toEqual([
            400,
            'ENVELOPE_KEY',
        ]);
        expect(await register({ ...participant('C', [stranger]), region: 'r9' })).toEqual([404, 'REGION_UNKNOWN']);
        expect(await register({ ...participant('C', [stranger]), homeOrganisation: 'Eag9MSP' })).toEqual([
            403,
            'REQUEST_FORBIDDEN',
        ]);
        expect(await register({ ...participant('C', [anna]), region: 'r2' })).toEqual([409, 'WALLET_EXISTS']);
    });

    it('makes coins for the treasury, once a reference', async () => {
        const outputs = [{ wallet: anna.wallet, amountMicro: '5000000' }];
        const mint = { reference: 'bank-1', reason: 'external', outputs };
        expect(codeOf(await gateway.post('/v1/coin/mints', mint, EAG1))).toEqual([403, 'REQUEST_FORBIDDEN']);
        const unknown = { ...mint, outputs: [{ wallet: newDevice().wallet, amountMicro: '1' }] };
        expect(codeOf(await gateway.post('/v1/coin/mints', unknown, TREASURY))).toEqual([404, 'WALLET_UNKNOWN']);
        const minted = await gateway.post('/v1/coin/mints', mint, TREASURY);
        expect(minted).toMatchObject({ status: 201, body: { mint: { amountMicro: '5000000' } } });
        expect(await gateway.post('/v1/coin/mints', mint, TREASURY)).toMatchObject({ status: 200, body: minted.body });
        const other = { ...mint, outputs: [{ wallet: anna.wallet, amountMicro: '5000001' }] };
        expect(codeOf(await gateway.post('/v1/coin/mints', other, TREASURY))).toEqual([409, 'MINT_REFERENCE_USED']);
        await gateway.post('/v1/coin/mints', { ...mint, reference: 'bank-2' }, TREASURY);
        expect((await gateway.get(`/v1/coin/wallets/${anna.wallet}`)).body).toMatchObject({
            confirmedMicro: '10000000',
            outputs: 2,
        });
    });

    it('refuses payments that are not what their device signed, or that it cannot pay', async () => {
        const [output] = await outputsOf(anna);
        const send = async (envelope: unknown): Promise<unknown[]> =>
            codeOf(await gateway.post('/v1/coin/transfers', envelope));
        const sound = transfer(anna, ben, { id: 'sound', amountMicro: '1', consumes: output!.id });
        expect(await send({ ...sound, payload: { ...sound.payload, amountMicro: '2' } })).toEqual([
            401,
            'ENVELOPE_SIGNATURE',
        ]);
        expect(await send(anna.sign({ ...sound.payload, network: 'elsewhere' }))).toEqual([400, 'ENVELOPE_NETWORK']);
        expect(await send(anna.sign({ ...sound.payload, expiresAt: '1' }))).toEqual([410, 'ENVELOPE_EXPIRED']);
        expect(await send(anna.sign({ type: 'coin.burn.v1', id: 'b' }))).toEqual([400, 'REQUEST_INVALID']);
        const rich = { id: 'rich', amountMicro: '10000001', consumes: output!.id };
        expect(await send(transfer(anna, ben, rich))).toEqual([422, 'COIN_INSUFFICIENT']);
        const foreign = { id: 'foreign', amountMicro: '1', consumes: output!.id };
        expect(await send(transfer(ben, anna, foreign))).toEqual([409, 'OUTPUT_UNKNOWN']);
        const stranger = newDevice();
        expect(await send(transfer(stranger, anna, foreign))).toEqual([404, 'WALLET_UNKNOWN']);
    });

    it('pays with further outputs of the wallet, and answers a repeat as it answered first', async () => {
        const [output] = await outputsOf(anna);
        const payment = transfer(anna, ben, { id: 'pay-1', amountMicro: '7000000', consumes: output!.id });
        const paid = await gateway.post('/v1/coin/transfers', payment);
        expect(paid).toMatchObject({ status: 201, body: { id: 'pay-1', status: 'committed' } });
        const { location, ...answer } = paid.body;
        expect(paid.headers.get('location')).toBe(location);
        const repeat = await gateway.post('/v1/coin/transfers', payment);
        expect(repeat).toMatchObject({ status: 200, body: answer });
        const other = transfer(anna, ben, { id: 'pay-1', amountMicro: '7000001', consumes: output!.id });
        expect(codeOf(await gateway.post('/v1/coin/transfers', other))).toEqual([409, 'ID_REUSED']);
        expect((await gateway.get(String(location))).body).toMatchObject({
            status: 'committed',
            transactionId: answer['transactionId'],
        });
        expect((await gateway.get(`/v1/coin/wallets/${ben.wallet}`)).body).toMatchObject({ confirmedMicro: '7000000' });
    });

    it('carries many payments at once in few transactions, each output spent once', async () => {
        const outputs = Array.from({ length: 20 }, (_, index) => ({
            wallet: first.wallet,
            amountMicro: String(index + 1),
        }));
        for (const [index, output] of outputs.entries()) {
            const mint = { reference: `dust-${index}`, reason: 'external', outputs: [output] };
            expect((await gateway.post('/v1/coin/mints', mint, TREASURY)).status).toBe(201);
        }
        const payments = (await outputsOf(first)).map(({ id, amountMicro }, index) =>
            transfer(first, second, { id: `many-${index}`, amountMicro, consumes: id }),
        );
        const answers = await Promise.all(payments.map((payment) => gateway.post('/v1/coin/transfers', payment)));
        expect(answers.map(({ status }) => status)).toEqual(payments.map(() => 201));
        expect(new Set(answers.map(({ body }) => body['transactionId'])).size).toBeLessThan(10);
        expect((await gateway.get(`/v1/coin/wallets/${second.wallet}`)).body).toMatchObject({ confirmedMicro: '210' });
        expect((await gateway.get(`/v1/coin/wallets/${first.wallet}`)).body).toMatchObject({ confirmedMicro: '0' });
    });

    it('withdraws what a wallet signed for, by the treasury alone, once', async () => {
        const [output] = await outputsOf(ben);
        const envelope = ben.sign({
            type: 'coin.burn.v1',
            id: 'out-1',
            amountMicro: '2000000',
            consumes: output!.id,
            reference: 'bank-3',
        });
        expect(codeOf(await gateway.post('/v1/coin/burns', { envelope }, EAG1))).toEqual([403, 'REQUEST_FORBIDDEN']);
        const burned = await gateway.post('/v1/coin/burns', { envelope }, TREASURY);
        expect(burned).toMatchObject({ status: 201, body: { id: 'out-1', wallet: ben.wallet } });
        expect(await gateway.post('/v1/coin/burns', { envelope }, TREASURY)).toMatchObject({
            status: 200,
            body: burned.body,
        });
        expect((await gateway.get('/v1/coin/supply')).body).toMatchObject({
            burnedMicro: '2000000',
            outstandingMicro: '8000210',
        });
    });

    it('attaches a wallet to another region by its own word, in its own order', async () => {
        const attach = (id: string, seq: number, region = 'r2'): Envelope =>
            ben.sign({ type: 'identity.attach.v1', id, region, seq });
        const send = (envelope: Envelope): Promise<Answer> => gateway.post('/v1/identity/attachments', envelope);
        expect(codeOf(await send(attach('gap', 1)))).toEqual([409, 'SEQUENCE_GAP']);
        expect(codeOf(await send(attach('nowhere', 0, 'r9')))).toEqual([404, 'REGION_UNKNOWN']);
        expect(await send(attach('move', 0))).toMatchObject({
            status: 201,
            body: { result: { region: 'r2', nextSeq: 1 } },
        });
        expect(codeOf(await send(attach('again', 0)))).toEqual([409, 'SEQUENCE_USED']);
    });

    it('blocks a wallet with evidence, and two organisations lift it', async () => {
        const change = (body: object, as?: string): Promise<Answer> =>
            gateway.post(`/v1/identity/wallets/${ben.wallet}/status`, body, as);
        const blacklisting = { status: 'blacklisted', reason: 'forged readings', evidence: 'ab'.repeat(32) };
        expect(codeOf(await change(blacklisting))).toEqual([401, 'REQUEST_UNAUTHENTICATED']);
        expect(codeOf(await change({ status: 'blacklisted', reason: 'x' }, EAG1))).toEqual([400, 'EVIDENCE_MISSING']);
        expect(codeOf(await change(blacklisting, EAG2))).toEqual([403, 'ACCESS_DENIED']);
        expect((await change(blacklisting, EAG1)).status).toBe(201);
        const [output] = await outputsOf(ben);
        const payment = transfer(ben, anna, { id: 'blocked', amountMicro: '1', consumes: output!.id });
        expect(codeOf(await gateway.post('/v1/coin/transfers', payment))).toEqual([403, 'WALLET_BLACKLISTED']);
        const lift = (step: string, as: string): Promise<Answer> =>
            gateway.post('/v1/identity/lifts', { wallets: [ben.wallet], reason: 'cleared up', step }, as);
        expect(codeOf(await lift('approve', EAG2))).toEqual([403, 'STATUS_SECOND_ORGANISATION']);
        expect((await lift('propose', EAG1)).status).toBe(201);
        expect(codeOf(await lift('approve', EAG1))).toEqual([403, 'STATUS_SECOND_ORGANISATION']);
        expect((await lift('approve', EAG2)).body).toMatchObject({ wallets: [{ status: 'active' }] });
    });

    it('revokes a certificate for ever', async () => {
        const { serial } = (await gateway.get(`/v1/identity/wallets/${second.wallet}`)).body;
        const revocation = { serials: [serial], reason: 'key lost' };
        expect(codeOf(await gateway.post('/v1/identity/revocations', revocation, EAG1))).toEqual([
            403,
            'REQUEST_FORBIDDEN',
        ]);
        expect((await gateway.post('/v1/identity/revocations', revocation, REGISTRAR)).body).toMatchObject({
            wallets: [{ status: 'revoked' }],
        });
    });

    it('tells what each organisation said when the ledger refused', async () => {
        const answer = await gateway.post(
            '/v1/coin/mints',
            { reference: 'bank-1', reason: 'external', outputs: [{ wallet: anna.wallet, amountMicro: '1' }] },
            TREASURY,
        );
        expect(answer.body['organisations']).toEqual([
            expect.objectContaining({ message: expect.stringContaining('MINT_REFERENCE_USED') as string }),
        ]);
    });

    it('counts what it asked of the ledger', async () => {
        const text = await (await fetch(`${gateway.url}/metrics`)).text();
        expect(text).toMatch(/ledger_calls_total\{kind="submit",fn="coin:Mint",outcome="ok"\} 22/);
        expect(text).toMatch(/ledger_calls_total\{kind="submit",fn="coin:Mint",outcome="MINT_REFERENCE_USED"\} 3/);
        expect(text).toMatch(/http_requests_total\{method="POST",route="\/v1\/coin\/mints",status="201"\} 22/);
    });

    it('keeps its secrets to its user', async () => {
        for (const file of ['tokens.json', 'keys/authority.key', 'keys/receipt-Eag1MSP.pem', 'keys/tokens.pem']) {
            expect((await stat(join(gateway.folder, 'gateway', file))).mode & 0o077).toBe(0);
        }
    });

    it('refuses development tokens and seeds where others could use them', async () => {
        await expect(startGateway(gateway.config({ host: '0.0.0.0' }))).rejects.toThrow(/loopback/);
        const seeded = gateway.config({ host: '0.0.0.0', developmentTokens: false, developmentSeed: 'x' });
        await expect(startGateway(seeded)).rejects.toThrow(/loopback/);
    });
});
