import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { openEnvelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { walletKey } from './keys';
import { attachMessage, type AttachMessage } from './messages';
import type { WalletRecord } from './records';
import { assertUsable, requireWallet } from './wallets';

/** What an attachment answers: `nextSeq` is the number that the wallet's next sequenced command must carry. */
export interface Attachment {
    readonly id: string;
    readonly wallet: string;
    readonly region: string;
    readonly nextSeq: number;
}

function isRepeat({ lastCommand, wallet }: WalletRecord, id: string, hash: string): boolean {
    if (lastCommand?.id !== id) return false;
    if (lastCommand.hash !== hash) throw new EdgeError('ID_REUSED', { wallet, id });
    return true;
}

function assertSequence({ wallet, nextSeq }: WalletRecord, { seq }: AttachMessage): void {
    if (seq < nextSeq) throw new EdgeError('SEQUENCE_USED', { wallet, seq, nextSeq });
    if (seq > nextSeq) throw new EdgeError('SEQUENCE_GAP', { wallet, seq, nextSeq });
}

/**
 * Attaches a wallet to a region by its signed command, which consumes the wallet's next sequence number.
 * @returns `done`, or `exists` when it was the wallet's last sequenced command.
 * @throws EdgeError as openEnvelope; WALLET_UNKNOWN, ID_REUSED, WALLET_*, REGION_UNKNOWN, SEQUENCE_USED, SEQUENCE_GAP;
 * in this order.
 */
export async function attach(ctx: EdgeContext, envelope: unknown): Promise<CommandResult<Attachment>> {
    const { network } = await ctx.policy();
    const { payload, signer, hash } = openEnvelope(envelope, attachMessage, { network, now: ctx.now });
    const record = await requireWallet(ctx, signer);
    const { id, region } = payload;
    if (isRepeat(record, id, hash)) {
        return { status: 'exists', id, wallet: signer, region: record.attached, nextSeq: record.nextSeq };
    }
    assertUsable(record, ctx.now);
    await ctx.region(region);
    assertSequence(record, payload);
    const nextSeq = record.nextSeq + 1;
    const next: WalletRecord = { ...record, attached: region, nextSeq, lastCommand: { id, hash } };
    ctx.store.put(walletKey(signer), next);
    return { status: 'done', id, wallet: signer, region, nextSeq };
}
