import type { FileLayer } from '@edgebourse/storage/file-layer';
import { killPoint } from '@edgebourse/storage/kill-point';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockLog } from './block-log';
import { buildBlock, parseBlock, type ParsedBlock } from './blocks';
import { Collections } from './collections';
import { genesisBlock } from './genesis';
import { databaseKey, sha256, stateRange } from './keys';
import { compilePolicy, outOfPeers } from './policy';
import { ChaincodeHost } from './simulator/chaincode-host';
import { loadChaincode } from './simulator/shim-loader';
import { stateHash } from './state-hash';
import { StateStore } from './state-store';
import { VALIDATION_PARAMETER } from './validation/endorsement';
import { Validator, type Judgement, type ValidationContext } from './validation/validator';
import type {
    CommittedBlock,
    CoreConfig,
    LedgerCore,
    MspRegistry,
    PendingTransaction,
    PrivateDataOfTransaction,
    RunRequest,
    RunResult,
    StateEntry,
} from './types';

interface Parts {
    readonly host: ChaincodeHost;
    readonly log: BlockLog;
    readonly store: StateStore;
    readonly validator: Validator;
}

/** The ledger core in this thread. */
class InProcessCore implements LedgerCore {
    private committing: Promise<unknown> = Promise.resolve();

    constructor(
        private readonly config: CoreConfig,
        private readonly parts: Parts,
    ) {}

    run(request: RunRequest): Promise<RunResult> {
        return this.parts.host.run(request, () => this.parts.store.view());
    }

    /** One block after the other, in the order of the calls. */
    commit(batch: readonly PendingTransaction[]): Promise<CommittedBlock> {
        const block = this.committing.then(() => this.commitNext(batch));
        this.committing = block.catch(() => undefined);
        return block;
    }

    private async commitNext(batch: readonly PendingTransaction[]): Promise<CommittedBlock> {
        const { log, store, validator } = this.parts;
        const number = log.height;
        const judgement = await validator.judge(batch, number);
        const bytes = this.build(number, batch, judgement);
        await log.append(bytes, judgement.privateData);
        killPoint('block-synced');
        await store.apply(judgement.updates.changes(), number + 1);
        killPoint('state-written');
        return { number: BigInt(number), bytes, transactions: judgement.outcomes };
    }

    private build(number: number, batch: readonly PendingTransaction[], { outcomes, updates }: Judgement): Uint8Array {
        const last = this.parts.log.last;
        const codes = outcomes.map(({ code }) => code);
        const previousCommit = last?.commitHash ?? new Uint8Array();
        return buildBlock({
            number: BigInt(number),
            previousHash: last?.hash ?? new Uint8Array(),
            envelopes: batch.map(({ envelope }) => envelope),
            codes,
            commitHash: sha256(Buffer.concat([Uint8Array.from(codes), updates.digest(), previousCommit])),
        });
    }

    async height(): Promise<bigint> {
        return BigInt(this.parts.log.height);
    }

    block(number: bigint): Promise<Uint8Array | undefined> {
        return this.parts.log.block(Number(number));
    }

    privateData(number: bigint): Promise<readonly PrivateDataOfTransaction[]> {
        return this.parts.log.privateData(Number(number));
    }

    async status(txId: string): Promise<{ code: number; block: bigint } | undefined> {
        const status = this.parts.store.status(txId);
        return status && { code: status.code, block: BigInt(status.block) };
    }

    async keyPolicies(keys: readonly string[]): Promise<readonly Uint8Array[]> {
        const view = this.parts.store.view();
        try {
            const policies = new Map<string, Uint8Array>();
            for (const key of keys) {
                const policy = view.get(databaseKey.state(key))?.metadata.get(VALIDATION_PARAMETER);
                if (policy !== undefined && policy.length > 0)
                    policies.set(Buffer.from(policy).toString('hex'), policy);
            }
            return [...policies.values()];
        } finally {
            await view.close();
        }
    }

    stateHash(): Promise<string> {
        return stateHash(this.state(), (candidate) => this.parts.store.status(candidate) !== undefined);
    }

    async *state(prefix = ''): AsyncGenerator<StateEntry> {
        const view = this.parts.store.view();
        try {
            for await (const { databaseKey, value } of view.range(stateRange(prefix, ''))) {
                const key = databaseKey.slice(1);
                if (!key.startsWith(prefix)) break;
                yield { namespace: this.config.chaincode.name, key, value };
            }
        } finally {
            await view.close();
        }
    }

    async close(): Promise<void> {
        await this.committing;
        await this.parts.log.close();
        await this.parts.store.close();
    }
}

/** Brings the state up to the log's height: the blocks that a crash kept from being applied. */
async function catchUp({ log, store, validator }: Parts): Promise<void> {
    for (let number = store.savepoint(); number < log.height; number++) {
        const bytes = await log.block(number);
        if (bytes === undefined) throw new Error(`block ${number} is missing`);
        const { envelopes, codes }: ParsedBlock = parseBlock(bytes);
        const isGenesis = number === 0;
        const changes = isGenesis
            ? []
            : validator.replay(envelopes, codes, number, await log.privateData(number)).changes();
        await store.apply(changes, number + 1);
    }
}

async function start(log: BlockLog, config: CoreConfig): Promise<void> {
    const genesis = genesisBlock(config);
    if (log.height === 0) await log.append(genesis, []);
    const first = await log.block(0);
    if (first?.equals(genesis) !== true) {
        throw new Error(`${config.dataDir}: the ledger belongs to another channel or other organisations`);
    }
}

/** What the core does not make itself. */
export interface CoreDependencies {
    readonly registry: MspRegistry;
    /** Replaces the real file system of the block log. */
    readonly fileLayer?: FileLayer;
}

/**
 * Opens the ledger in `config.dataDir`, made when missing, verifies its chain and replays what its state lacks.
 * @throws Error naming what is damaged, or that the folder belongs to another channel.
 */
export async function openCore(config: CoreConfig, { registry, fileLayer }: CoreDependencies): Promise<LedgerCore> {
    await mkdir(config.dataDir, { recursive: true });
    const collections = new Collections(config);
    const host = new ChaincodeHost(config, loadChaincode(config.chaincode), collections);
    const store = await StateStore.open(join(config.dataDir, 'state'));
    const opened: { close(): Promise<void> }[] = [store];
    try {
        const log = await BlockLog.open(config.dataDir, store.savepoint(), fileLayer);
        opened.push(log);
        const validator = new Validator(validationContext(config, registry, collections, store));
        const parts = { host, log, store, validator };
        await start(log, config);
        await catchUp(parts);
        return new InProcessCore(config, parts);
    } catch (error) {
        await Promise.all(opened.map((part) => part.close()));
        throw error;
    }
}

function validationContext(
    config: CoreConfig,
    registry: MspRegistry,
    collections: Collections,
    store: StateStore,
): ValidationContext {
    const { outOf, organisations } = config.endorsementPolicy;
    return {
        expected: {
            channelId: config.channelId,
            chaincode: config.chaincode.name,
            chaincodeVersion: config.chaincode.version ?? '',
        },
        registry,
        chaincodePolicy: compilePolicy(outOfPeers(outOf, organisations)),
        collections,
        store,
    };
}
