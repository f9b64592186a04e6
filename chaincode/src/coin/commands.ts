import type { z } from 'zod';
import { parseAmount } from '../common/amount';
import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { openEnvelope, type Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { requireUsable } from '../identity/wallets';
import type { Accounts } from './accounts';
import { commandKey } from './keys';
import type { CommandRecord } from './records';

/** What a coin command answers: its id, its wallet, and the transaction that carried it out first. */
export interface Receipt {
    readonly id: string;
    readonly wallet: string;
    readonly txId: string;
}

/** What carries out one command after it was opened and found new: checks everything, then changes. */
export type Effect<Payload> = (command: Opened<Payload>) => Promise<void>;

/**
 * Carries out one signed coin command once. Precedence: the envelope's refusals, then the repeat (`exists`, ID_REUSED),
 * then the wallet's status, then what `effect` refuses.
 * @param schema - Strict schema of the command's payload.
 * @param now - By which message and wallet are judged; the transaction's time unless a market has its own.
 * @returns `done`, or `exists` with the first transaction.
 * @throws EdgeError as openEnvelope and requireUsable; ID_REUSED when the id stands for another command.
 */
export async function runOnce<Payload extends { readonly id: string }>(
    ctx: EdgeContext,
    envelope: unknown,
    schema: z.ZodType<Payload>,
    effect: Effect<Payload>,
    now = ctx.now,
): Promise<CommandResult<Receipt>> {
    const { network } = await ctx.policy();
    const command = openEnvelope(envelope, schema, { network, now });
    const { signer: wallet, hash, payload } = command;
    const key = commandKey(wallet, payload.id);
    const earlier = await ctx.store.get<CommandRecord>(key);
    if (earlier !== undefined) {
        if (earlier.hash !== hash) throw new EdgeError('ID_REUSED', { wallet, id: payload.id });
        return { status: 'exists', id: payload.id, wallet, txId: earlier.txId };
    }
    await requireUsable(ctx, wallet, now);
    await effect(command);
    const record: CommandRecord = { hash, txId: ctx.txId };
    ctx.store.put(key, record);
    return { status: 'done', id: payload.id, wallet, txId: ctx.txId };
}

/** What {@link pay} takes from a wallet. */
export interface Payment {
    readonly wallet: string;
    /** Outputs of the wallet, `txId.n`: the one that the device signed, then those that the gateway added. */
    readonly inputs: readonly string[];
    readonly amountMicro: bigint;
}

/**
 * Takes the named outputs and gives the amount away; what is left becomes the wallet's change.
 * @throws EdgeError COIN_INPUTS_TOO_MANY, OUTPUT_DUPLICATE, OUTPUT_UNKNOWN, OUTPUT_LOCKED, COIN_INSUFFICIENT; with
 * nothing changed.
 */
export async function pay(accounts: Accounts, { wallet, inputs, amountMicro }: Payment): Promise<void> {
    const worthMicro = await accounts.worth(wallet, inputs);
    if (worthMicro < amountMicro) {
        throw new EdgeError('COIN_INSUFFICIENT', {
            wallet,
            neededMicro: String(amountMicro),
            availableMicro: String(worthMicro),
        });
    }
    await accounts.take(wallet, inputs);
    await accounts.debit(wallet, amountMicro);
}

/**
 * Refuses a payment to another wallet below `coin.minOutputMicro`: outputs cost their payer nothing, and ten thousand of
 * them would make the payee's wallet too long to read. Change and payments to oneself may be of any size.
 * @throws EdgeError AMOUNT_INVALID.
 */
export async function refuseDust(
    ctx: EdgeContext,
    payer: string,
    { to, amountMicro }: { readonly to: string; readonly amountMicro: string },
): Promise<void> {
    const { minOutputMicro } = (await ctx.policy()).coin;
    if (to !== payer && parseAmount(amountMicro) < parseAmount(minOutputMicro)) {
        throw new EdgeError('AMOUNT_INVALID', { amount: amountMicro, minOutputMicro });
    }
}
