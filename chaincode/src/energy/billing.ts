import { min, parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import type { Accounts } from '../coin/accounts';
import type { Residual } from './grid';
import type { Share } from './imbalance';
import { debtKey } from './keys';
import type { DebtRecord, GridLine, TradeRecord } from './records';

type Debts = DebtRecord['debts'];

/** Gives the coins of a trade, which the clearing held, to those whom they belong to now. */
export function payShare(accounts: Accounts, trade: TradeRecord, share: Share): void {
    accounts.credit(trade.payTo, share.paidMicro + share.buyerShortMicro);
    accounts.credit(trade.buyer, share.escrowBackMicro + share.sellerShortMicro);
    accounts.credit(trade.seller, share.depositBackMicro);
}

const owedOf = (debts: Debts): bigint => sum(debts.map(({ owedMicro }) => parseAmount(owedMicro)));

/** Adds a charge behind the older debts, into the entry of the same supplier where there is one. */
function withCharge(debts: Debts, supplier: string, chargedMicro: bigint): Debts {
    const older = debts.find((debt) => debt.supplier === supplier);
    if (older === undefined) return [...debts, { supplier, owedMicro: String(chargedMicro) }];
    const owedMicro = String(parseAmount(older.owedMicro) + chargedMicro);
    return debts.map((debt) => (debt === older ? { supplier, owedMicro } : debt));
}

/** Pays debts in their order. @returns What is left of them. */
function payDebts(accounts: Accounts, debts: Debts, paidMicro: bigint): Debts {
    let left = paidMicro;
    const rest: { supplier: string; owedMicro: string }[] = [];
    for (const { supplier, owedMicro } of debts) {
        const owed = parseAmount(owedMicro);
        const paid = min(owed, left);
        left -= paid;
        accounts.credit(supplier, paid);
        if (paid < owed) rest.push({ supplier, owedMicro: String(owed - paid) });
    }
    return rest;
}

function writeDebts(ctx: EdgeContext, wallet: string, before: DebtRecord | undefined, debts: Debts): void {
    if (debts.length > 0) {
        ctx.store.put(debtKey(wallet), { owedMicro: String(owedOf(debts)), debts } satisfies DebtRecord);
    } else if (before !== undefined) {
        ctx.store.delete(debtKey(wallet));
    }
}

/** Collects a wallet's charge, older debts first, as far as its coins reach. @returns Its grid line. */
async function collect(ctx: EdgeContext, accounts: Accounts, supplier: string, residual: Residual): Promise<GridLine> {
    const { wallet, chargedMicro } = residual;
    const before = await ctx.store.get<DebtRecord>(debtKey(wallet));
    const debts = before?.debts ?? [];
    const due = chargedMicro > 0n ? withCharge(debts, supplier, chargedMicro) : debts;
    const dueMicro = owedOf(due);
    const paid = dueMicro === 0n ? 0n : await accounts.debitUpTo(wallet, dueMicro);
    const rest = payDebts(accounts, due, paid);
    writeDebts(ctx, wallet, before, rest);
    return {
        wallet,
        importWh: String(residual.importWh),
        exportWh: String(residual.exportWh),
        gridImportWh: String(residual.gridImportWh),
        gridExportWh: String(residual.gridExportWh),
        chargedMicro: String(chargedMicro),
        creditedMicro: String(residual.creditedMicro),
        owedMicro: String(min(chargedMicro, owedOf(rest))),
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
    supplier: string,
    lines: readonly Residual[],
): Promise<GridLine[]> {
    for (const { wallet, creditedMicro } of lines) accounts.credit(wallet, creditedMicro);
    const billed: GridLine[] = [];
    for (const line of lines) billed.push(await collect(ctx, accounts, supplier, line));
    await accounts.debit(supplier, sum(lines.map(({ creditedMicro }) => creditedMicro)));
    return billed;
}
