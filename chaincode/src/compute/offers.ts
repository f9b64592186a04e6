import { parseAmount } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import { openEnvelope, type Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { assertStandard, requireAttached } from './assess';
import { isSoundSeller } from './certificate';
import type { Desk } from './desk';
import { E12 } from './fixed-point';
import { offerKey } from './keys';
import { offerMessage, type OfferMessage } from './messages';
import type { OfferRecord, WorkerRecord } from './records';

/** What became of one offer. */
export interface Offered {
    readonly wallet: string;
    readonly region: string;
    readonly hash: string;
}

/**
 * Takes sellers' signed offers; capacity 0 withdraws.
 * @returns A result each. Refusals, in this order: as openEnvelope, COMPUTE_NODE_UNKNOWN, WALLET_*, WALLET_NOT_ATTACHED,
 * COMPUTE_OFFER_STALE, COMPUTE_OFFER_INVALID, COMPUTE_NOT_ASSESSED, COMPUTE_ABOVE_SCORE, COMPUTE_STANDARD.
 */
export async function takeOffers(desk: Desk, offers: readonly unknown[]): Promise<CommandResult<Offered>[]> {
    const { network } = await desk.ctx.policy();
    return await runBatch<unknown, Offered>(offers, async (envelope) => {
        const opened = openEnvelope(envelope, offerMessage, { network, now: desk.ctx.now });
        const { payload, signer: wallet, hash } = opened;
        const worker = await desk.worker(wallet);
        const answer = { wallet, region: payload.region, hash };
        if (worker.offer?.hash === hash) return { status: 'exists', ...answer };
        desk.node(payload.region);
        await requireAttached(desk, wallet, payload.region);
        assertNewer(worker, payload);
        const isWithdrawal = parseAmount(payload.capacityE12) === 0n;
        if (!isWithdrawal) assertFits(desk, worker, payload);
        await replaceOffer(desk, worker, opened, isWithdrawal);
        return { status: 'done', ...answer };
    });
}

function assertNewer({ wallet, offer }: WorkerRecord, { issuedAt }: OfferMessage): void {
    if (offer !== undefined && parseAmount(issuedAt) <= parseAmount(offer.issuedAt)) {
        throw new EdgeError('COMPUTE_OFFER_STALE', { wallet, issuedAt, present: offer.issuedAt });
    }
}

function assertFits(desk: Desk, worker: WorkerRecord, offer: OfferMessage): void {
    const { wallet } = worker;
    const capacity = parseAmount(offer.capacityE12);
    const seller = {
        capacity,
        ownDemand: parseAmount(offer.ownDemandE12),
        reward: parseAmount(offer.rewardE12),
        cost: parseAmount(offer.costE12),
        satisfaction: parseAmount(offer.satisfactionE12),
    };
    // One unsound offer would make every game of its region invalid.
    if (!isSoundSeller(seller)) throw new EdgeError('COMPUTE_OFFER_INVALID', { wallet });
    const assessed = assessedFuel(worker, desk.ctx.now);
    const promised = parseAmount(offer.fuelPerSecond);
    if (promised > assessed || capacity > E12) {
        const { fuelPerSecond, capacityE12 } = offer;
        throw new EdgeError('COMPUTE_ABOVE_SCORE', { wallet, fuelPerSecond, capacityE12, assessed: String(assessed) });
    }
    assertStandard(desk, wallet, promised);
    assertReputation(desk, worker);
}

/** @returns Fuel a second that the machine reached. @throws EdgeError COMPUTE_NOT_ASSESSED. */
function assessedFuel({ wallet, assessment }: WorkerRecord, now: bigint): bigint {
    if (assessment === undefined || parseAmount(assessment.expiresAt) < now) {
        throw new EdgeError('COMPUTE_NOT_ASSESSED', { wallet, expiresAt: assessment?.expiresAt ?? '' });
    }
    return parseAmount(assessment.fuelPerSecond);
}

/** @throws EdgeError COMPUTE_STANDARD. */
export function assertReputation({ policy }: Desk, { wallet, reputation }: WorkerRecord): void {
    const { minReputation } = policy;
    if (reputation < minReputation) throw new EdgeError('COMPUTE_STANDARD', { wallet, reputation, minReputation });
}

/** The wallet's only offer moves with it: one of another region goes. */
async function replaceOffer(
    desk: Desk,
    worker: WorkerRecord,
    { payload, hash }: Opened<OfferMessage>,
    isWithdrawal: boolean,
): Promise<void> {
    const { store } = desk.ctx;
    const { wallet } = worker;
    const { region, issuedAt } = payload;
    const old = worker.offer === undefined ? undefined : offerKey(worker.offer.region, wallet);
    if (old !== undefined && (await store.get(old)) !== undefined) store.delete(old);
    if (!isWithdrawal) store.put(offerKey(region, wallet), recordOf(payload, wallet, hash));
    desk.putWorker({ ...worker, offer: { region, issuedAt, hash } });
}

function recordOf(payload: OfferMessage, wallet: string, hash: string): OfferRecord {
    const { region, capacityE12, ownDemandE12, rewardE12, costE12, satisfactionE12, fuelPerSecond, expiresAt } =
        payload;
    const terms = { capacityE12, ownDemandE12, rewardE12, costE12, satisfactionE12, fuelPerSecond };
    return { wallet, region, hash, expiresAt, ...terms };
}
