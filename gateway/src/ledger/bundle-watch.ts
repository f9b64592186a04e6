import { peer } from '@hyperledger/fabric-protos';
import { digestOfVersion, type BundleAnswer } from '@edgebourse/chaincode/bundle/records';
import type { ProposalOptions } from '@hyperledger/fabric-gateway';
import { canonicalJson } from '@edgebourse/chaincode/common/canonical-json';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { LedgerConnection, Reach } from './connection';
import type { LedgerIdentity } from './ledger';

/** Which code every endorsing organisation says that it runs. */
export interface BundleState {
    /** Digest in the committed version of the chaincode; null where the ledger tells none. */
    readonly committed: string | null;
    /** Digest by organisation; null where none was got. */
    readonly organisations: Readonly<Record<string, string | null>>;
}

/** What the watch needs of a connection. */
export type WatchedLedger = Pick<LedgerConnection, 'reach' | 'chaincode' | 'endorsement'>;

const REFRESH_MS = 15_000;
const NOTHING: BundleState = { committed: null, organisations: {} };

/**
 * Compares what the organisations run with what was agreed. While all that answer run the agreed code, the ledger
 * chooses the endorsers itself; when one runs other code, those that run the agreed one are named, and it is left out.
 * An organisation that lies about its code is not found out here, but by its results.
 */
export class BundleWatch {
    #state = NOTHING;
    #askedAt = -Infinity;
    #asking: Promise<void> | undefined;

    constructor(
        private readonly ledger: WatchedLedger,
        private readonly reader: LedgerIdentity,
    ) {}

    /** What was last heard; asks anew in the background when that is old. */
    get state(): BundleState {
        if (performance.now() - this.#askedAt > REFRESH_MS) void this.refresh();
        return this.#state;
    }

    /**
     * Has a proposal endorsed by organisations that run the agreed code, unless it names its endorsers itself. Results
     * that do not match may tell of other code: whoever tries again finds the organisations asked anew.
     * @throws Whatever the run throws.
     */
    async endorsed<Result>(
        proposal: ProposalOptions,
        run: (proposal: ProposalOptions) => Promise<Result>,
    ): Promise<Result> {
        const named = proposal.endorsingOrganizations === undefined ? this.named() : undefined;
        try {
            return await run(named === undefined ? proposal : { ...proposal, endorsingOrganizations: [...named] });
        } catch (error) {
            if (error instanceof EdgeError && error.code === 'LEDGER_CONFLICT') await this.refresh();
            throw error;
        }
    }

    /**
     * @returns The organisations to name as endorsers; undefined when the ledger can choose: nobody is known to run
     * other code, or too few run the agreed one.
     */
    named(): readonly string[] | undefined {
        const { committed, organisations } = this.state;
        const digests = Object.entries(organisations);
        const isForeign = (digest: string | null): boolean => digest !== null && digest !== committed;
        if (committed === null || !digests.some(([, digest]) => isForeign(digest))) return undefined;
        const agreed = digests.filter(([, digest]) => digest === committed).map(([mspId]) => mspId);
        return agreed.length < (this.ledger.endorsement?.outOf ?? Infinity) ? undefined : agreed;
    }

    /** @returns Whether as many organisations as must endorse are not known to run other code. */
    isAgreed(): boolean {
        const { committed, organisations } = this.state;
        const { endorsement } = this.ledger;
        if (committed === null || endorsement === undefined) return true;
        const able = endorsement.organisations.filter((mspId) => (organisations[mspId] ?? committed) === committed);
        return able.length >= endorsement.outOf;
    }

    /** Asks every organisation now; whoever asks meanwhile shares the answer. Never throws. */
    async refresh(): Promise<void> {
        this.#asking ??= this.#ask().finally(() => {
            this.#askedAt = performance.now();
            this.#asking = undefined;
        });
        return this.#asking;
    }

    async #ask(): Promise<void> {
        const asked = this.ledger.endorsement?.organisations ?? [];
        if (asked.length === 0) return;
        const committed = await this.#committed().catch(() => null);
        const digests = await Promise.all(
            asked.map(async (mspId) => [mspId, await this.#digestOf(mspId).catch(() => null)] as const),
        );
        this.#state = { committed, organisations: Object.fromEntries(digests) };
    }

    /** Fabric's own lifecycle chaincode tells it; the embedded peer has none and one code for all. */
    async #committed(): Promise<string | null> {
        const args = new peer.lifecycle.QueryChaincodeDefinitionArgs();
        args.setName(this.ledger.chaincode);
        const bytes = await this.#reach()
            .network.getContract('_lifecycle')
            .evaluate('QueryChaincodeDefinition', { arguments: [args.serializeBinary()] });
        const version = peer.lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(bytes).getVersion();
        return digestOfVersion(version) ?? null;
    }

    async #digestOf(mspId: string): Promise<string> {
        const bytes = await this.#reach().contract.evaluate('bundle:Digest', {
            arguments: [canonicalJson({})],
            endorsingOrganizations: [mspId],
        });
        return (JSON.parse(Buffer.from(bytes).toString('utf8')) as BundleAnswer).digest;
    }

    /** Not through `call`: that one organisation's peer is away must not turn this gateway to another peer. */
    #reach(): Reach {
        return this.ledger.reach(this.reader);
    }
}
