import { status } from '@grpc/grpc-js';
import { common, gateway as protos } from '@hyperledger/fabric-protos';
import type { IssuedIdentity } from '@edgebourse/network/embedded/ca/certificate-authority';
import { seek } from './support/chain';
import { refusalOf } from './support/outcome';
import { serialized, signAs } from './support/raw-proposal';
import { CHAINCODE, CHANNEL, startTestPeer, type TestPeer } from './support/test-peer';

describe('the embedded peer refuses a reader without rights', () => {
    let testPeer: TestPeer;
    let user: IssuedIdentity;
    let orderer1: IssuedIdentity;

    beforeAll(async () => {
        testPeer = await startTestPeer();
        user = await testPeer.issue('Org1MSP');
        orderer1 = await testPeer.issue('Org1MSP', { role: 'orderer' });
    });
    afterAll(async () => {
        await testPeer.close();
    });

    it('the status of a transaction', async () => {
        const asked = new protos.CommitStatusRequest();
        asked.setChannelId(CHANNEL);
        asked.setTransactionId('x');
        asked.setIdentity(serialized(orderer1));
        const request = new protos.SignedCommitStatusRequest();
        request.setRequest(asked.serializeBinary());
        request.setSignature(signAs(orderer1, asked.serializeBinary()));
        const call = testPeer.raw.commitStatus.bind(testPeer.raw);
        const refused = await refusalOf<protos.SignedCommitStatusRequest, protos.CommitStatusResponse>(call, request);
        expect(refused).toMatchObject({
            code: status.PERMISSION_DENIED,
            message: expect.stringContaining('/Channel/Application/Readers') as string,
        });
    });

    it('chaincode events', async () => {
        const events = await testPeer.connectAs(orderer1).getNetwork(CHANNEL).getChaincodeEvents(CHAINCODE);
        await expect(events[Symbol.asyncIterator]().next()).rejects.toMatchObject({
            code: status.PERMISSION_DENIED,
        });
    });

    it('blocks, by a status message and not by an error', async () => {
        expect(await seek(testPeer, orderer1, CHANNEL)).toBe(common.Status.FORBIDDEN);
        expect(await seek(testPeer, user, 'other')).toBe(common.Status.NOT_FOUND);
        expect(await seek(testPeer, user, CHANNEL, new Date(0))).toBe(common.Status.BAD_REQUEST);
        expect(await seek(testPeer, user, CHANNEL)).toBe(common.Status.SUCCESS);
    });

    it('a status request that somebody else signed', async () => {
        const asked = new protos.CommitStatusRequest();
        asked.setChannelId(CHANNEL);
        asked.setTransactionId('x');
        asked.setIdentity(serialized(user));
        const request = new protos.SignedCommitStatusRequest();
        request.setRequest(asked.serializeBinary());
        request.setSignature(signAs(await testPeer.issue('Org1MSP'), asked.serializeBinary()));
        const call = testPeer.raw.commitStatus.bind(testPeer.raw);
        const refused = await refusalOf<protos.SignedCommitStatusRequest, protos.CommitStatusResponse>(call, request);
        expect(refused.code).toBe(status.PERMISSION_DENIED);
    });
});

describe('the embedded peer refuses more calls at a time than its limit', () => {
    it('and tells open streams when it shuts down', async () => {
        const small = await startTestPeer({ concurrency: 1 });
        const member = await small.issue('Org1MSP');
        const network = small.connectAs(member).getNetwork(CHANNEL);
        const events = await network.getChaincodeEvents(CHAINCODE, { startBlock: 0n });
        const waiting = events[Symbol.asyncIterator]().next();
        waiting.catch(() => undefined);
        const busy = new RegExp('exceeding concurrency limit \\(1\\)');
        await eventually(async () => {
            await expect(network.getContract(CHAINCODE).evaluateTransaction('get', 'k')).rejects.toMatchObject({
                code: status.UNKNOWN,
                cause: { details: expect.stringMatching(busy) as string },
            });
        });
        await small.close();
        await expect(waiting).rejects.toMatchObject({ code: status.UNAVAILABLE });
    });
});

/** Repeats a check until it holds; jest's own deadline ends it. */
async function eventually(check: () => Promise<void>): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
        const failed = await check().then(
            () => false,
            () => true,
        );
        if (!failed) return;
    }
    await check();
}
