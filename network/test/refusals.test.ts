import { status } from '@grpc/grpc-js';
import { hash, signers, connect, type Contract, type Gateway } from '@hyperledger/fabric-gateway';
import { common, gateway as protos, peer } from '@hyperledger/fabric-protos';
import {
    createCertificateAuthority,
    issueIdentity,
    type IssuedIdentity,
} from '@edgebourse/network/embedded/ca/certificate-authority';
import { flipS } from '@edgebourse/network/embedded/msp/ecdsa';
import { createPrivateKey } from 'node:crypto';
import { alterWrite } from './support/alter-write';
import { codesOf } from './support/chain';
import { refusalOf, type Refused } from './support/outcome';
import { buildHeader, endorseRequest, evaluateRequest, signAs, type RawProposal } from './support/raw-proposal';
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
            await expectRefused(put({ identity }), 'creator org unknown, creator is malformed');
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
                code: status.UNAVAILABLE,
                message: 'failed to get config for channel [other]: could not get last config for channel other',
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
                code: status.UNAVAILABLE,
                details: [{ message: expect.stringContaining('FORBIDDEN') as string }],
            });
        });

        it('a transaction that bears the id of another', async () => {
            const prepared = new protos.SubmitRequest();
            const other = await contract.newProposal('put', { arguments: ['k', 'v'] }).endorse();
            const payload = new common.Payload();
            const txId = other.getTransactionId();
            payload.setHeader(buildHeader(user, common.HeaderType.ENDORSER_TRANSACTION, { txId }));
            const envelope = new common.Envelope();
            envelope.setPayload(payload.serializeBinary());
            envelope.setSignature(signAs(user, payload.serializeBinary()));
            prepared.setPreparedTransaction(envelope);
            const call = testPeer.raw.submit.bind(testPeer.raw);
            const refused = await refusalOf<protos.SubmitRequest, protos.SubmitResponse>(call, prepared);
            expect(refused).toMatchObject({
                code: status.UNAVAILABLE,
                details: [{ message: expect.stringContaining('BAD_REQUEST') as string }],
            });
            expect((await (await other.submit()).getStatus()).successful).toBe(true);
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
});

function escape(text: string): string {
    return text.replace(/[[\]().]/g, '\\$&');
}
