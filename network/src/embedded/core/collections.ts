import { compilePolicy, outOfPeers, type Policy } from './policy';
import type { Collection, CoreConfig } from './types';

const IMPLICIT_PREFIX = '_implicit_org_';

/** One private collection, with its policy ready to evaluate. */
export interface KnownCollection {
    readonly name: string;
    readonly members: ReadonlySet<string>;
    readonly memberOnlyRead: boolean;
    readonly memberOnlyWrite: boolean;
    /** Undefined when the chaincode-level policy governs writes. */
    readonly endorsementPolicy: Policy | undefined;
}

function known(collection: Collection): KnownCollection {
    const policy = collection.endorsementPolicy;
    return {
        name: collection.name,
        members: new Set(collection.members),
        memberOnlyRead: collection.memberOnlyRead ?? false,
        memberOnlyWrite: collection.memberOnlyWrite ?? false,
        endorsementPolicy: policy && compilePolicy(outOfPeers(policy.outOf, policy.organisations)),
    };
}

/** The static collections of a channel and the implicit one of every organisation. */
export class Collections {
    private readonly byName: ReadonlyMap<string, KnownCollection>;

    constructor(
        private readonly config: Pick<CoreConfig, 'channelId' | 'chaincode' | 'organisations' | 'collections'>,
    ) {
        const implicit = config.organisations.map(({ mspId }) => ({
            name: `${IMPLICIT_PREFIX}${mspId}`,
            members: [mspId],
            endorsementPolicy: { outOf: 1, organisations: [mspId] },
        }));
        const all = [...implicit, ...(config.collections ?? [])];
        this.byName = new Map(all.map((collection) => [collection.name, known(collection)]));
    }

    find(name: string): KnownCollection | undefined {
        return this.byName.get(name);
    }

    /** @throws Error with Fabric's text when no such collection is defined; it has another where there is none at all. */
    get(name: string): KnownCollection {
        const collection = this.byName.get(name);
        if (collection !== undefined) return collection;
        const {
            channelId,
            chaincode: { name: chaincode },
            collections = [],
        } = this.config;
        if (collections.length === 0) {
            throw new Error(`collection ${channelId}/${chaincode}/${name} could not be found`);
        }
        throw new Error(`collection [${name}] not defined in the collection config for chaincode [${chaincode}]`);
    }
}
