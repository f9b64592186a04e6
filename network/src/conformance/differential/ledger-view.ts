import type { Network } from '@hyperledger/fabric-gateway';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { parseBlock } from '../../embedded/core/blocks';
import { codeName, type Observation } from '../outcome';

/** One transaction of the chaincode as its block has it. */
interface Entry {
    readonly txId: string;
    readonly code: string;
    readonly content: Observation;
}

/** What a ledger keeps of transactions, by id. */
export type LedgerView = ReadonlyMap<string, Entry>;

/**
 * Reads the blocks and takes out of each named transaction its code, read and write sets, hashed private sets and event.
 * Versions become the name of the transaction that wrote them, and ids their names, so that two ledgers can be compared.
 * @param names - Name by transaction id.
 */
export async function viewLedger(
    network: Network,
    chaincode: string,
    names: ReadonlyMap<string, string>,
): Promise<LedgerView> {
    const view = new Map<string, Entry>();
    const writers = new Map<string, string>();
    const wanted = new Set(names.keys());
    const blocks = await network.getBlockEvents({ startBlock: 0n });
    try {
        for await (const block of blocks) {
            const { envelopes, codes } = parseBlock(block.serializeBinary());
            const number = String(block.getHeader()?.getNumber() ?? 0);
            for (const [index, bytes] of envelopes.entries()) {
                const txId = idOf(bytes);
                const name = names.get(txId);
                writers.set(`${number}/${index}`, name ?? 'another');
                // A duplicate never counts, and only some orderers let it into a block.
                if (name === undefined || view.has(name)) continue;
                const content = renamed(contentOf(bytes, chaincode), names, writers);
                view.set(name, { txId, code: codeName(codes[index] ?? -1), content });
                wanted.delete(txId);
            }
            if (wanted.size === 0) break;
        }
    } finally {
        blocks.close();
    }
    return view;
}

function payloadOf(envelope: Uint8Array): common.Payload {
    return common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
}

function idOf(envelope: Uint8Array): string {
    const bytes = payloadOf(envelope).getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
    return common.ChannelHeader.deserializeBinary(bytes).getTxId();
}

/** Fabric adds what it read of the chaincode's definition: a namespace of its own, left out here. */
function contentOf(envelope: Uint8Array, chaincode: string): Observation {
    const [action] = peer.Transaction.deserializeBinary(payloadOf(envelope).getData_asU8()).getActionsList();
    const content = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    const endorsed = content.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array();
    const extension = peer.ProposalResponsePayload.deserializeBinary(endorsed).getExtension_asU8();
    const result = peer.ChaincodeAction.deserializeBinary(extension);
    const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(result.getResults_asU8())
        .getNsRwsetList()
        .filter((set) => set.getNamespace() === chaincode);
    const event = result.getEvents_asU8();
    return plain({
        response: result.getResponse()?.toObject(),
        event: event.length === 0 ? null : peer.ChaincodeEvent.deserializeBinary(event).toObject(),
        sets: sets.map((set) => ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()).toObject()),
        hashed: sets.flatMap((set) =>
            set.getCollectionHashedRwsetList().map((collection) => ({
                collection: collection.getCollectionName(),
                privateHash: collection.getPvtRwsetHash_asB64(),
                set: ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8()).toObject(),
            })),
        ),
    });
}

function plain(value: unknown): Observation {
    return JSON.parse(JSON.stringify(value)) as Observation;
}

/** Replaces versions by the names of their writers, and ids by names, at any depth. */
function renamed(
    value: Observation,
    names: ReadonlyMap<string, string>,
    writers: ReadonlyMap<string, string>,
): Observation {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item: Observation) => renamed(item, names, writers));
    const record = value as Readonly<Record<string, Observation>>;
    const { blockNum, txNum } = record;
    if (typeof blockNum === 'number' && typeof txNum === 'number') {
        return `written by ${writers.get(`${blockNum}/${txNum}`) ?? 'nobody'}`;
    }
    return Object.fromEntries(Object.entries(record).map(([name, item]) => [name, renamed(item, names, writers)]));
}
