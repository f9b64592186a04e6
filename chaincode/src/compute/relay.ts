import type { z } from 'zod';
import { parseAmount } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import type { ComputeNode } from '../common/compute-policy';
import { EdgeError } from '../common/errors';
import { requireWallet } from '../identity/wallets';
import { requirePart, type Desk } from './desk';
import { relayKey } from './keys';
import type { computeArguments, ContractRecord, RelayRecord } from './records';
import { relayCostMicro } from './terms';

type RelayArgument = z.infer<typeof computeArguments.Relay>;
type Line = RelayArgument['lines'][number];

/** What became of a relayed blob. */
export interface Relayed {
    readonly contract: string;
    readonly blob: string;
    readonly bytes: number;
    readonly chargedMicro: string;
}

/**
 * Charges what a MEC relayed between a buyer and its sellers, by its policy's price per MB, as a line of its own and
 * never above the buyer's signed limit. A blob is charged once a seller.
 * @returns A result each. Refusals, in this order: COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, COMPUTE_PART_STATE (closed),
 * COMPUTE_RELAY_LIMIT.
 * @throws EdgeError COMPUTE_NODE_UNKNOWN, ACCESS_DENIED.
 */
export async function relay(desk: Desk, { region, lines }: RelayArgument): Promise<CommandResult<Relayed>[]> {
    const node = desk.ownNode(region);
    return await runBatch<Line, Relayed>(lines, async (line) => {
        const { contract: id, seller, blob, bytes } = line;
        const contract = await desk.requireContract(id);
        const key = relayKey(id, blob, seller);
        const earlier = await desk.ctx.store.get<RelayRecord>(key);
        if (earlier !== undefined) {
            return { status: 'exists', contract: id, blob, bytes: earlier.bytes, chargedMicro: earlier.chargedMicro };
        }
        await assertRelayable(desk, contract, region, seller);
        const chargedMicro = charge(desk, contract, node, line);
        const record: RelayRecord = { bytes, chargedMicro, organisation: node.organisation };
        desk.ctx.store.put(key, record);
        return { status: 'done', contract: id, blob, bytes, chargedMicro };
    });
}

/** The contract's own MEC relays, or the one where its buyer or the seller is now. */
async function assertRelayable({ ctx }: Desk, contract: ContractRecord, region: string, seller: string): Promise<void> {
    requirePart(contract, seller);
    const isNear = async (wallet: string): Promise<boolean> => (await requireWallet(ctx, wallet)).attached === region;
    const isOurs = contract.region === region || (await isNear(contract.buyer)) || (await isNear(seller));
    if (!isOurs) throw new EdgeError('COMPUTE_PARTY', { contract: contract.contract, region });
    const { contract: id, status } = contract;
    if (status === 'closed') throw new EdgeError('COMPUTE_PART_STATE', { contract: id, status });
}

function charge({ accounts, contracts }: Desk, contract: ContractRecord, node: ComputeNode, line: Line): string {
    const cost = relayCostMicro(BigInt(line.bytes), parseAmount(node.relayMicroPerMb));
    const { relayMicro, relayPaidMicro, relayedBytes } = contract;
    if (cost > parseAmount(relayMicro)) {
        throw new EdgeError('COMPUTE_RELAY_LIMIT', { bytes: line.bytes, costMicro: String(cost), relayMicro });
    }
    accounts.credit(node.wallet, cost);
    contracts.put(contract.contract, {
        ...contract,
        relayMicro: String(parseAmount(relayMicro) - cost),
        relayPaidMicro: String(parseAmount(relayPaidMicro) + cost),
        relayedBytes: relayedBytes + line.bytes,
    });
    return String(cost);
}
