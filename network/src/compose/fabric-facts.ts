import { readConnectionProfile } from '@edgebourse/gateway/ledger/connection-profile';
import { LedgerConnection } from '@edgebourse/gateway/ledger/connection';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { parseBlock, type ParsedBlock } from '../embedded/core/blocks';
import { stateHash } from '../embedded/core/state-hash';
import type { StateEntry } from '../embedded/core/types';
import type { LedgerFacts } from './ledger-facts';

const TIMEOUT_MS = 30_000;
const DEADLINES = {
    evaluateTimeoutMs: TIMEOUT_MS,
    endorseTimeoutMs: TIMEOUT_MS,
    submitTimeoutMs: TIMEOUT_MS,
    commitTimeoutMs: TIMEOUT_MS,
};
const VALID = 0;

/** The public state of one chaincode, as the valid transactions of all blocks leave it. */
class Replayed {
    readonly #state = new Map<string, Uint8Array>();
    readonly #ids = new Set<string>();
    transactions = 0;
    blocks = 0;

    constructor(private readonly chaincode: string) {}

    add({ envelopes, codes }: ParsedBlock): void {
        this.blocks += 1;
        for (const [index, bytes] of envelopes.entries()) {
            const { txId, type, chaincode } = headerOf(bytes);
            if (type !== common.HeaderType.ENDORSER_TRANSACTION || chaincode !== this.chaincode) continue;
            this.transactions += 1;
            this.#ids.add(txId);
            if (codes[index] !== VALID) continue;
            for (const write of writesOf(bytes, chaincode)) {
                if (write.getIsDelete()) this.#state.delete(write.getKey());
                else this.#state.set(write.getKey(), write.getValue_asU8());
            }
        }
    }

    hash(): Promise<string> {
        return stateHash(this.#entries(), (candidate) => this.#ids.has(candidate));
    }

    async *#entries(): AsyncGenerator<StateEntry> {
        for (const [key, value] of this.#state) yield { namespace: this.chaincode, key, value };
    }
}

/**
 * Reads the ledger of running Fabric peers from block 0, as any member can, and replays what its chaincode wrote.
 * @param connectionFile - `connection.json` of the network.
 * @returns As of an embedded ledger; transactions are those of the chaincode alone, not those of its lifecycle.
 */
export async function readFabricFacts(connectionFile: string): Promise<LedgerFacts> {
    const profile = await readConnectionProfile(connectionFile);
    const connection = await LedgerConnection.open(profile, [], DEADLINES);
    try {
        const [reader] = connection.identities();
        if (reader === undefined) throw new Error(`${connectionFile} names no identity`);
        const { network } = connection.reach(reader);
        const info = await network.getContract('qscc').evaluateTransaction('GetChainInfo', profile.channel);
        const height = common.BlockchainInfo.deserializeBinary(info).getHeight();
        const replayed = new Replayed(profile.chaincode);
        const blocks = await network.getBlockEvents({ startBlock: 0n });
        try {
            for await (const block of blocks) {
                replayed.add(parseBlock(block.serializeBinary()));
                if (replayed.blocks >= height) break;
            }
        } finally {
            blocks.close();
        }
        return {
            transactions: replayed.transactions,
            blocks: replayed.blocks,
            stateHash: await replayed.hash(),
        };
    } finally {
        connection.close();
    }
}

/** Fabric adds to each transaction what it read of the chaincode's definition: a namespace of its own. */
function writesOf(envelope: Uint8Array, chaincode: string): readonly ledger.rwset.kvrwset.KVWrite[] {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const content = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    const endorsed = content.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array();
    const extension = peer.ProposalResponsePayload.deserializeBinary(endorsed).getExtension_asU8();
    const results = peer.ChaincodeAction.deserializeBinary(extension).getResults_asU8();
    return ledger.rwset.TxReadWriteSet.deserializeBinary(results)
        .getNsRwsetList()
        .filter((set) => set.getNamespace() === chaincode)
        .flatMap((set) => ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()).getWritesList());
}

interface Header {
    readonly txId: string;
    readonly type: number;
    /** Empty where the transaction is none of a chaincode. */
    readonly chaincode: string;
}

function headerOf(envelope: Uint8Array): Header {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    const bytes = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
    const header = common.ChannelHeader.deserializeBinary(bytes);
    const type = header.getType();
    return { txId: header.getTxId(), type, chaincode: chaincodeOf(header) };
}

function chaincodeOf(header: common.ChannelHeader): string {
    if (header.getType() !== common.HeaderType.ENDORSER_TRANSACTION) return '';
    const extension = peer.ChaincodeHeaderExtension.deserializeBinary(header.getExtension_asU8());
    return extension.getChaincodeId()?.getName() ?? '';
}
