import { common } from '@hyperledger/fabric-protos';
import { UnknownIdentityError, type CertifiedIdentity, type CertifiedMspRegistry } from '../msp/registry';
import { holdsAt, policyRefusal, satisfies } from './access';
import { computeTxId, type UnpackedProposal } from './proposal';

/** What the checks look at beside the proposal. */
export interface CheckContext {
    readonly msp: CertifiedMspRegistry;
    /** The peer's clock, milliseconds since the epoch. */
    readonly now: number;
    /** How far a proposal's timestamp may lie from the peer's clock. */
    readonly timeWindowMs: number;
}

type Check = (proposal: UnpackedProposal, context: CheckContext, creator: CertifiedIdentity) => string | undefined;

const INVALID = 'error validating proposal';

/**
 * In the order of Fabric's endorser: the filters before it, then the proposal's own validation, then the access policy.
 * The first refusal is the answer; each returns Fabric's words.
 */
const CHECKS: readonly Check[] = [
    notExpired,
    insideTimeWindow,
    isTransaction,
    txIdFromNonceAndCreator,
    signedByCreator,
    creatorIsWriter,
];

/** Judges a proposal; returns its creator, or throws an Error with Fabric's words for the first failed check. */
export function checkProposal(proposal: UnpackedProposal, context: CheckContext): CertifiedIdentity {
    const creator = identifyCreator(proposal, context.msp);
    for (const check of CHECKS) {
        const refusal = check(proposal, context, creator);
        if (refusal !== undefined) throw new Error(refusal);
    }
    return creator;
}

function identifyCreator({ channelId, creator }: UnpackedProposal, msp: CertifiedMspRegistry): CertifiedIdentity {
    try {
        return msp.identify(creator);
    } catch (error) {
        if (!(error instanceof UnknownIdentityError)) throw error;
        const organisation = error.mspId === undefined ? 'unknown, creator is malformed' : `[${error.mspId}]`;
        throw new Error(`${INVALID}: access denied: channel [${channelId}] creator org ${organisation}`, {
            cause: error,
        });
    }
}

function notExpired(_: UnpackedProposal, { now }: CheckContext, creator: CertifiedIdentity): string | undefined {
    return holdsAt(creator, now) ? undefined : 'proposal client identity expired';
}

function insideTimeWindow({ timestampMs }: UnpackedProposal, context: CheckContext): string | undefined {
    const { now, timeWindowMs } = context;
    if (timestampMs !== undefined && Math.abs(timestampMs - now) <= timeWindowMs) return undefined;
    const claimed = timestampMs === undefined ? 'none' : new Date(timestampMs).toISOString();
    return (
        `request unauthorized due to incorrect timestamp ${claimed}, peer time ${new Date(now).toISOString()}, ` +
        `peer.authentication.timewindow ${timeWindowMs / 1000}s`
    );
}

function isTransaction({ type, epoch, nonce }: UnpackedProposal): string | undefined {
    if (type !== common.HeaderType.ENDORSER_TRANSACTION) return `${INVALID}: invalid header type ${type}`;
    if (epoch !== 0) return `${INVALID}: epoch is non-zero`;
    return nonce.length === 0 ? `${INVALID}: nonce is empty` : undefined;
}

function txIdFromNonceAndCreator({ txId, nonce, creator }: UnpackedProposal): string | undefined {
    const expected = computeTxId(nonce, creator);
    if (txId === expected) return undefined;
    return `${INVALID}: incorrectly computed txid '${txId}' -- expected '${expected}'`;
}

function signedByCreator(proposal: UnpackedProposal, _: CheckContext, creator: CertifiedIdentity): string | undefined {
    const { signed, channelId } = proposal;
    if (creator.verify(signed.getProposalBytes_asU8(), signed.getSignature_asU8())) return undefined;
    return `${INVALID}: access denied: channel [${channelId}] creator org [${creator.mspId}]`;
}

function creatorIsWriter(
    { channelId }: UnpackedProposal,
    _: CheckContext,
    creator: CertifiedIdentity,
): string | undefined {
    return satisfies('Writers', creator) ? undefined : policyRefusal(channelId, 'Writers');
}
