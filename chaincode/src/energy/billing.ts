import { min, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import type { RegionPolicy } from '../common/policy-record';
import type { Accounts } from '../coin/accounts';
import { debtsOf, writeDebt } from './debts';
import type { Residual } from './grid';
import type { Share } from './imbalance';
import type { GridLine, TradeRecord } from './records';

/** Gives the coins of a trade, which the clearing held, to those whom they belong to now. */
export function payShare(accounts: Accounts, trade: TradeRecord, share: Share): void {
    accounts.credit(trade.payTo, share.paidMicro + share.buyerShortMicro);
    accounts.credit(trade.buyer, share.escrowBackMicro + share.sellerShortMicro);
    accounts.credit(trade.seller, share.depositBackMicro);
}

/** Collects a wallet's charge, the older debt first, as far as its coins reach. @returns Its grid line. */
async function collect(
    ctx: EdgeContext,
    accounts: Accounts,
    region: RegionPolicy,
    beforeMicro: bigint,
    residual: Residual,
): Promise<GridLine> {
    const { wallet, chargedMicro } = residual;
    const dueMicro = beforeMicro + chargedMicro;
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
 * Bills residual energy. Feed-in is credited first, so that a wallet's own export pays its import; what a wallet cannot
 * pay becomes its debt. Call after the trades' coins were credited: everything nets to one output a wallet.
 * @returns A line for each residual, in order.
 * @throws EdgeError COIN_INSUFFICIENT when the supplier cannot pay for the export: nothing is settled, top it up.
 */
export async function bill(
    ctx: EdgeContext,
    accounts: Accounts,
    region: RegionPolicy,
    lines: readonly Residual[],
): Promise<GridLine[]> {
    for (const { wallet, creditedMicro } of lines) accounts.credit(wallet, creditedMicro);
    const billed: GridLine[] = [];
    const debts = await debtsOf(ctx, region.region);
    const owed = (wallet: string): bigint => debts.get(wallet) ?? 0n;
    for (const line of lines) billed.push(await collect(ctx, accounts, region, owed(line.wallet), line));
    await accounts.debit(region.supplier, sum(lines.map(({ creditedMicro }) => creditedMicro)));
    return billed;
}
