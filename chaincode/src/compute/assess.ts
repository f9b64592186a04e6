import type { z } from 'zod';
import { parseAmount } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import { openEnvelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { requireUsable, requireWallet } from '../identity/wallets';
import type { Desk } from './desk';
import { assessmentMessage } from './messages';
import type { computeArguments, WorkerRecord } from './records';

type AssessArgument = z.infer<typeof computeArguments.Assess>;
type StaysArgument = z.infer<typeof computeArguments.CapStays>;

/** What became of one seller. */
interface Assessed {
    readonly wallet: string;
    readonly fuelPerSecond: string;
    readonly expiresAt: string;
}

/**
 * Keeps what the region's MEC measured of sellers' machines: the reference task's fuel over the time it took. The seller
 * signs its answer to the seed, the MEC answers for the measurement.
 * @returns A result each. Refusals: as openEnvelope, WALLET_*, WALLET_NOT_ATTACHED, COMPUTE_SEED_USED, COMPUTE_STANDARD.
 * @throws EdgeError COMPUTE_NODE_UNKNOWN, ACCESS_DENIED.
 */
export async function assess(desk: Desk, { region, assessments }: AssessArgument): Promise<CommandResult<Assessed>[]> {
    const node = desk.ownNode(region);
    const { network } = await desk.ctx.policy();
    return await runBatch(assessments, async ({ envelope, fuel, elapsedMs }) => {
        const { payload, signer } = openEnvelope(envelope, assessmentMessage, { network, now: desk.ctx.now });
        const worker = await desk.worker(signer);
        const earlier = worker.assessment;
        if (earlier?.seed === payload.seed && earlier.output === payload.output) return repeated(worker, earlier);
        await requireAttached(desk, signer, region);
        if (earlier?.seed === payload.seed) throw new EdgeError('COMPUTE_SEED_USED', { wallet: signer });
        const fuelPerSecond = (parseAmount(fuel) * 1000n) / BigInt(elapsedMs);
        assertStandard(desk, signer, fuelPerSecond);
        const { task, seed, output } = payload;
        const assessment = {
            ...{ task, seed, output, organisation: node.organisation },
            fuelPerSecond: String(fuelPerSecond),
            measuredAt: String(desk.ctx.now),
            expiresAt: String(desk.ctx.now + BigInt(desk.policy.assessmentMs)),
        };
        desk.putWorker({ ...worker, assessment });
        const { expiresAt } = assessment;
        return { status: 'done', wallet: signer, fuelPerSecond: assessment.fuelPerSecond, expiresAt };
    });
}

function repeated(
    { wallet }: WorkerRecord,
    { fuelPerSecond, expiresAt }: NonNullable<WorkerRecord['assessment']>,
): CommandResult<Assessed> {
    return { status: 'exists', wallet, fuelPerSecond, expiresAt };
}

/** @throws EdgeError as requireUsable; WALLET_NOT_ATTACHED. */
export async function requireAttached({ ctx }: Desk, wallet: string, region: string): Promise<void> {
    const { attached } = await requireUsable(ctx, wallet);
    if (attached !== region) throw new EdgeError('WALLET_NOT_ATTACHED', { wallet, region, attached });
}

/** @throws EdgeError COMPUTE_STANDARD. */
export function assertStandard({ policy }: Desk, wallet: string, fuelPerSecond: bigint): void {
    const { minFuelPerSecond } = policy;
    if (fuelPerSecond < parseAmount(minFuelPerSecond)) {
        throw new EdgeError('COMPUTE_STANDARD', { wallet, fuelPerSecond: String(fuelPerSecond), minFuelPerSecond });
    }
}

/**
 * Caps what sellers may sell in the region, by the MEC that knows their mobility profiles. A seller without a cap is
 * bound by its capacity alone.
 * @returns A result each. Refusals: WALLET_UNKNOWN.
 * @throws EdgeError COMPUTE_NODE_UNKNOWN, ACCESS_DENIED.
 */
export async function capStays(
    desk: Desk,
    { region, stays }: StaysArgument,
): Promise<CommandResult<{ wallet: string }>[]> {
    desk.ownNode(region);
    return await runBatch(stays, async ({ wallet, unitMsE12, validUntil }) => {
        await requireWallet(desk.ctx, wallet);
        desk.putWorker({ ...(await desk.worker(wallet)), stay: { region, unitMsE12, validUntil } });
        return { status: 'done', wallet };
    });
}
