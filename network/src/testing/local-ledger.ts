import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unsyncedFileLayer, type FileLayer } from '@edgebourse/storage/file-layer';
import { peer } from '@hyperledger/fabric-protos';
import { issueIdentity } from '../embedded/ca/certificate-authority';
import { openCore } from '../embedded/core/core';
import type {
    Collection,
    ContractClass,
    CoreConfig,
    IdentityRole,
    LedgerCore,
    PendingTransaction,
    StateEntry,
} from '../embedded/core/types';
import { createEndorser, type Endorser, type Simulation } from '../embedded/front/endorser';
import { createMspRegistry } from '../embedded/msp/registry';
import { testOrganisation, type TestOrganisation } from './local-ca';
import { assemble, propose, Signer } from './proposal';

const CHANNEL = 'edgebourse';
const CHAINCODE = 'edgebourse';

export interface LocalLedgerOptions {
    readonly contracts: readonly ContractClass[];
    /** MSP ids; all of them endorse. */
    readonly organisations: readonly string[];
    /** How many organisations must endorse public writes. Default 2, or 1 when there is only one. */
    readonly endorsement?: number;
    readonly collections?: readonly Collection[];
    /** Name under which the contracts run. */
    readonly chaincode?: string;
    /** Milliseconds after which a run is given up. Default 30 000. */
    readonly executeTimeoutMs?: number;
    /** Keep the ledger here and leave it there, instead of in a throwaway folder. */
    readonly dataDir?: string;
    /** Disk of the block log; the real one without waiting for it when absent. */
    readonly fileLayer?: FileLayer;
}

export interface CallOptions {
    readonly transient?: Readonly<Record<string, string | Uint8Array>>;
    /** Transaction timestamp in milliseconds since the epoch; default now. */
    readonly at?: number;
    /** MSP ids that endorse; default: the caller's organisation (if it has a peer) and the next ones, `endorsement` many. */
    readonly endorsers?: readonly string[];
}

export interface Endorsed extends PendingTransaction {
    readonly txId: string;
    readonly payload: string;
    readonly event?: LedgerEvent;
}

export interface LedgerEvent {
    readonly name: string;
    readonly payload: string;
}

/** Name of a peer.TxValidationCode, such as VALID or MVCC_READ_CONFLICT. */
export type ValidationCodeName = keyof peer.TxValidationCodeMap;

export interface Submitted {
    readonly txId: string;
    readonly code: ValidationCodeName;
    readonly payload: string;
    readonly event?: LedgerEvent;
    readonly blockNumber: number;
}

/** The contract, or the comparison of its results, refused; `message` is the contract's own text. */
export class LedgerRefusal extends Error {
    override readonly name = 'LedgerRefusal';
}

const CODE_NAMES = new Map(
    Object.entries(peer.TxValidationCode).map(([name, code]) => [code as number, name as ValidationCodeName]),
);

function eventOf(bytes: Uint8Array | undefined): { event?: LedgerEvent } {
    if (bytes === undefined) return {};
    const event = peer.ChaincodeEvent.deserializeBinary(bytes);
    return { event: { name: event.getEventName(), payload: Buffer.from(event.getPayload_asU8()).toString() } };
}

function textOf({ result }: Simulation): string {
    return Buffer.from(result.response.payload).toString();
}

function demandEqual(simulations: readonly Simulation[]): Simulation {
    const [first] = simulations;
    if (first === undefined) throw new LedgerRefusal('no organisation endorses');
    const expected = Buffer.from(first.payload);
    if (simulations.some(({ payload }) => !expected.equals(payload))) {
        throw new LedgerRefusal('ProposalResponsePayloads do not match');
    }
    return first;
}

/**
 * A whole ledger in this process for tests: fabric-shim, simulator, endorsement, validation and blocks are the embedded
 * peer's own; only gRPC and waiting for the disk are left out. Close it after use.
 */
export class LocalLedger {
    private readonly identities = new Map<string, Signer>();

    /** @param core for tests of the ledger itself. */
    constructor(
        readonly core: LedgerCore,
        private readonly config: CoreConfig,
        private readonly organisations: readonly TestOrganisation[],
        private readonly endorsers: ReadonlyMap<string, Endorser>,
        private readonly folder: string | undefined,
    ) {}

    /**
     * A client certificate with these attributes as Fabric CA writes them; the same one for the same arguments.
     * @param role OU of the certificate: what Fabric calls its role, not the attribute of that name.
     */
    async identity(
        mspId: string,
        attributes: Readonly<Record<string, string>> = {},
        role: IdentityRole = 'client',
    ): Promise<Signer> {
        const name = JSON.stringify([mspId, Object.entries(attributes).sort(), role]);
        const known = this.identities.get(name);
        if (known !== undefined) return known;
        const organisation = this.organisations.find((candidate) => candidate.mspId === mspId);
        if (organisation === undefined) throw new Error(`${mspId} is no organisation of this ledger`);
        const request = { commonName: `client${this.identities.size}`, role, attributes };
        const signer = new Signer(await issueIdentity(organisation.ca, request));
        this.identities.set(name, signer);
        return signer;
    }

    /** Simulates for each endorser and compares. @throws LedgerRefusal with the contract's message. */
    async endorse(
        signer: Signer,
        functionName: string,
        args: readonly (string | Uint8Array)[],
        options: CallOptions = {},
    ): Promise<Endorsed> {
        const proposal = this.propose(signer, functionName, args, options);
        const endorsers = this.chosen(signer, options.endorsers);
        const simulations = await Promise.all(endorsers.map((endorser) => this.simulate(endorser, proposal)));
        const simulation = demandEqual(simulations);
        const endorsements = endorsers.map((endorser) => endorser.endorse(simulation.payload));
        const { privateWrites, event } = simulation.result;
        return {
            txId: proposal.txId,
            payload: textOf(simulation),
            envelope: assemble(proposal, simulation, endorsements, signer),
            ...(privateWrites && { privateWrites }),
            ...eventOf(event),
        };
    }

    /** Puts endorsed transactions into one block, in this order. */
    async commit(batch: readonly Endorsed[]): Promise<Submitted[]> {
        const block = await this.core.commit(batch);
        return batch.map((transaction, index) => ({
            txId: transaction.txId,
            code: CODE_NAMES.get(block.transactions[index]?.code ?? -1) ?? 'NOT_VALIDATED',
            payload: transaction.payload,
            blockNumber: Number(block.number),
            ...(transaction.event && { event: transaction.event }),
        }));
    }

    /**
     * Endorses and commits in a block of its own. The code may say that validation failed: look at it.
     * @throws LedgerRefusal with the contract's message when the contract refuses.
     */
    async submit(
        signer: Signer,
        functionName: string,
        args: readonly (string | Uint8Array)[],
        options: CallOptions = {},
    ): Promise<Submitted> {
        const [submitted] = await this.commit([await this.endorse(signer, functionName, args, options)]);
        if (submitted === undefined) throw new Error('nothing was submitted');
        return submitted;
    }

    /** Runs once, on the peer of the first endorser, and commits nothing. @throws LedgerRefusal */
    async evaluate(
        signer: Signer,
        functionName: string,
        args: readonly (string | Uint8Array)[] = [],
        options: CallOptions = {},
    ): Promise<string> {
        const [endorser] = this.chosen(signer, options.endorsers);
        if (endorser === undefined) throw new LedgerRefusal('no organisation answers');
        return textOf(await this.simulate(endorser, this.propose(signer, functionName, args, options)));
    }

    /** See state-hash.ts. */
    stateHash(): Promise<string> {
        return this.core.stateHash();
    }

    /** Public state under a key prefix, in key order. */
    async entries(prefix = ''): Promise<StateEntry[]> {
        const entries: StateEntry[] = [];
        for await (const entry of this.core.state(prefix)) entries.push(entry);
        return entries;
    }

    async close(): Promise<void> {
        await this.core.close();
        if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
    }

    private propose(
        signer: Signer,
        functionName: string,
        args: readonly (string | Uint8Array)[],
        { transient, at }: CallOptions,
    ): ReturnType<typeof propose> {
        const { channelId, chaincode } = this.config;
        const call = { channelId, chaincode: chaincode.name, functionName, args, at: at ?? Date.now() };
        return propose({ ...call, ...(transient && { transient }) }, signer);
    }

    private async simulate(endorser: Endorser, proposal: ReturnType<typeof propose>): Promise<Simulation> {
        const simulation = await endorser.simulate(proposal);
        const { status, message } = simulation.result.response;
        if (status >= 400) throw new LedgerRefusal(message);
        return simulation;
    }

    private chosen(signer: Signer, named: readonly string[] | undefined): Endorser[] {
        const all = [...this.endorsers.keys()];
        const ordered = [...all.filter((mspId) => mspId === signer.mspId), ...all.filter((id) => id !== signer.mspId)];
        const mspIds = named ?? ordered.slice(0, this.config.endorsementPolicy.outOf);
        return mspIds.map((mspId) => {
            const endorser = this.endorsers.get(mspId);
            if (endorser === undefined) throw new Error(`${mspId} has no peer on this ledger`);
            return endorser;
        });
    }
}

/** Opens a test ledger. Identities of its organisations are made once a process, so the first call takes longer. */
export async function newLocalLedger(options: LocalLedgerOptions): Promise<LocalLedger> {
    const organisations = await Promise.all(options.organisations.map(testOrganisation));
    const throwaway = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'local-ledger-')) : undefined;
    const config: CoreConfig = {
        dataDir: options.dataDir ?? throwaway ?? '',
        channelId: CHANNEL,
        chaincode: { name: options.chaincode ?? CHAINCODE, version: '1.0', contracts: options.contracts },
        organisations: organisations.map(({ mspId, ca }) => ({ mspId, caCertificatesPem: [ca.certificatePem] })),
        endorsementPolicy: {
            outOf: options.endorsement ?? Math.min(2, organisations.length),
            organisations: options.organisations,
        },
        ...(options.collections && { collections: options.collections }),
        ...(options.executeTimeoutMs !== undefined && { executeTimeoutMs: options.executeTimeoutMs }),
    };
    const registry = createMspRegistry(config.organisations);
    const core = await openCore(config, { registry, fileLayer: options.fileLayer ?? unsyncedFileLayer });
    const endorsers = new Map(
        organisations.map(({ mspId, peer: identity }) => [mspId, createEndorser(core, '1.0', mspId, identity)]),
    );
    return new LocalLedger(core, config, organisations, endorsers, throwaway);
}
