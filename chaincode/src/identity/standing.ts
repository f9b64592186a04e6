import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import { serialKey, walletKey } from './keys';
import type { SerialRecord, WalletRecord, WalletStatus } from './records';
import { requireWallet } from './wallets';

/** How one wallet's record changes; throws when its present status does not allow it. */
type Change = (record: WalletRecord) => WalletRecord;

/** A change of several wallets in one transaction. */
export interface StandingChange {
    readonly wallets: readonly string[];
    readonly reason: string;
    readonly status: WalletStatus;
}

/**
 * Changes several wallets at once, or none. Writes nothing before all of them were judged.
 * @throws EdgeError WALLET_UNKNOWN; what `change` refuses.
 */
async function changeAll(ctx: EdgeContext, wallets: readonly string[], change: Change): Promise<WalletRecord[]> {
    const records: WalletRecord[] = [];
    for (const wallet of new Set(wallets)) {
        records.push(change(await requireWallet(ctx, wallet)));
    }
    for (const record of records) ctx.store.put(walletKey(record.wallet), record);
    return records;
}

function tell(ctx: EdgeContext, { wallets, status, reason }: StandingChange): void {
    ctx.emit({ type: 'wallet.status', wallets: [...new Set(wallets)], status, reason });
}

/**
 * The home organisation of a wallet, and the authority, may block it; nobody else.
 * @returns A check of one record.
 */
async function homeOrAuthority(ctx: EdgeContext): Promise<(record: WalletRecord) => void> {
    const { organisations, regions } = await ctx.policy();
    const { mspId, role } = ctx.caller;
    const kind = organisations.find((organisation) => organisation.mspId === mspId)?.kind;
    if (kind === 'authority' && role === 'authority') return () => undefined;
    const own = new Set(regions.filter(({ organisation }) => organisation === mspId).map(({ region }) => region));
    return ({ wallet, region }) => {
        if (!own.has(region)) throw new EdgeError('ACCESS_DENIED', { mspId, wallet });
    };
}

function assertNotRevoked({ wallet, status }: WalletRecord): void {
    if (status === 'revoked') throw new EdgeError('WALLET_REVOKED', { wallet });
}

function assertChanges({ wallet, status }: WalletRecord, next: WalletStatus): void {
    if (status === next) throw new EdgeError('STATUS_UNCHANGED', { wallet, status });
}

function assertBlacklisted({ wallet, status }: WalletRecord): void {
    if (status !== 'blacklisted') throw new EdgeError('STATUS_UNCHANGED', { wallet, status });
}

function withoutProposal(record: WalletRecord): WalletRecord {
    return Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'liftProposedBy')) as typeof record;
}

/** Suspends wallets or lets them act again. @throws EdgeError ACCESS_DENIED, WALLET_*, STATUS_UNCHANGED. */
export async function setStatus(ctx: EdgeContext, change: StandingChange): Promise<WalletRecord[]> {
    const { status, reason, wallets } = change;
    const assertMay = await homeOrAuthority(ctx);
    const records = await changeAll(ctx, wallets, (record) => {
        assertMay(record);
        assertNotRevoked(record);
        if (record.status === 'blacklisted') throw new EdgeError('WALLET_BLACKLISTED', { wallet: record.wallet });
        assertChanges(record, status);
        return { ...record, status, statusReason: { reason, organisation: ctx.caller.mspId } };
    });
    tell(ctx, change);
    return records;
}

/**
 * Blocks wallets, naming the evidence.
 * @throws EdgeError EVIDENCE_MISSING, ACCESS_DENIED, WALLET_UNKNOWN, WALLET_REVOKED, STATUS_UNCHANGED.
 */
export async function blacklist(
    ctx: EdgeContext,
    { wallets, reason, evidence }: { wallets: readonly string[]; reason: string; evidence: string | undefined },
): Promise<WalletRecord[]> {
    if (evidence === undefined) throw new EdgeError('EVIDENCE_MISSING');
    const assertMay = await homeOrAuthority(ctx);
    const records = await changeAll(ctx, wallets, (record) => {
        assertMay(record);
        assertNotRevoked(record);
        assertChanges(record, 'blacklisted');
        return {
            ...withoutProposal(record),
            status: 'blacklisted',
            statusReason: { reason, evidence, organisation: ctx.caller.mspId },
        };
    });
    tell(ctx, { wallets, status: 'blacklisted', reason });
    return records;
}

/**
 * The home organisation or the authority proposes to lift a blacklisting; another organisation then lifts it.
 * @throws EdgeError ACCESS_DENIED, WALLET_UNKNOWN, STATUS_UNCHANGED when the wallet is not blacklisted.
 */
export async function proposeLift(ctx: EdgeContext, wallets: readonly string[]): Promise<WalletRecord[]> {
    const assertMay = await homeOrAuthority(ctx);
    const records = await changeAll(ctx, wallets, (record) => {
        assertMay(record);
        assertBlacklisted(record);
        return { ...record, liftProposedBy: ctx.caller.mspId };
    });
    ctx.emit({ type: 'wallet.lift', wallets: records.map(({ wallet }) => wallet), organisation: ctx.caller.mspId });
    return records;
}

/**
 * Lifts blacklistings that another organisation proposed to lift.
 * @throws EdgeError WALLET_UNKNOWN, STATUS_UNCHANGED when the wallet is not blacklisted, STATUS_SECOND_ORGANISATION
 * when nobody proposed it or the caller's own organisation did.
 */
export async function lift(
    ctx: EdgeContext,
    { wallets, reason }: { wallets: readonly string[]; reason: string },
): Promise<WalletRecord[]> {
    const { mspId } = ctx.caller;
    const records = await changeAll(ctx, wallets, (record) => {
        assertBlacklisted(record);
        const proposer = record.liftProposedBy;
        if (proposer === undefined || proposer === mspId) {
            throw new EdgeError('STATUS_SECOND_ORGANISATION', { wallet: record.wallet, proposedBy: proposer ?? '' });
        }
        return { ...withoutProposal(record), status: 'active', statusReason: { reason, organisation: mspId } };
    });
    tell(ctx, { wallets, status: 'active', reason });
    return records;
}

/**
 * Revokes certificates for ever.
 * @throws EdgeError WALLET_UNKNOWN for a serial that was never registered, STATUS_UNCHANGED when it was revoked before.
 */
export async function revoke(
    ctx: EdgeContext,
    { serials, reason }: { serials: readonly string[]; reason: string },
): Promise<WalletRecord[]> {
    const wallets: string[] = [];
    for (const serial of serials) {
        const unknown = (): EdgeError => new EdgeError('WALLET_UNKNOWN', { serial });
        wallets.push((await ctx.store.require<SerialRecord>(serialKey(serial), unknown)).wallet);
    }
    const records = await changeAll(ctx, wallets, (record) => {
        assertChanges(record, 'revoked');
        return {
            ...withoutProposal(record),
            status: 'revoked',
            statusReason: { reason, organisation: ctx.caller.mspId },
        };
    });
    ctx.emit({ type: 'certificate.revoked', serials: [...serials] });
    return records;
}
