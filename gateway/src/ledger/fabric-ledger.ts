import type { ProposalOptions } from '@hyperledger/fabric-gateway';
import type { Logger } from 'pino';
import { canonicalJson } from '@edgebourse/chaincode/common/canonical-json';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { noteTransaction } from '../log/scope';
import { BundleWatch, type BundleState } from './bundle-watch';
import type { LedgerConnection } from './connection';
import { endorsedRead } from './endorsed-read';
import type {
    Ledger,
    LedgerBlock,
    LedgerCall,
    LedgerEvent,
    LedgerIdentity,
    LedgerQuery,
    LedgerReceipt,
    StreamOptions,
} from './ledger';
import { withRetry, type RetryOptions } from './retry';
import { streamBlocks, streamEvents } from './streams';
import { makeTransaction } from './transaction';

/** What a ledger door works with. */
export interface FabricLedgerOptions {
    readonly connection: LedgerConnection;
    readonly retriesMax: number;
    readonly log: Logger;
    /** Told after each call. `outcome` is `ok` or the code of the refusal. */
    readonly onCall: (call: { kind: string; fn: string; outcome: string; seconds: number }) => void;
}

function readResult(bytes: Uint8Array): unknown {
    if (bytes.length === 0) return undefined;
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
}

function transientOf(values: LedgerCall['transient'] = {}): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, canonicalJson(value)]));
}

/** The door, through the Fabric Gateway client: the embedded peer and a real network look the same from here. */
export class FabricLedger implements Ledger {
    readonly #options: FabricLedgerOptions;
    readonly #closed = new AbortController();
    readonly #bundles: BundleWatch | undefined;

    constructor(options: FabricLedgerOptions) {
        this.#options = options;
        const [reader] = options.connection.identities();
        this.#bundles = reader && new BundleWatch(options.connection, reader);
    }

    get organisations(): readonly string[] {
        return this.#options.connection.organisations;
    }

    identities(): readonly (LedgerIdentity & { readonly role: string })[] {
        return this.#options.connection
            .identities()
            .map(({ attributes, ...identity }) => ({ ...identity, role: attributes['role'] ?? '' }));
    }

    users(organisation: string): readonly string[] {
        return this.identities()
            .filter((identity) => identity.organisation === organisation)
            .map(({ user }) => user);
    }

    actor(role: string, organisation?: string): LedgerIdentity {
        const found = this.identities().find(
            (identity) => identity.role === role && (organisation ?? identity.organisation) === identity.organisation,
        );
        if (found === undefined) {
            throw new EdgeError('REQUEST_FORBIDDEN', { role, organisation: organisation ?? 'any' });
        }
        return { organisation: found.organisation, user: found.user };
    }

    async submit(call: LedgerCall): Promise<LedgerReceipt> {
        const { as, fn, argument, endorsers } = call;
        return this.#observed('submit', fn, async () => {
            const proposal = {
                arguments: [canonicalJson(argument)],
                transientData: transientOf(call.transient),
                ...(endorsers !== undefined && { endorsingOrganizations: [...endorsers] }),
            };
            const { connection } = this.#options;
            const { result, ...committed } = await makeTransaction(
                { connection, as, fn, proposal, ...(this.#bundles && { bundles: this.#bundles }) },
                this.#retry(),
            );
            noteTransaction(committed.transactionId);
            this.#options.log.debug({ fn, transactionId: committed.transactionId }, 'committed');
            return { ...committed, result: readResult(result) };
        });
    }

    async evaluate({ as, fn, argument, isEndorsed = false, organisation }: LedgerQuery): Promise<unknown> {
        const proposal = {
            arguments: [canonicalJson(argument)],
            ...(organisation !== undefined && { endorsingOrganizations: [organisation] }),
        };
        const { connection } = this.#options;
        const plain = (): Promise<Uint8Array> => connection.call(as, ({ contract }) => contract.evaluate(fn, proposal));
        const endorsed = (options: ProposalOptions): Promise<Uint8Array> =>
            connection.call(as, ({ contract }) => endorsedRead(contract, fn, options));
        const compared = async (): Promise<Uint8Array> =>
            this.#bundles === undefined ? endorsed(proposal) : this.#bundles.endorsed(proposal, endorsed);
        return this.#observed(isEndorsed ? 'endorsed-read' : 'evaluate', fn, () =>
            withRetry(this.#retry(), async () => readResult(await (isEndorsed ? compared() : plain()))),
        );
    }

    events(options: StreamOptions): AsyncIterable<LedgerEvent> {
        return streamEvents(this.#source(), this.#until(options));
    }

    blocks(options: StreamOptions): AsyncIterable<LedgerBlock> {
        return streamBlocks(this.#source(), this.#until(options));
    }

    async isReady(): Promise<boolean> {
        return this.#options.connection.isReady();
    }

    /** @returns What each endorsing organisation runs, as last heard; undefined where the profile names none. */
    bundles(): BundleState | undefined {
        return this.#options.connection.endorsement && this.#bundles?.state;
    }

    /** @returns Whether enough organisations can endorse that are not known to run other code than was agreed. */
    isAgreed(): boolean {
        return this.#bundles?.isAgreed() ?? true;
    }

    close(): void {
        this.#closed.abort();
        this.#options.connection.close();
    }

    #retry(): RetryOptions {
        return { retriesMax: this.#options.retriesMax, signal: this.#closed.signal };
    }

    #until(options: StreamOptions): StreamOptions {
        return { ...options, signal: AbortSignal.any([options.signal, this.#closed.signal]) };
    }

    #source(): Parameters<typeof streamEvents>[0] {
        const { connection, log } = this.#options;
        const [reader] = connection.identities();
        if (reader === undefined) throw new EdgeError('LEDGER_UNAVAILABLE', { reason: 'no identity' });
        return { connection, reader, log };
    }

    async #observed<Result>(kind: string, fn: string, run: () => Promise<Result>): Promise<Result> {
        const begin = performance.now();
        let outcome = 'ok';
        try {
            return await run();
        } catch (error) {
            outcome = error instanceof EdgeError ? error.code : 'INTERNAL';
            throw error;
        } finally {
            this.#options.onCall({ kind, fn, outcome, seconds: (performance.now() - begin) / 1000 });
        }
    }
}
