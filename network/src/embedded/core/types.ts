/** The boundary between the ledger core (simulator, validation, blocks, state) and whoever serves it. */

/** One organisation of the channel: its MSP and the certificates that vouch for its members. */
export interface Organisation {
    readonly mspId: string;
    readonly caCertificatesPem: readonly string[];
}

/** "k of these organisations": the only form of chaincode-level policy that the embedded peer offers. */
export interface EndorsementPolicy {
    readonly outOf: number;
    readonly organisations: readonly string[];
}

/** A private collection named at start. `_implicit_org_<MSP>` exists for every organisation without being listed. */
export interface Collection {
    readonly name: string;
    /** MSP ids whose peers hold the data. */
    readonly members: readonly string[];
    readonly memberOnlyRead?: boolean;
    readonly memberOnlyWrite?: boolean;
    /** Replaces the chaincode-level policy for writes into this collection. */
    readonly endorsementPolicy?: EndorsementPolicy;
}

export type IdentityRole = 'client' | 'peer' | 'admin' | 'orderer';

/** A checked member of an organisation. */
export interface Identity {
    readonly mspId: string;
    readonly certificatePem: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly role: IdentityRole;
    /** True when the DER ECDSA signature over the message is this identity's and its s is low. Never throws. */
    verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Knows which certificates belong to which organisation. */
export interface MspRegistry {
    /** Resolves msp.SerializedIdentity bytes; throws when no organisation vouches for them. */
    identify(serializedIdentity: Uint8Array): Identity;
}

/** Makes the registry of a channel; a factory, because the core's worker thread builds its own. */
export type MspRegistryFactory = (organisations: readonly Organisation[]) => MspRegistry;

export type ContractClass = new () => object;

/** A chaincode: a module file that exports `contracts` (any package's), or the classes themselves (in process only). */
export interface ChaincodeSource {
    readonly name: string;
    readonly version?: string;
    /** Absolute path of a CommonJS module that exports `contracts`; fabric-shim is resolved from there. */
    readonly contractsModule?: string;
    readonly contracts?: readonly ContractClass[];
}

/** Everything the core is told at start. Structured-cloneable except `contracts`. */
export interface CoreConfig {
    /** The folder of this chaincode's block log and state; made when missing. */
    readonly dataDir: string;
    readonly channelId: string;
    readonly chaincode: ChaincodeSource;
    readonly organisations: readonly Organisation[];
    readonly endorsementPolicy: EndorsementPolicy;
    readonly collections?: readonly Collection[];
    /** Runs at the same time; more wait. Default 500, as on a Fabric peer. */
    readonly concurrency?: number;
    /** A contract that takes longer is given up. Default 30 000 ms, as on a Fabric peer. */
    readonly executeTimeoutMs?: number;
}

/** One simulation of a proposal, as a peer of `mspId` would do it. */
export interface RunRequest {
    readonly txId: string;
    readonly channelId: string;
    readonly chaincode: string;
    readonly mspId: string;
    /** peer.SignedProposal bytes as the client sent them; the caller has checked signature and access. */
    readonly signedProposal: Uint8Array;
}

export interface RunResult {
    /** The chaincode's answer; status >= 400 is a refusal, `message` its text. */
    readonly response: { readonly status: number; readonly message: string; readonly payload: Uint8Array };
    /** ledger.rwset.TxReadWriteSet bytes. */
    readonly results: Uint8Array;
    /** peer.ChaincodeEvent bytes. */
    readonly event?: Uint8Array;
    /** ledger.rwset.TxPvtReadWriteSet bytes, when private data was written. */
    readonly privateWrites?: Uint8Array;
}

export interface PendingTransaction {
    /** common.Envelope bytes. */
    readonly envelope: Uint8Array;
    readonly privateWrites?: Uint8Array;
}

export interface CommittedBlock {
    readonly number: bigint;
    /** common.Block bytes. */
    readonly bytes: Uint8Array;
    /** In block order; `code` is a peer.TxValidationCode. The id is '' when the envelope cannot be read. */
    readonly transactions: readonly { readonly txId: string; readonly code: number }[];
}

export interface StateEntry {
    readonly namespace: string;
    readonly key: string;
    readonly value: Uint8Array;
}

/** Private writes of one transaction, as kept beside its block. */
export interface PrivateDataOfTransaction {
    readonly index: number;
    /** ledger.rwset.TxPvtReadWriteSet bytes. */
    readonly privateWrites: Uint8Array;
}

/** One channel's ledger with one chaincode. */
export interface LedgerCore {
    /** Simulates; rejects only when the peer itself fails, a refusing contract is a response with status >= 400. */
    run(request: RunRequest): Promise<RunResult>;
    /** Validates, appends and applies one block; resolves after the block is on disk and its state visible. */
    commit(batch: readonly PendingTransaction[]): Promise<CommittedBlock>;
    /** Number of blocks (the next block's number). */
    height(): Promise<bigint>;
    /** common.Block bytes, or undefined when that block is not there yet. */
    block(number: bigint): Promise<Uint8Array | undefined>;
    /** Private writes of a block's valid transactions. */
    privateData(number: bigint): Promise<readonly PrivateDataOfTransaction[]>;
    /** Validation code and block of a transaction id, undefined when no block has it. */
    status(txId: string): Promise<{ readonly code: number; readonly block: bigint } | undefined>;
    /** Key-level endorsement policies of these public keys, each once: common.SignaturePolicyEnvelope bytes. */
    keyPolicies(keys: readonly string[]): Promise<readonly Uint8Array[]>;
    /** See state-hash.ts: comparable between runs of one seed. */
    stateHash(): Promise<string>;
    /** Public state of the chaincode in key order. */
    state(prefix?: string): AsyncIterable<StateEntry>;
    close(): Promise<void>;
}
