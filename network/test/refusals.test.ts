import { status } from '@grpc/grpc-js';
import { hash, signers, connect, type Contract, type Gateway } from '@hyperledger/fabric-gateway';
import { common, gateway as protos, ledger, orderer, peer } from '@hyperledger/fabric-protos';
import {
    createCertificateAuthority,
    issueIdentity,
    type IssuedIdentity,
} from '@edgebourse/network/embedded/ca/certificate-authority';
import { flipS } from '@edgebourse/network/embedded/msp/ecdsa';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { refusalOf, type Refused } from './support/outcome';
import {
    buildHeader,
    endorseRequest,
    evaluateRequest,
    serialized,
    signAs,
    type RawProposal,
} from './support/raw-proposal';
import { CHAINCODE, CHANNEL, startTestPeer, type TestPeer } from './support/test-peer';

const { TxValidationCode } = peer;
const ACCESS_DENIED = `error validating proposal: access denied: channel [${CHANNEL}] creator org [Org1MSP]`;

describe('the embedded peer refuses, with the status and code of Fabric,', () => {
    let testPeer: TestPeer;
    let user: IssuedIdentity;
    let gateway: Gateway;
    let contract: Contract;

    beforeAll(async () => {
        testPeer = await startTestPeer({ maxMessageBytes: 1024 * 1024 });
        user = await testPeer.issue('Org1MSP');
        gateway = testPeer.connectAs(user);
        contract = gateway.getNetwork(CHANNEL).getContract(CHAINCODE);
    });
    afterAll(async () => {
        gateway.close();
        await testPeer.close();
    });

    const put = (raw: Partial<RawProposal> = {}): RawProposal => ({ identity: user, args: ['put', 'k', 'v'], ...raw });
    const endorse = (raw: RawProposal): Promise<Refused> =>
        refusalOf<protos.EndorseRequest, protos.EndorseResponse>(
            testPeer.raw.endorse.bind(testPeer.raw),
            endorseRequest(raw),
        );
    const evaluate = (raw: RawProposal): Promise<Refused> =>
        refusalOf<protos.EvaluateRequest, protos.EvaluateResponse>(
            testPeer.raw.evaluate.bind(testPeer.raw),
            evaluateRequest(raw),
        );

    async function expectRefused(raw: RawProposal, message: string | RegExp): Promise<void> {
        const pattern = typeof message === 'string' ? new RegExp(escape(message)) : message;
        const endorsed = await endorse(raw);
        expect(endorsed.code).toBe(status.ABORTED);
        expect(endorsed.message).toBe('failed to endorse transaction, see attached details for more info');
        expect(endorsed.details).toEqual([{ mspId: 'Org1MSP', message: expect.stringMatching(pattern) as string }]);
        const evaluated = await evaluate(raw);
        expect(evaluated.code).toBe(status.FAILED_PRECONDITION);
        expect(evaluated.message).toMatch(/^evaluate call to endorser returned error: /);
        expect(evaluated.message).toMatch(pattern);
    }

    describe('at endorsement and evaluation,', () => {
        it('an identity of a foreign CA', async () => {
            const foreign = await createCertificateAuthority('Org1MSP');
            const identity = await issueIdentity(foreign, { commonName: 'user', role: 'client' });
            await expectRefused(put({ identity }), ACCESS_DENIED);
        });

        it('an identity of an unknown organisation', async () => {
            const foreign = await createCertificateAuthority('NobodyMSP');
            const identity = await issueIdentity(foreign, { commonName: 'user', role: 'client' });
            await expectRefused(put({ identity }), 'creator org unknown, creator is malformed');
        });

        it('an expired certificate', async () => {
            const past = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);
            const identity = await testPeer.issue('Org1MSP', { notBefore: past(2), notAfter: past(1) });
            await expectRefused(put({ identity }), 'proposal client identity expired');
        });

        it('another channel', async () => {
            const raw = put({ channel: 'other' });
            expect((await endorse(raw)).code).toBe(status.FAILED_PRECONDITION);
            expect(await evaluate(raw)).toMatchObject({
                code: status.FAILED_PRECONDITION,
                message: `no peers available to evaluate chaincode ${CHAINCODE} in channel other`,
            });
        });

        it('a proposal that was altered after it was signed', async () => {
            const alterProposal = (proposal: peer.Proposal): void => {
                const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
                payload.getTransientmapMap().set('added', Buffer.from('later'));
                proposal.setPayload(payload.serializeBinary());
            };
            await expectRefused(put({ alterProposal }), ACCESS_DENIED);
        });

        it('a transaction id that is not made from nonce and creator', async () => {
            await expectRefused(put({ txId: 'ab'.repeat(32) }), /incorrectly computed txid '(ab){32}' -- expected/);
        });

        it('a timestamp outside the window, on either side', async () => {
            for (const seconds of [-65, 65]) {
                const at = new Date(Date.now() + seconds * 1000);
                await expectRefused(put({ at }), 'request unauthorized due to incorrect timestamp');
            }
        });

        it('a signature with a high s', async () => {
            await expectRefused(put({ alterSignature: flipS }), ACCESS_DENIED);
        });

        it('a peer that proposes, for it reads only', async () => {
            const identity = await testPeer.issue('Org1MSP', { role: 'peer' });
            await expectRefused(put({ identity }), /policy \[\/Channel\/Application\/Writers\]/);
        });

        it('a transaction id that a block already has', async () => {
            const proposal = contract.newProposal('put', { arguments: ['twice', 'v'] });
            const transaction = await proposal.endorse();
            const committed = await (await transaction.submit()).getStatus();
            expect(committed.successful).toBe(true);
            await expect(proposal.endorse()).rejects.toMatchObject({
                code: status.ABORTED,
                details: [
                    {
                        message: expect.stringMatching(
                            `duplicate transaction found \\[${proposal.getTransactionId()}\\]`,
                        ) as string,
                    },
                ],
            });
        });

        it('a value over the limit of a message', async () => {
            await expect(contract.submitTransaction('put', 'big', 'x'.repeat(1_100_000))).rejects.toMatchObject({
                code: status.RESOURCE_EXHAUSTED,
            });
        });

        it('what cannot be decoded', async () => {
            const request = new protos.EndorseRequest();
            const call = testPeer.raw.endorse.bind(testPeer.raw);
            const refused = await refusalOf<protos.EndorseRequest, protos.EndorseResponse>(call, request);
            expect(refused).toMatchObject({ code: status.INVALID_ARGUMENT, message: 'a signed proposal is required' });
        });

        it('endorsers that nobody knows', async () => {
            const proposal = contract.newProposal('put', {
                arguments: ['k', 'v'],
                endorsingOrganizations: ['NobodyMSP'],
            });
            await expect(proposal.endorse()).rejects.toMatchObject({ code: status.UNAVAILABLE });
        });

        it('to show transient data to organisations that the caller did not name', async () => {
            const secret = { transientData: { value: Buffer.from('s') }, arguments: ['_implicit_org_Org1MSP', 'k'] };
            await expect(contract.submit('putBoth', secret)).rejects.toMatchObject({
                code: status.FAILED_PRECONDITION,
            });
            const named = { ...secret, endorsingOrganizations: ['Org1MSP', 'Org2MSP'] };
            await expect(contract.submit('putBoth', named)).resolves.toBeDefined();
        });
    });

    describe('when it is submitted,', () => {
        it('a signature with a high s', async () => {
            const signer = signers.newPrivateKeySigner(createPrivateKey(user.privateKeyPem));
            const highS = connect({
                client: testPeer.raw,
                identity: { mspId: user.mspId, credentials: Buffer.from(user.certificatePem) },
                hash: hash.sha256,
            });
            const transaction = await contract.newProposal('put', { arguments: ['k', 'v'] }).endorse();
            const signature = flipS(await signer(transaction.getDigest()));
            await expect(highS.newSignedTransaction(transaction.getBytes(), signature).submit()).rejects.toMatchObject({
                code: status.ABORTED,
                cause: { details: expect.stringContaining('FORBIDDEN') as string },
            });
        });

        it('a transaction without a signature', async () => {
            const request = new protos.SubmitRequest();
            request.setPreparedTransaction(new common.Envelope());
            const call = testPeer.raw.submit.bind(testPeer.raw);
            const refused = await refusalOf<protos.SubmitRequest, protos.SubmitResponse>(call, request);
            expect(refused.code).toBe(status.INVALID_ARGUMENT);
        });
    });

    describe('when its block is validated,', () => {
        const codeOf = async (
            name: string,
            options: { arguments: string[]; endorsingOrganizations?: string[] },
        ): Promise<number> => {
            const commit = await contract.submitAsync(name, options);
            return (await commit.getStatus()).code;
        };

        it('an endorsement by too few organisations', async () => {
            const options = { arguments: ['few', 'v'], endorsingOrganizations: ['Org1MSP'] };
            expect(await codeOf('put', options)).toBe(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
            expect(await contract.evaluateTransaction('get', 'few')).toHaveLength(0);
        });

        it('an endorsement by an organisation that has no voice', async () => {
            const options = { arguments: ['wrong', 'v'], endorsingOrganizations: ['Org1MSP', 'Org3MSP'] };
            expect(await codeOf('put', options)).toBe(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
        });

        it('a write set that was altered after its endorsement', async () => {
            const endorsed = await contract.newProposal('put', { arguments: ['altered', 'v'] }).endorse();
            const prepared = protos.PreparedTransaction.deserializeBinary(endorsed.getBytes());
            alterWrite(prepared.getEnvelope()!);
            const signature = signAs(user, prepared.getEnvelope()!.getPayload_asU8());
            const submitted = await gateway.newSignedTransaction(prepared.serializeBinary(), signature).submit();
            expect((await submitted.getStatus()).code).toBe(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
            expect(await contract.evaluateTransaction('get', 'altered')).toHaveLength(0);
        });

        it('a read of what another transaction wrote since', async () => {
            await contract.submitTransaction('put', 'shared', 'a');
            const first = await contract.newProposal('append', { arguments: ['shared', 'b'] }).endorse();
            const second = await contract.newProposal('append', { arguments: ['shared', 'c'] }).endorse();
            expect((await (await first.submit()).getStatus()).code).toBe(TxValidationCode.VALID);
            expect((await (await second.submit()).getStatus()).code).toBe(TxValidationCode.MVCC_READ_CONFLICT);
        });

        it('a range in which a key has appeared since', async () => {
            const count = await contract.newProposal('count', { arguments: ['range-a', 'range-z', 'total'] }).endorse();
            await contract.submitTransaction('put', 'range-m', 'v');
            expect((await (await count.submit()).getStatus()).code).toBe(TxValidationCode.PHANTOM_READ_CONFLICT);
        });

        it('the second of two transactions with one id', async () => {
            const endorsed = await contract.newProposal('put', { arguments: ['same', 'v'] }).endorse();
            const [first, second] = [await endorsed.submit(), await endorsed.submit()];
            expect((await first.getStatus()).code).toBe(TxValidationCode.VALID);
            expect((await second.getStatus()).code).toBe(TxValidationCode.VALID);
            await contract.submitTransaction('put', 'after', 'v');
            expect(await codesOf(testPeer, endorsed.getTransactionId())).toEqual([
                TxValidationCode.VALID,
                TxValidationCode.DUPLICATE_TXID,
            ]);
        });
    });

    describe('to a reader without rights,', () => {
        let orderer1: IssuedIdentity;
        beforeAll(async () => {
            orderer1 = await testPeer.issue('Org1MSP', { role: 'orderer' });
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
            const refused = await refusalOf<protos.SignedCommitStatusRequest, protos.CommitStatusResponse>(
                call,
                request,
            );
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
    });

    it('but not a private write whose value came without transient data: as Fabric, it leaves that to the contract', async () => {
        const options = { arguments: ['_implicit_org_Org1MSP', 'open', 'v'] };
        const commit = await contract.submitAsync('putPrivate', options);
        expect((await commit.getStatus()).code).toBe(TxValidationCode.VALID);
        expect(
            Buffer.from(await contract.evaluateTransaction('getPrivate', '_implicit_org_Org1MSP', 'open')).toString(),
        ).toBe('v');
        const missing = contract.submitTransaction('putSecret', '_implicit_org_Org1MSP', 'open');
        await expect(missing).rejects.toMatchObject({
            details: [{ message: 'chaincode response 500, no value in the transient map' }],
        });
    });

    it('more calls at a time than its limit', async () => {
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

function escape(text: string): string {
    return text.replace(/[[\]().]/g, '\\$&');
}

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

/** Changes the first written value inside the endorsed payload of a transaction. */
function alterWrite(envelope: common.Envelope): void {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    const [action] = transaction.getActionsList();
    const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
    const endorsed = actionPayload.getAction()!;
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    const chaincodeAction = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const results = ledger.rwset.TxReadWriteSet.deserializeBinary(chaincodeAction.getResults_asU8());
    const namespace = results.getNsRwsetList().find((ns) => ns.getNamespace() === CHAINCODE)!;
    const writes = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
    writes.getWritesList()[0]!.setValue(Buffer.from('forged'));
    namespace.setRwset(writes.serializeBinary());
    chaincodeAction.setResults(results.serializeBinary());
    response.setExtension$(chaincodeAction.serializeBinary());
    endorsed.setProposalResponsePayload(response.serializeBinary());
    action!.setPayload(actionPayload.serializeBinary());
    payload.setData(transaction.serializeBinary());
    envelope.setPayload(payload.serializeBinary());
}

/** The codes of every occurrence of a transaction id on the chain. */
async function codesOf(testPeer: TestPeer, txId: string): Promise<number[]> {
    const { viewBlock } = await import('@edgebourse/network/embedded/front/block-view');
    const codes: number[] = [];
    for (let number = 0n; number < (await testPeer.core.height()); number += 1n) {
        const view = viewBlock((await testPeer.core.block(number))!);
        codes.push(...view.transactions.filter((tx) => tx.txId === txId).map(({ code }) => code));
    }
    return codes;
}

/** Asks for block 0 and returns the status message that ends the answer. */
function seek(testPeer: TestPeer, identity: IssuedIdentity, channel: string, at = new Date()): Promise<number> {
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
