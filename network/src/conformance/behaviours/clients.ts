import { createPrivateKey } from 'node:crypto';
import { status, type ClientUnaryCall, type ServiceError } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import { createCertificateAuthority, issueIdentity } from '../../embedded/ca/certificate-authority';
import { serializeIdentity } from '../../embedded/front/endorser';
import { flipS, signLowS } from '../../embedded/msp/ecdsa';
import { propose, Signer } from '../../testing/proposal';
import { behaviour } from '../behaviour';
import { commit as commitOf, evaluate, prepare, submit } from '../calls';
import { byAnyone, observed, steady, type Observation } from '../outcome';
import { partyOf, type Session } from '../session';

const MEGABYTE = 1024 * 1024;
const SLOTS = 500;

/** Sends a proposal that the client library would not build. @returns The code and message of the refusal. */
async function endorseAt(session: Session, at: number): Promise<Observation> {
    const { channel, chaincode } = session.profile;
    const { mspId, certificatePem, key } = session.party(0);
    const privateKeyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const signer = new Signer({ mspId, certificatePem, privateKeyPem });
    const call = { channelId: channel, chaincode, functionName: 'Get', args: ['x'], at };
    const request = new gateway.EndorseRequest();
    request.setChannelId(channel);
    request.setProposedTransaction(propose(call, signer).signed);
    return new Promise((resolve) => {
        session.raw.endorse(request, (error: ServiceError | null) => {
            resolve(error === null ? 'endorsed' : { refused: status[error.code], message: steady(error.details) });
        });
    });
}

/** Asks for the status of a transaction that will never come, more often than there are slots: each holds one. */
function holdSlots({ profile, raw, first: by }: Session): readonly ClientUnaryCall[] {
    const inner = new gateway.CommitStatusRequest();
    inner.setTransactionId('0'.repeat(64));
    inner.setChannelId(profile.channel);
    inner.setIdentity(serializeIdentity(by.mspId, by.certificatePem));
    const request = new gateway.SignedCommitStatusRequest();
    request.setRequest(inner.serializeBinary());
    request.setSignature(signLowS(by.key, inner.serializeBinary()));
    return Array.from({ length: SLOTS + 20 }, () => raw.commitStatus(request, () => undefined));
}

/** Asks until the answer is one or the other; a call counts a while after it was made or cancelled. */
async function askUntil(session: Session, isRefused: boolean): Promise<Observation> {
    for (;;) {
        const answer = await evaluate(session.first, ['Get', 'nothing']);
        if ((answer !== '') === isRefused) return answer;
    }
}

/** What clients may and may not do. */
export const CLIENTS = [
    behaviour(
        'the words of a contract reach the client, with the organisation that said them',
        async ({ first: by }) => ({
            endorse: await submit(by, ['Refuse', 'COIN_INSUFFICIENT {"wallet":"w"}']),
            evaluate: await evaluate(by, ['Refuse', 'COIN_INSUFFICIENT {"wallet":"w"}']),
        }),
    ),
    behaviour('a function that the contract lacks is refused', ({ first: by }) => evaluate(by, ['Nothing'])),
    behaviour('a call with too few arguments is refused', ({ first: by }) => evaluate(by, ['Put', 'x'])),
    behaviour('a chaincode that is not on the channel is refused', ({ first: by }) =>
        observed(by.network.getContract('nothing').evaluateTransaction('Get', 'x').then(String)),
    ),
    behaviour('a channel that is not there is refused', async ({ profile, first: by }) => {
        const proposal = by.gateway.getNetwork('nowhere').getContract(profile.chaincode).newProposal('Get');
        return {
            evaluate: await observed(proposal.evaluate().then(() => 'evaluated')),
            endorse: await observed(proposal.endorse().then(() => 'endorsed')),
        };
    }),
    behaviour('a client is answered by the organisation that it chose', async (session, key) => {
        await prepare(session.party(0), ['Put', key, 'x']);
        const answers: Observation[] = [];
        for (const place of [0, 1, 2]) {
            answers.push(
                await evaluate(session.party(0), ['Get', key], { endorsingOrganizations: [session.msp(place)] }),
            );
        }
        return answers;
    }),
    behaviour('an identity of a foreign authority is refused', async (session) => {
        const foreign = await createCertificateAuthority(session.msp(0));
        const issued = await issueIdentity(foreign, { commonName: 'operator', role: 'client' });
        return evaluate(strangerOf(session, issued.certificatePem, issued.privateKeyPem), ['Get', 'x']);
    }),
    behaviour('a proposal of another hour is refused', async (session) => ({
        now: await endorseAt(session, Date.now()),
        past: await endorseAt(session, Date.now() - 3_600_000),
        future: await endorseAt(session, Date.now() + 3_600_000),
    })),
    behaviour('a client signs offline: proposal, transaction and request for its status', async (session, key) => {
        const { contract, gateway: client, key: secret } = session.party(0);
        const unsigned = contract.newProposal('Put', { arguments: [key, 'x'] });
        // Without hashing by the library its digest is the message.
        const proposal = client.newSignedProposal(unsigned.getBytes(), signLowS(secret, unsigned.getDigest()));
        const endorsed = await proposal.endorse();
        const signature = signLowS(secret, endorsed.getDigest());
        const submitted = await client.newSignedTransaction(endorsed.getBytes(), signature).submit();
        const commit = client.newSignedCommit(submitted.getBytes(), signLowS(secret, submitted.getDigest()));
        return (await commit.getStatus()).successful;
    }),
    behaviour('a signature with a high s is refused', (session, key) => {
        const { contract, gateway: client, key: secret } = session.party(0);
        const unsigned = contract.newProposal('Put', { arguments: [key, 'x'] });
        const signature = flipS(signLowS(secret, unsigned.getDigest()));
        return observed(
            client
                .newSignedProposal(unsigned.getBytes(), signature)
                .endorse()
                .then(() => 'endorsed'),
        );
    }),
    behaviour('a transaction whose signature is wrong does not become valid', async (session, key) => {
        const { contract, gateway: client, key: secret } = session.party(0);
        const endorsed = await contract.newProposal('Put', { arguments: [key, 'x'] }).endorse();
        const signature = signLowS(secret, Buffer.from('something else'));
        const signed = client.newSignedTransaction(endorsed.getBytes(), signature);
        const code = await observed(commitOf(session.first, signed));
        return { code: byAnyone(code), read: await evaluate(session.party(0), ['Get', key]) };
    }),
    behaviour('an argument of a megabyte is taken, a proposal of over a hundred is not', async (session, key) => {
        const by = session.first;
        const small = await submit(by, ['Put', key, 'x'.repeat(MEGABYTE)]);
        const large = await submit(by, ['Put', key, 'x'.repeat(101 * MEGABYTE)]);
        const { refused } = large as { refused?: string };
        return { small, large: refused ?? 'taken' };
    }),
    behaviour('more calls at a time than the limit are refused, and it goes on when they end', async (session) => {
        const calls = holdSlots(session);
        const answer = await askUntil(session, true);
        for (const call of calls) call.cancel();
        const after = await askUntil(session, false);
        return { answer, after };
    }),
];

function strangerOf(session: Session, certificatePem: string, privateKeyPem: string): Session['parties'][number] {
    return partyOf(session.profile, session.raw, session.msp(0), certificatePem, createPrivateKey(privateKeyPem));
}
