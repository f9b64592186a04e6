import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import { device, signedBy, type Device } from '../../chaincode/test/support/device';
import { seal, unseal } from '../src/client/sealed';
import { codeOf, ComputeGateway, SELLER_TERMS } from './support/compute-gateway';
import type { Answer } from './support/running-gateway';

describe('the relay of a gateway carries', () => {
    let house: ComputeGateway;
    const buyer = device('buyer');
    const stranger = device('stranger');
    const plain = Buffer.alloc(3_000_000, 'module and input');
    let contract: string;
    let seller = stranger;
    let blob: Buffer;

    const put = async (ticket: unknown, offset: number, body: Buffer): Promise<Answer> =>
        house.gateway.put(`/v1/compute/uploads/${String(ticket)}?offset=${offset}`, body);
    const uploadOf = (by: Device, bytes: Buffer, size = bytes.length): object => ({
        envelope: signedBy(by, {
            ...{ type: 'compute.upload.v1', ...house.world.head(), blob: sha256Hex(bytes), bytes: size },
        }),
    });
    const fetchOf = (by: Device, of: Device, hash: string): object => ({
        envelope: signedBy(by, {
            ...{ type: 'compute.fetch.v1', ...house.world.head(), contract, seller: of.wallet, blob: hash },
        }),
    });

    beforeAll(async () => {
        house = await ComputeGateway.start();
        [seller = stranger] = await house.market.sellers(['x1'], [{ ...SELLER_TERMS[0], rewardE12: '1000000000000' }]);
        contract = await house.contract(
            house.market.request({ pieces: 2, maxRelayMicro: '3100', costScaleE12: '60000000000000' }),
        );
        blob = seal(plain, [seller.publicKey]);
    });

    afterAll(async () => {
        await house.end();
    });

    it('what the buyer uploads in chunks, resumed, to the hired seller, for a price a MB that is charged once', async () => {
        const { body: begun } = await house.post('uploads', uploadOf(buyer, blob));
        expect(begun).toMatchObject({ offset: 0, isComplete: false, chunkBytesMax: 2_000_000 });
        const { ticket } = begun;
        expect(codeOf(await put(ticket, 0, Buffer.alloc(2_000_001)))).toEqual([413, 'REQUEST_TOO_LARGE']);
        expect((await put(ticket, 0, blob.subarray(0, 2_000_000))).body).toMatchObject({ offset: 2_000_000 });
        expect(codeOf(await put(ticket, 0, blob.subarray(0, 10)))).toEqual([409, 'COMPUTE_BLOB_OFFSET']);
        expect(codeOf(await house.post('fetches', fetchOf(seller, seller, sha256Hex(blob))))).toEqual([
            404,
            'COMPUTE_BLOB_UNKNOWN',
        ]);
        expect((await house.post('uploads', uploadOf(buyer, blob))).body).toMatchObject({ ticket, offset: 2_000_000 });
        expect((await put(ticket, 2_000_000, blob.subarray(2_000_000))).body).toMatchObject({ isComplete: true });
        const { body: fetched } = await house.post('fetches', fetchOf(seller, seller, sha256Hex(blob)));
        // 1000 micro-coins a MB.
        expect(fetched).toMatchObject({ bytes: blob.length, chargedMicro: '3000' });
        const url = `${house.gateway.url}/v1/compute/blobs/${String(fetched['ticket'])}`;
        const start = Buffer.from(await (await fetch(url)).arrayBuffer()).subarray(0, 1_000_000);
        const rest = Buffer.from(await (await fetch(`${url}?from=1000000`)).arrayBuffer());
        expect(unseal(Buffer.concat([start, rest]), seller.privateKey).equals(plain)).toBe(true);
        const again = await house.post('fetches', fetchOf(seller, seller, sha256Hex(blob)));
        expect(again.body).toMatchObject({ chargedMicro: '3000' });
        expect(await house.contractOf(contract)).toMatchObject({ relayPaidMicro: '3000', relayMicro: '100' });
    });

    it('nothing to strangers, of strangers, unknown, beyond the end, or beyond the buyer’s limit', async () => {
        const hash = sha256Hex(blob);
        expect(codeOf(await house.post('fetches', fetchOf(stranger, seller, hash)))).toEqual([403, 'COMPUTE_PARTY']);
        expect(codeOf(await house.post('fetches', fetchOf(buyer, seller, hash)))).toEqual([
            404,
            'COMPUTE_BLOB_UNKNOWN',
        ]);
        expect(codeOf(await house.gateway.get(`/v1/compute/blobs/${'ab'.repeat(32)}`))).toEqual([
            404,
            'COMPUTE_BLOB_UNKNOWN',
        ]);
        const { body: fetched } = await house.post('fetches', fetchOf(seller, seller, hash));
        const beyond = `/v1/compute/blobs/${String(fetched['ticket'])}?from=${blob.length}`;
        expect(codeOf(await house.gateway.get(beyond))).toEqual([409, 'COMPUTE_BLOB_OFFSET']);
        const output = Buffer.alloc(200_000, 1);
        const { body: begun } = await house.post('uploads', uploadOf(seller, output));
        await put(begun['ticket'], 0, output);
        expect(codeOf(await house.post('fetches', fetchOf(buyer, seller, sha256Hex(output))))).toEqual([
            422,
            'COMPUTE_RELAY_LIMIT',
        ]);
    });

    it('no uploads of unknown wallets, too large ones, or bytes that are no bytes', async () => {
        expect(codeOf(await house.post('uploads', uploadOf(stranger, blob)))).toEqual([404, 'WALLET_UNKNOWN']);
        expect(codeOf(await house.post('uploads', uploadOf(buyer, blob, 100_000_000)))).toEqual([
            413,
            'COMPUTE_BLOB_LARGE',
        ]);
        const { ticket } = (await house.post('uploads', uploadOf(buyer, plain))).body;
        expect((await house.gateway.get(`/v1/compute/uploads/${String(ticket)}`)).body).toMatchObject({ offset: 0 });
        const headers = { 'content-type': 'application/json' };
        const url = `${house.gateway.url}/v1/compute/uploads/${String(ticket)}?offset=0`;
        expect((await fetch(url, { method: 'PUT', headers, body: '{}' })).status).toBe(415);
        expect(codeOf(await put(ticket, 0, Buffer.alloc(0)))).toEqual([400, 'REQUEST_INVALID']);
    });
});
