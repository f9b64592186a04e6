import { ledger } from '@hyperledger/fabric-protos';
import { hasWrites } from '../core/public-set';
import type { Collection, EndorsementPolicy } from '../core/types';

/** What decides who must endorse. */
export interface PlanConfig {
    readonly policy: EndorsementPolicy;
    readonly collections: readonly Collection[];
}

/** Which parts of the ledger a simulation read or wrote. */
export interface Touched {
    readonly publicState: boolean;
    readonly collections: readonly string[];
}

const IMPLICIT = '_implicit_org_';

/** Reads from ledger.rwset.TxReadWriteSet bytes what a simulation touched. */
export function touchedBy(results: Uint8Array): Touched {
    const namespaces = ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList();
    const collections = namespaces.flatMap((ns) => ns.getCollectionHashedRwsetList().map((c) => c.getCollectionName()));
    return {
        publicState: namespaces.some((ns) => hasWrites(ns.getRwset_asU8())),
        collections: [...new Set(collections)].sort(),
    };
}

/**
 * The organisations whose endorsements a transaction needs: enough for the chaincode's policy when public state is
 * written (or nothing is), and those of each touched collection. The preferred organisation is chosen wherever it can
 * be. Policies of single keys come on top: see key-policies.ts.
 */
export function requiredOrganisations(config: PlanConfig, touched: Touched, preferred: string): readonly string[] {
    const chosen: string[] = [];
    const policies = touched.collections.map((name) => collectionPolicy(config, name));
    if (touched.publicState || policies.length === 0) policies.push(config.policy);
    for (const policy of policies) chosen.push(...missing(policy, chosen, preferred));
    return chosen;
}

/** The collections among those touched that not all of these organisations may see. */
export function hiddenFrom(config: PlanConfig, touched: Touched, organisations: readonly string[]): readonly string[] {
    return touched.collections.filter((name) => {
        const members = membersOf(config.collections, name);
        return !organisations.every((mspId) => members.includes(mspId));
    });
}

/** MSP ids whose peers hold a collection; none when it is unknown. */
export function membersOf(collections: readonly Collection[], name: string): readonly string[] {
    if (name.startsWith(IMPLICIT)) return [name.slice(IMPLICIT.length)];
    return collections.find((collection) => collection.name === name)?.members ?? [];
}

function collectionPolicy({ policy, collections }: PlanConfig, name: string): EndorsementPolicy {
    if (name.startsWith(IMPLICIT)) return { outOf: 1, organisations: [name.slice(IMPLICIT.length)] };
    return collections.find((collection) => collection.name === name)?.endorsementPolicy ?? policy;
}

function missing(policy: EndorsementPolicy, chosen: readonly string[], preferred: string): readonly string[] {
    const open = policy.organisations.filter((mspId) => !chosen.includes(mspId));
    const met = policy.organisations.length - open.length;
    const ordered = [...open.filter((mspId) => mspId === preferred), ...open.filter((mspId) => mspId !== preferred)];
    return ordered.slice(0, Math.max(0, policy.outOf - met));
}
