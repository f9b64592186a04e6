import type { EdgeContext } from '../common/context';
import type { Envelope } from '../common/envelope';
import { regionTime } from '../energy/region-time';
import { requireLoan } from './loan-book';
import { loanId } from './messages';

/** The loan that an unopened message speaks of: its own member, or that of the payment around which a bill stands. */
function namedLoan({ payload }: Envelope): string | undefined {
    const payment = payload['payment'] as Envelope | undefined;
    const named = loanId.safeParse(payload['loan'] ?? payment?.payload['token']);
    return named.success ? named.data : undefined;
}

/**
 * The time by which a message about a loan is judged: its region's.
 * @returns Ms since the epoch.
 * @throws EdgeError CREDIT_LOAN_UNKNOWN.
 */
export async function loanTime(ctx: EdgeContext, envelope: Envelope): Promise<bigint> {
    const id = namedLoan(envelope);
    return id === undefined ? ctx.now : await regionTime(ctx, (await requireLoan(ctx, id)).region);
}

/**
 * The time by which coins count as confirmed in a batch: the least of its loans' times. Loans that are unknown are
 * refused later, each in its place.
 */
export async function batchTime(ctx: EdgeContext, ids: readonly (string | undefined)[]): Promise<bigint> {
    let least: bigint | undefined;
    for (const id of ids) {
        const loan = id === undefined ? undefined : await requireLoan(ctx, id).catch(() => undefined);
        if (loan === undefined) continue;
        const time = await regionTime(ctx, loan.region);
        if (least === undefined || time < least) least = time;
    }
    return least ?? ctx.now;
}

/** @returns The time of {@link batchTime} for messages. */
export async function envelopesTime(ctx: EdgeContext, envelopes: readonly Envelope[]): Promise<bigint> {
    return await batchTime(ctx, envelopes.map(namedLoan));
}
