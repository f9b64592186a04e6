import { parseAmount } from '../common/amount';
import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import type { Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { pay, runOnce, type Receipt } from '../coin/commands';
import { bankTime, requireBank } from './banks';
import { fundMessage, withdrawMessage } from './messages';
import { reserveOf } from './places';
import type { BankRecord } from './records';
import type { Desk, Spend } from './repayments';

/** The time of the bank that an unopened message names; the transaction's for one that names none. */
async function timeOf(ctx: EdgeContext, { payload }: Envelope): Promise<bigint> {
    const { bank } = payload;
    return typeof bank === 'string' ? await bankTime(ctx, await requireBank(ctx, bank)) : ctx.now;
}

async function signedBank(ctx: EdgeContext, mspId: string, signer: string): Promise<BankRecord> {
    const bank = await requireBank(ctx, mspId);
    if (bank.wallet !== signer) throw new EdgeError('CREDIT_SIGNER', { bank: mspId, signer });
    return bank;
}

/** @throws EdgeError of the envelope; CREDIT_BANK_UNKNOWN, ID_REUSED, WALLET_*, CREDIT_SIGNER, of the outputs. */
export async function fund(ctx: EdgeContext, { accounts, book }: Desk, spend: Spend): Promise<CommandResult<Receipt>> {
    return await runOnce(
        ctx,
        spend.envelope,
        fundMessage,
        async ({ payload, signer }) => {
            const bank = await signedBank(ctx, payload.bank, signer);
            const amountMicro = parseAmount(payload.amountMicro);
            await pay(accounts, { wallet: signer, inputs: [payload.consumes, ...spend.inputs], amountMicro });
            book.escrow.put(reserveOf(await ctx.policy(), bank.mspId), amountMicro);
        },
        await timeOf(ctx, spend.envelope),
    );
}

/** @throws EdgeError of the envelope; CREDIT_BANK_UNKNOWN, ID_REUSED, WALLET_*, CREDIT_SIGNER, CREDIT_RESERVE. */
export async function withdraw(
    ctx: EdgeContext,
    { accounts, book }: Desk,
    envelope: Envelope,
): Promise<CommandResult<Receipt>> {
    return await runOnce(
        ctx,
        envelope,
        withdrawMessage,
        async ({ payload, signer }) => {
            const bank = await signedBank(ctx, payload.bank, signer);
            const reserve = reserveOf(await ctx.policy(), bank.mspId);
            const amountMicro = parseAmount(payload.amountMicro);
            if ((await book.escrow.balance(reserve)) < amountMicro) {
                throw new EdgeError('CREDIT_RESERVE', { bank: bank.mspId, neededMicro: payload.amountMicro });
            }
            await book.escrow.take(reserve, amountMicro);
            accounts.giveBack(signer, amountMicro);
        },
        await timeOf(ctx, envelope),
    );
}
