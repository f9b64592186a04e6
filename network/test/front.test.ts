import { connect, hash, signers, type Contract, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import type { IssuedIdentity } from '@edgebourse/network/embedded/ca/certificate-authority';
import { createPrivateKey } from 'node:crypto';
import { CHAINCODE, CHANNEL, startTestPeer, type TestPeer } from './support/test-peer';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('a Fabric Gateway client of the embedded peer', () => {
    let testPeer: TestPeer;
    let user: IssuedIdentity;
    let gateway: Gateway;
    let network: Network;
    let contract: Contract;

    beforeAll(async () => {
        testPeer = await startTestPeer();
        user = await testPeer.issue('Org1MSP');
        gateway = testPeer.connectAs(user);
        network = gateway.getNetwork(CHANNEL);
        contract = network.getContract(CHAINCODE);
    });
    afterAll(async () => {
        gateway.close();
        await testPeer.close();
    });

    it('submits, evaluates what it wrote, and learns the block', async () => {
        const commit = await contract.submitAsync('put', { arguments: ['apple', 'red'] });
        expect(text(commit.getResult())).toBe('red');
        const status = await commit.getStatus();
        expect(status).toMatchObject({ successful: true, code: 0, transactionId: commit.getTransactionId() });
        expect(status.blockNumber).toBe((await testPeer.core.status(commit.getTransactionId()))!.block);
        expect(text(await contract.evaluateTransaction('get', 'apple'))).toBe('red');
    });

    it("carries the contract's own words in the details of an error", async () => {
        await expect(contract.evaluateTransaction('refuse', 'not today')).rejects.toMatchObject({
            code: 2,
            details: [{ mspId: 'Org1MSP', message: 'chaincode response 500, not today' }],
        });
        await expect(contract.submitTransaction('refuse', 'not today')).rejects.toMatchObject({
            code: 10,
            details: [{ mspId: 'Org1MSP', message: 'chaincode response 500, not today' }],
        });
    });

    it('finds out that a contract gives each endorser another result', async () => {
        await expect(contract.submitTransaction('fickle', 'x')).rejects.toMatchObject({
            code: 10,
            details: [{ message: 'ProposalResponsePayloads do not match' }],
        });
    });

    it('takes what was signed offline: proposal, transaction and status request', async () => {
        const { mspId, certificatePem, privateKeyPem } = user;
        const identity = { mspId, credentials: Buffer.from(certificatePem) };
        const signer = signers.newPrivateKeySigner(createPrivateKey(privateKeyPem));
        const keyless = connect({ client: testPeer.raw, identity, hash: hash.sha256 });
        const proposal = keyless
            .getNetwork(CHANNEL)
            .getContract(CHAINCODE)
            .newProposal('put', {
                arguments: ['offline', 'yes'],
            });
        const signed = keyless.newSignedProposal(proposal.getBytes(), await signer(proposal.getDigest()));
        const unsigned = await signed.endorse();
        const transaction = keyless.newSignedTransaction(unsigned.getBytes(), await signer(unsigned.getDigest()));
        const submitted = await transaction.submit();
        const commit = keyless.newSignedCommit(submitted.getBytes(), await signer(submitted.getDigest()));
        expect(await commit.getStatus()).toMatchObject({ successful: true });
        expect(text(await contract.evaluateTransaction('get', 'offline'))).toBe('yes');
        keyless.close();
    });

    it('hears the events of valid transactions in order, and resumes after the last one it took', async () => {
        const start = await testPeer.core.height();
        for (const n of ['1', '2', '3']) await contract.submitTransaction('announce', `E${n}`, `payload ${n}`);
        const heard = await take(await network.getChaincodeEvents(CHAINCODE, { startBlock: start }), 3);
        expect(heard.map(({ eventName, payload }) => [eventName, text(payload)])).toEqual([
            ['E1', 'payload 1'],
            ['E2', 'payload 2'],
            ['E3', 'payload 3'],
        ]);
        const { blockNumber, transactionId } = heard[0]!;
        const checkpoint = { getBlockNumber: () => blockNumber, getTransactionId: () => transactionId };
        const resumed = await take(await network.getChaincodeEvents(CHAINCODE, { checkpoint }), 2);
        expect(resumed.map(({ eventName }) => eventName)).toEqual(['E2', 'E3']);
    });

    it('hears an event that comes after it began to listen', async () => {
        const events = await network.getChaincodeEvents(CHAINCODE);
        // The stream starts at the height that the peer has when the request arrives; keep announcing until it hears.
        const heard = { yet: false };
        const hearing = take(events, 1).finally(() => (heard.yet = true));
        for (let n = 0; !heard.yet && n < 100; n += 1) await contract.submitTransaction('announce', 'Live', String(n));
        expect((await hearing)[0]!.eventName).toBe('Live');
    });

    it('receives blocks, filtered blocks and blocks with private data from the first on', async () => {
        const secret = { value: Buffer.from('s3cret') };
        const proposal = { arguments: ['_implicit_org_Org1MSP', 'k'], transientData: secret };
        const result = await contract.submitAsync('putSecret', proposal);
        const { blockNumber } = await result.getStatus();
        const [genesis] = await take(await network.getBlockEvents({ startBlock: 0n }), 1);
        expect(genesis!.getHeader()!.getNumber()).toBe(0);
        const [filtered] = await take(await network.getFilteredBlockEvents({ startBlock: blockNumber }), 1);
        expect(filtered!.getChannelId()).toBe(CHANNEL);
        expect(filtered!.getFilteredTransactionsList().map((tx) => tx.getTxid())).toContain(result.getTransactionId());
        const [own] = await take(await network.getBlockAndPrivateDataEvents({ startBlock: blockNumber }), 1);
        expect(own!.getPrivateDataMapMap().getLength()).toBe(1);
        const stranger = testPeer.connectAs(await testPeer.issue('Org2MSP'));
        const others = await stranger.getNetwork(CHANNEL).getBlockAndPrivateDataEvents({ startBlock: blockNumber });
        const [hidden] = await take(others, 1);
        expect(hidden!.getPrivateDataMapMap().getLength()).toBe(0);
    });
});

async function take<T>(events: AsyncIterable<T> & { close(): void }, count: number): Promise<T[]> {
    const taken: T[] = [];
    try {
        for await (const event of events) if (taken.push(event) === count) break;
    } finally {
        events.close();
    }
    return taken;
}
