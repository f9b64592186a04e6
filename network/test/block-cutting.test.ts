import type { IssuedIdentity } from '@edgebourse/network/embedded/ca/certificate-authority';
import { viewBlock } from '@edgebourse/network/embedded/front/block-view';
import { CHAINCODE, CHANNEL, startTestPeer, type TestPeer } from './support/test-peer';

describe('the orderer of the embedded peer', () => {
    let testPeer: TestPeer;
    let user: IssuedIdentity;
    beforeEach(async () => {
        testPeer = await startTestPeer({ cutting: { maxMessages: 3, batchTimeoutMs: 20 } });
        user = await testPeer.issue('Org1MSP');
    });

    async function blockSizes(): Promise<number[]> {
        const sizes: number[] = [];
        for (let number = 1n; number < (await testPeer.core.height()); number += 1n) {
            sizes.push(viewBlock((await testPeer.core.block(number))!).transactions.length);
        }
        return sizes;
    }

    it('puts what waits together into one block, up to its limit, and loses nothing', async () => {
        const contract = testPeer.connectAs(user).getNetwork(CHANNEL).getContract(CHAINCODE);
        const keys = Array.from({ length: 10 }, (_, n) => `key-${n}`);
        await Promise.all(keys.map((key) => contract.submitTransaction('put', key, key)));
        const sizes = await blockSizes();
        expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
        await testPeer.close();
    });

    it('commits what it accepted before the peer stops', async () => {
        const contract = testPeer.connectAs(user).getNetwork(CHANNEL).getContract(CHAINCODE);
        const keys = Array.from({ length: 5 }, (_, n) => `key-${n}`);
        const endorsed = await Promise.all(
            keys.map((key) => contract.newProposal('put', { arguments: [key, key] }).endorse()),
        );
        const submitted = await Promise.all(endorsed.map((transaction) => transaction.submit()));
        await testPeer.stopFront();
        for (const commit of submitted) {
            expect((await testPeer.core.status(commit.getTransactionId()))!.code).toBe(0);
        }
        await testPeer.close();
    });
});
