import { common, orderer, peer } from '@hyperledger/fabric-protos';
import type { IssuedIdentity } from '@edgebourse/network/embedded/ca/certificate-authority';
import { viewBlock } from '@edgebourse/network/embedded/front/block-view';
import { randomBytes } from 'node:crypto';
import { buildHeader, signAs } from './raw-proposal';
import type { TestPeer } from './test-peer';

/** The codes of every occurrence of a transaction id on the chain. */
export async function codesOf(testPeer: TestPeer, txId: string): Promise<number[]> {
    const codes: number[] = [];
    for (let number = 0n; number < (await testPeer.core.height()); number += 1n) {
        const view = viewBlock((await testPeer.core.block(number))!);
        codes.push(...view.transactions.filter((tx) => tx.txId === txId).map(({ code }) => code));
    }
    return codes;
}

/** Asks for block 0 and returns the status message that ends the answer. */
export function seek(testPeer: TestPeer, identity: IssuedIdentity, channel: string, at = new Date()): Promise<number> {
    const zero = new orderer.SeekSpecified();
    const position = new orderer.SeekPosition();
    position.setSpecified(zero);
    const info = new orderer.SeekInfo();
    info.setStart(position);
    info.setStop(position);
    const payload = new common.Payload();
    payload.setHeader(
        buildHeader(identity, common.HeaderType.DELIVER_SEEK_INFO, {
            channel,
            at,
            txId: randomBytes(32).toString('hex'),
        }),
    );
    payload.setData(info.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(signAs(identity, payload.serializeBinary()));
    const client = new peer.DeliverClient(testPeer.address, testPeer.credentials);
    return new Promise((resolve, reject) => {
        const stream = client.deliver();
        stream.on('data', (response: peer.DeliverResponse) => {
            if (response.getTypeCase() !== peer.DeliverResponse.TypeCase.STATUS) return;
            resolve(response.getStatus());
            stream.cancel();
        });
        stream.on('error', reject);
        stream.on('close', () => {
            client.close();
        });
        stream.write(envelope);
    });
}
