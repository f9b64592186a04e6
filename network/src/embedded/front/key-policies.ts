import { common, ledger, msp } from '@hyperledger/fabric-protos';
import { compilePolicyBytes } from '../core/policy';
import { decodePublicSet } from '../core/public-set';
import type { EndorsementPolicy, Identity } from '../core/types';

/** @returns The public keys that a simulation writes or changes the policy of, from ledger.rwset.TxReadWriteSet bytes. */
export function writtenKeys(results: Uint8Array): readonly string[] {
    const namespaces = ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList();
    const sets = namespaces.map((ns) => decodePublicSet(ns.getRwset_asU8()));
    const keys = sets.flatMap(({ writes, metadata }) => [...writes, ...metadata].map(({ key }) => key));
    return [...new Set(keys)];
}

/** Whether peers of these organisations satisfy something. */
type Test = (organisations: readonly string[]) => boolean;

interface KeyPolicy {
    /** In the order of the policy. */
    readonly organisations: readonly string[];
    readonly holds: Test;
}

function peerOf(mspId: string): Identity {
    return { mspId, role: 'peer', certificatePem: '', attributes: {}, verify: () => true };
}

/** @throws Error for bytes that are no policy. */
function keyPolicy(bytes: Uint8Array): KeyPolicy {
    const policy = compilePolicyBytes(bytes);
    const identities = common.SignaturePolicyEnvelope.deserializeBinary(bytes).getIdentitiesList();
    const roles = identities.map((identity) => msp.MSPRole.deserializeBinary(identity.getPrincipal_asU8()));
    return {
        organisations: roles.map((role) => role.getMspIdentifier()),
        holds: (organisations) => policy(organisations.map(peerOf)),
    };
}

function joined(chosen: readonly string[], { organisations, holds }: KeyPolicy): readonly string[] {
    const all = [...chosen];
    for (const mspId of organisations) {
        if (holds(all)) return all;
        if (!all.includes(mspId)) all.push(mspId);
    }
    return all;
}

/** Leaves out, the last first, whoever is not needed. */
function withoutNeedless(chosen: readonly string[], needed: readonly string[], tests: readonly Test[]): string[] {
    return [...chosen].reverse().reduce(
        (kept: string[], mspId) => {
            const fewer = kept.filter((other) => other !== mspId);
            return !needed.includes(mspId) && tests.every((holds) => holds(fewer)) ? fewer : kept;
        },
        [...chosen],
    );
}

/**
 * Adds to the organisations of a plan those that the policies of written keys ask for, as the gateway of a Fabric peer
 * does. A plan's own picks are exchanged where the keys' organisations do for the chaincode's policy as well.
 * @param chosen - What the other policies ask for.
 * @param keep - Of them, those that stay in any case.
 * @param chaincodePolicy - Must still be satisfied.
 * @returns undefined where no endorsements satisfy all policies.
 * @throws Error for bytes that are no policy.
 */
export function withKeyPolicies(
    chosen: readonly string[],
    policies: readonly Uint8Array[],
    { keep, chaincodePolicy }: { readonly keep: readonly string[]; readonly chaincodePolicy: EndorsementPolicy },
): readonly string[] | undefined {
    if (policies.length === 0) return chosen;
    const ofKeys = policies.map(keyPolicy);
    const all = ofKeys.reduce(joined, chosen);
    const tests = ofKeys.map(({ holds }) => holds);
    if (!tests.every((holds) => holds(all))) return undefined;
    const ofChaincode: Test = (organisations) =>
        chaincodePolicy.organisations.filter((mspId) => organisations.includes(mspId)).length >= chaincodePolicy.outOf;
    return withoutNeedless(all, keep, [...tests, ofChaincode]);
}
