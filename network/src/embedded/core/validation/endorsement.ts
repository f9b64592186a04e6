import { peer } from '@hyperledger/fabric-protos';
import type { Collections } from '../collections';
import { databaseKey } from '../keys';
import { compilePolicyBytes, type Policy } from '../policy';
import type { Identity, MspRegistry } from '../types';
import type { Metadata } from '../versioned-value';
import { InvalidTransaction, type CollectionActions, type Transaction } from './transaction';

/** Fabric's name of a key's endorsement policy among its metadata. */
export const VALIDATION_PARAMETER = 'VALIDATION_PARAMETER';
const FAILURE = peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE;

/** What endorsement checks read: policies, and the metadata of keys as of the block before. */
export interface EndorsementRules {
    readonly registry: MspRegistry;
    readonly chaincodePolicy: Policy;
    readonly collections: Collections;
    metadata(databaseKey: string): Metadata;
}

/** Distinct identities whose signature over the response holds; unknown and wrong ones count for nothing. */
function validSigners({ endorsements, endorsedBytes }: Transaction, registry: MspRegistry): Identity[] {
    const signers = new Map<string, Identity>();
    for (const endorsement of endorsements) {
        const bytes = endorsement.getEndorser_asU8();
        const name = Buffer.from(bytes).toString('base64');
        if (signers.has(name)) continue;
        const signer = identified(bytes, registry);
        if (signer?.verify(Buffer.concat([endorsedBytes, bytes]), endorsement.getSignature_asU8()) === true) {
            signers.set(name, signer);
        }
    }
    return [...signers.values()];
}

function identified(bytes: Uint8Array, registry: MspRegistry): Identity | undefined {
    try {
        return registry.identify(bytes);
    } catch {
        return undefined;
    }
}

function collectionKeys({ name, hashed }: CollectionActions): string[] {
    const written = [...hashed.getHashedWritesList(), ...hashed.getMetadataWritesList()];
    return written.map((write) => databaseKey.hash(name, Buffer.from(write.getKeyHash_asU8()).toString('hex')));
}

interface WrittenKeys {
    readonly collection: string;
    readonly keys: string[];
}

function writtenKeys({ actions }: Transaction): WrittenKeys[] {
    if (actions === undefined) return [];
    const { publicSet, collections } = actions;
    const keys = [...publicSet.writes, ...publicSet.metadata].map(({ key }) => databaseKey.state(key));
    const inCollections = collections.map((set) => ({ collection: set.name, keys: collectionKeys(set) }));
    return [{ collection: '', keys }, ...inCollections];
}

/** Checks the endorsements of one block's transactions in order. */
export class EndorsementCheck {
    /** Keys whose policy an earlier transaction of the block changes: later ones cannot rely on the old policy. */
    private readonly changedPolicies = new Set<string>();
    private readonly keyPolicies = new Map<string, Policy>();

    constructor(private readonly rules: EndorsementRules) {}

    /**
     * A key's own policy replaces the collection's, which replaces the chaincode's; a transaction that writes nothing
     * answers to the chaincode's (Fabric's policyCheckerV20).
     * @throws InvalidTransaction when a policy is not satisfied.
     */
    check(transaction: Transaction): void {
        const signers = validSigners(transaction, this.rules.registry);
        const written = writtenKeys(transaction);
        const policies = new Set<Policy>();
        for (const { collection, keys } of written) {
            for (const key of keys) policies.add(this.policyOf(key, collection, transaction.txId));
        }
        if (policies.size === 0) policies.add(this.rules.chaincodePolicy);
        for (const policy of policies) {
            if (!policy(signers)) throw new InvalidTransaction(FAILURE, 'endorsement policy failure', transaction.txId);
        }
        this.remember(transaction);
    }

    private policyOf(key: string, collection: string, txId: string): Policy {
        if (this.changedPolicies.has(key)) {
            const reason = 'an earlier transaction of the block changes the policy of a key';
            throw new InvalidTransaction(FAILURE, reason, txId);
        }
        const own = this.rules.metadata(key).get(VALIDATION_PARAMETER);
        if (own !== undefined && own.length > 0) return this.keyPolicy(own, txId);
        if (collection === '') return this.rules.chaincodePolicy;
        const known = this.rules.collections.find(collection);
        if (known === undefined) throw new InvalidTransaction(FAILURE, `unknown collection ${collection}`, txId);
        return known.endorsementPolicy ?? this.rules.chaincodePolicy;
    }

    /** Keys with the same policy share one compiled form, so that it is evaluated once a transaction. */
    private keyPolicy(bytes: Uint8Array, txId: string): Policy {
        const name = Buffer.from(bytes).toString('base64');
        try {
            const policy = this.keyPolicies.get(name) ?? compilePolicyBytes(bytes);
            this.keyPolicies.set(name, policy);
            return policy;
        } catch {
            throw new InvalidTransaction(FAILURE, 'the policy of a key cannot be read', txId);
        }
    }

    private remember({ actions }: Transaction): void {
        for (const { key } of actions?.publicSet.metadata ?? []) this.changedPolicies.add(databaseKey.state(key));
        for (const { name, hashed } of actions?.collections ?? []) {
            for (const write of hashed.getMetadataWritesList()) {
                const keyHash = Buffer.from(write.getKeyHash_asU8()).toString('hex');
                this.changedPolicies.add(databaseKey.hash(name, keyHash));
            }
        }
    }
}
