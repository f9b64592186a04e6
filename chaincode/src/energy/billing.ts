import { min, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import type { RegionPolicy } from '../common/policy-record';
import type { Accounts } from '../coin/accounts';
import { debtsOf, writeDebt } from './debts';
import type { Residual } from './grid';
import type { Share } from './imbalance';
import type { Purse } from './purse';
import type { GridLine, TradeRecord } from './records';

/**
 * Gives the coins of a trade, which the clearing held, to those whom they belong to now. What a token paid is billed to
 * it, what is left of its escrow goes back to it.
 * @param id - Of the trade: `region.interval.index`.
 */
export async function payShare(
    { accounts, tokens }: Purse,
    id: string,
    trade: TradeRecord,
    share: Share,
): Promise<void> {
    const { buyer, seller, payTo, creditToken } = trade;
    const soldMicro = share.paidMicro + share.buyerShortMicro;
    accounts.credit(payTo, soldMicro);
    if (creditToken === undefined) {
        accounts.giveBack(buyer, share.escrowBackMicro);
    } else {
        await tokens.bill(creditToken, { payTo, amountMicro: soldMicro, reference: id });
        await tokens.release(creditToken, share.escrowBackMicro);
    }
    accounts.credit(buyer, share.sellerShortMicro);
    accounts.giveBack(seller, share.depositBackMicro);
}

/** A residual, and what of it the wallet and the supplier owe each other at once, micro-coins. */
interface Due {
    readonly residual: Residual;
    readonly beforeMicro: bigint;
    readonly setOffMicro: bigint;
}

const payableMicro = ({ residual, setOffMicro }: Due): bigint => residual.creditedMicro - setOffMicro;

function dueOf(residual: Residual, beforeMicro: bigint): Due {
    return { residual, beforeMicro, setOffMicro: min(beforeMicro + residual.chargedMicro, residual.creditedMicro) };
}

/** Collects what a wallet owes, the older debt first, as far as its coins reach. @returns Its grid line. */
async function collect(ctx: EdgeContext, accounts: Accounts, region: RegionPolicy, due: Due): Promise<GridLine> {
    const { residual, beforeMicro, setOffMicro } = due;
    const { wallet, chargedMicro } = residual;
    const dueMicro = beforeMicro + chargedMicro - setOffMicro;
    const paidMicro = dueMicro === 0n ? 0n : await accounts.debitUpTo(wallet, dueMicro);
    accounts.credit(region.supplier, paidMicro);
    const owedMicro = dueMicro - paidMicro;
    writeDebt(ctx, region, wallet, { beforeMicro, owedMicro });
    return {
        wallet,
        importWh: String(residual.importWh),
        exportWh: String(residual.exportWh),
        gridImportWh: String(residual.gridImportWh),
        gridExportWh: String(residual.gridExportWh),
        chargedMicro: String(chargedMicro),
        creditedMicro: String(residual.creditedMicro),
        owedMicro: String(min(chargedMicro, owedMicro)),
    };
}

/**
 * Bills residual energy. A wallet's feed-in is set off against what it owes, also where received coins would be pending,
 * since supplier and wallet owe it to each other; the rest is credited. What a wallet cannot pay becomes its debt. Call
 * after the trades' coins were credited: everything nets to one output a wallet.
 * @returns A line for each residual, in order.
 * @throws EdgeError COIN_INSUFFICIENT when the supplier cannot pay for the export: nothing is settled, top it up.
 */
export async function bill(
    ctx: EdgeContext,
    accounts: Accounts,
    region: RegionPolicy,
    lines: readonly Residual[],
): Promise<GridLine[]> {
    const debts = await debtsOf(ctx, region.region);
    const dues = lines.map((line) => dueOf(line, debts.get(line.wallet) ?? 0n));
    for (const due of dues) accounts.credit(due.residual.wallet, payableMicro(due));
    const billed: GridLine[] = [];
    for (const due of dues) billed.push(await collect(ctx, accounts, region, due));
    await accounts.debit(region.supplier, sum(dues.map(payableMicro)));
    return billed;
}
