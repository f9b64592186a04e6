import type { RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import { orderTie } from '@edgebourse/chaincode/energy/messages';
import type { PreviewedClearing } from '@edgebourse/chaincode/energy/records';
import type { WalletRecord } from '@edgebourse/chaincode/identity/records';
import { marketQuote } from '@edgebourse/optimization/market-quote/quote';
import { orderTime, type RoundName } from './market-time';
import type { OrderChain, ReceiptedOrder } from './order-book';

type Eligible = PreviewedClearing['eligible'][number];

/** What a gateway foresees a clearing from. */
export interface Foresight {
    readonly policy: RegionPolicy;
    readonly chains: readonly OrderChain[];
    /** AP of the round, micro-coins per kWh. */
    readonly averageMicroPerKwh: string;
    /** The record of a wallet that may trade in the region; undefined for one that may not. */
    walletOf(wallet: string): WalletRecord | undefined;
}

function eligible(round: RoundName, { receipt, payload, signer }: ReceiptedOrder, index: number): Eligible {
    return {
        index,
        side: payload.side,
        limitMicroPerKwh: payload.limitMicroPerKwh,
        energyWh: payload.energyWh,
        timeMs: receipt.timeMs,
        tie: orderTie(round, signer, payload.id),
        wallet: signer,
    };
}

const energyOf = (orders: readonly Eligible[], side: Eligible['side']): bigint =>
    orders.filter((order) => order.side === side).reduce((total, { energyWh }) => total + BigInt(energyWh), 0n);

const isOperators = ({ role }: WalletRecord): boolean => role === 'supplier' || role === 'bond';

function quoteOf({ policy, averageMicroPerKwh }: Foresight, free: readonly Eligible[]): bigint {
    return marketQuote({
        averagePriceMicro: BigInt(averageMicroPerKwh),
        feedInMicro: BigInt(policy.feedInMicroPerKwh),
        retailMicro: BigInt(policy.retailMicroPerKwh),
        averageWeightPpm: BigInt(policy.quote.aPpm),
        slopeMicro: BigInt(policy.quote.kMicroPerKwhPerKwh),
        supplyWh: energyOf(free, 'sell'),
        demandWh: energyOf(free, 'buy'),
    });
}

/**
 * What the contract will most probably find of a round: that every wallet can pay and nobody is in debt, as nearly always.
 * It decides for itself; where it differs, it is asked what it finds.
 */
export function foreseeClearing(round: RoundName, foresight: Foresight): PreviewedClearing {
    const now = orderTime(foresight.policy, round.interval) ?? 0n;
    const orders = foresight.chains.flatMap((chain) => chain.orders);
    const trading = orders.flatMap((order, index) => {
        const wallet = foresight.walletOf(order.signer);
        const isUsable = wallet !== undefined && BigInt(wallet.notAfter) >= now;
        return isUsable ? [{ order: eligible(round, order, index), isOperators: isOperators(wallet) }] : [];
    });
    const free = trading.filter((entry) => !entry.isOperators);
    const quote = quoteOf(
        foresight,
        free.map(({ order }) => order),
    );
    const taken = trading.filter((entry) => !entry.isOperators || BigInt(entry.order.limitMicroPerKwh) === quote);
    return { eligible: taken.map(({ order }) => order), quoteMicroPerKwh: String(quote), refused: [] };
}
