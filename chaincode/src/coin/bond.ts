import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import type { Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import type { Accounts } from './accounts';
import { pay } from './commands';
import { bondKey } from './keys';
import type { BondMessage } from './messages';
import type { BondRecord } from './records';

/** @returns An organisation's bond, 0 before its first payment. @throws EdgeError ORGANISATION_UNKNOWN. */
export async function bondOf(ctx: EdgeContext, organisation: string): Promise<BondRecord> {
    const { organisations } = await ctx.policy();
    if (organisations.every(({ mspId }) => mspId !== organisation)) {
        throw new EdgeError('ORGANISATION_UNKNOWN', { mspId: organisation });
    }
    return (await ctx.store.get<BondRecord>(bondKey(organisation))) ?? { organisation, amountMicro: '0' };
}

/**
 * Moves coins of the organisation's bond wallet into its bond.
 * @throws EdgeError ORGANISATION_UNKNOWN; ACCESS_DENIED for another wallet than the policy names; as {@link pay}.
 */
export async function putIntoBond(
    ctx: EdgeContext,
    accounts: Accounts,
    { payload, signer: wallet }: Opened<BondMessage>,
    inputs: readonly string[],
): Promise<void> {
    const { organisation } = payload;
    const bond = await bondOf(ctx, organisation);
    const { organisations } = await ctx.policy();
    const { bondWallet } = organisations.find(({ mspId }) => mspId === organisation) ?? {};
    if (bondWallet !== wallet) throw new EdgeError('ACCESS_DENIED', { wallet, organisation });
    const amountMicro = parseAmount(payload.amountMicro);
    await pay(accounts, { wallet, inputs: [payload.consumes, ...inputs], amountMicro });
    setBond(ctx, organisation, parseAmount(bond.amountMicro) + amountMicro);
}

/** Keeps the new amount of a bond, whose record this transaction has read. */
export function setBond(ctx: EdgeContext, organisation: string, amountMicro: bigint): void {
    const record: BondRecord = { organisation, amountMicro: String(amountMicro) };
    ctx.store.put(bondKey(organisation), record);
}
