import { EdgeError, isErrorCode } from '@edgebourse/chaincode/common/errors';
import type { ClearingRecord } from '@edgebourse/chaincode/energy/records';
import { refusal } from '../journal/command';
import type { Finished } from '../journal/command-book';
import type { Outcome } from '../journal/journal';
import type { OrderChain, ReceiptedOrder } from './order-book';

/**
 * Tells from the ledger's record what became of the orders of a round, whoever cleared it.
 * @param transactionId - Of the clearing, when this process made it.
 * @returns One end an order: its trades (none when nobody met its limit), or why it took no part.
 */
export function orderOutcomes(
    chains: readonly OrderChain[],
    clearing: ClearingRecord,
    transactionId?: string,
): Finished[] {
    return chains.flatMap(({ organisation, orders }) => {
        const taken = clearing.heads.find((head) => head.organisation === organisation)?.count ?? 0;
        return orders.map((order, place) => ({
            signer: order.signer,
            id: order.id,
            outcome: place < taken ? outcomeOf(order, clearing, transactionId) : leftOut(clearing),
        }));
    });
}

/** The chain's head came too late, or ended before this order. */
function leftOut({ region, interval }: ClearingRecord): Outcome {
    return refusal(new EdgeError('INTERVAL_CLEARED', { region, interval }));
}

function outcomeOf(order: ReceiptedOrder, clearing: ClearingRecord, transactionId: string | undefined): Outcome {
    const { region, interval, priceMicroPerKwh } = clearing;
    const refused = clearing.refused.find(({ order: hash, wallet }) => hash === order.hash && wallet === order.signer);
    if (refused !== undefined) {
        const code = isErrorCode(refused.code) ? refused.code : 'LEDGER_REFUSED';
        return refusal(new EdgeError(code, { region, interval, wallet: order.signer }));
    }
    const side = order.payload.side === 'buy' ? 'buyer' : 'seller';
    const trades = clearing.trades.flatMap((trade, index) => (trade[side] === order.signer ? [index] : []));
    const energyWh = trades.reduce((sum, index) => sum + BigInt(clearing.trades[index]?.energyWh ?? '0'), 0n);
    return {
        status: 'committed',
        ...(transactionId === undefined ? {} : { transactionId }),
        result: { region, interval, priceMicroPerKwh, energyWh: String(energyWh), trades },
    };
}
