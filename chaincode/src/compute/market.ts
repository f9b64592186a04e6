import { min, parseAmount, sum } from '../common/amount';
import { EdgeError } from '../common/errors';
import { walletKey } from '../identity/keys';
import type { WalletRecord } from '../identity/records';
import { assertUsable } from '../identity/wallets';
import { isSoundSeller, type ComputeGame } from './certificate';
import type { GameSeller } from './certificate-response';
import type { Desk } from './desk';
import { offerKey } from './keys';
import type { ContractRecord, MarketSeller, OfferRecord, WorkerRecord } from './records';
import { isOpen } from './parts';

/** No wallet has this address. It stands for capacity that a contract's sellers keep for themselves. */
const NOBODY = '0'.repeat(64);
/** Far above any marginal value (10^11 coins an hour): at this reward nothing is sold. */
const UNSALEABLE_REWARD = 10n ** 23n;

/** So many expired offers go along with a game: nobody else would remove them. */
const SWEPT_MAX = 50;

/** Who asks, and who may not sell to it. */
export interface Demand {
    readonly region: string;
    readonly buyer: string;
    readonly durationMs: number;
    readonly excluded: ReadonlySet<string>;
}

/**
 * The sellers of a region's game, in the order of their wallets: whose offer and assessment hold, whose wallet may act
 * and is here, whose reputation suffices and who has capacity left. Offers beyond the policy's number are not looked at.
 */
export async function marketSellers(desk: Desk, demand: Demand): Promise<MarketSeller[]> {
    const { rows } = await desk.ctx.store.beginning<OfferRecord>(offerKey(demand.region));
    const sellers: MarketSeller[] = [];
    let expired = 0;
    for (const { value: offer } of rows) {
        if (sellers.length === desk.policy.sellersMax) break;
        if (parseAmount(offer.expiresAt) < desk.ctx.now) {
            if (++expired <= SWEPT_MAX) desk.ctx.store.delete(offerKey(demand.region, offer.wallet));
            continue;
        }
        const seller = await sellerOf(desk, offer, demand);
        if (seller !== undefined) sellers.push(seller);
    }
    return sellers;
}

async function sellerOf(desk: Desk, offer: OfferRecord, demand: Demand): Promise<MarketSeller | undefined> {
    const { wallet } = offer;
    if (wallet === demand.buyer || demand.excluded.has(wallet)) return undefined;
    const worker = await desk.worker(wallet);
    const capacity = freeCapacity(desk, worker, offer, demand);
    if (capacity <= 0n || !isAdmitted(desk, worker) || !(await isHere(desk, wallet, demand.region))) return undefined;
    const { ownDemandE12, rewardE12, costE12, satisfactionE12, fuelPerSecond, hash } = offer;
    const terms = { ownDemandE12, rewardE12, costE12, satisfactionE12, fuelPerSecond };
    const seller = { seller: wallet, capacityE12: String(capacity), ...terms, offer: hash };
    return isSoundSeller(gameSeller(seller)) ? seller : undefined;
}

function isAdmitted({ ctx, policy }: Desk, { assessment, reputation }: WorkerRecord): boolean {
    const isAssessed = assessment !== undefined && parseAmount(assessment.expiresAt) >= ctx.now;
    return isAssessed && reputation >= policy.minReputation;
}

async function isHere({ ctx }: Desk, wallet: string, region: string): Promise<boolean> {
    const record = await ctx.store.get<WalletRecord>(walletKey(wallet));
    if (record?.attached !== region) return false;
    try {
        assertUsable(record, ctx.now);
        return true;
    } catch (error) {
        if (error instanceof EdgeError) return false;
        throw error;
    }
}

/** @returns Capacity that running contracts hold, units of 10^-12. */
export function reservedE12({ reservations }: WorkerRecord, now: bigint): bigint {
    const held = reservations.filter(({ until }) => BigInt(until) >= now);
    return sum(held.map(({ amountE12 }) => parseAmount(amountE12)));
}

/** Capacity less reservations, and no more than the seller's stay allows for a contract of this length. */
function freeCapacity({ ctx }: Desk, worker: WorkerRecord, offer: OfferRecord, demand: Demand): bigint {
    const free = parseAmount(offer.capacityE12) - reservedE12(worker, ctx.now);
    const { stay } = worker;
    if (stay?.region !== demand.region || parseAmount(stay.validUntil) < ctx.now) return free;
    return min(free, parseAmount(stay.unitMsE12) / BigInt(demand.durationMs));
}

/**
 * The game of a `Rehire`: everybody who had no part yet, and what the contract's present sellers kept for themselves,
 * which the buyer's marginal value counts as unsold capacity.
 */
export async function rehireSellers(desk: Desk, contract: ContractRecord): Promise<MarketSeller[]> {
    const { region, buyer, durationMs, parts } = contract;
    const excluded = new Set(parts.map(({ seller }) => seller));
    const sellers = await marketSellers(desk, { region, buyer, durationMs, excluded });
    const holding = parts.filter((part) => isOpen(part) || part.status === 'paid');
    const left = sum(holding.map(({ leftE12 }) => parseAmount(leftE12)));
    return left === 0n ? sellers : [...sellers, unsaleable(left)];
}

function unsaleable(capacity: bigint): MarketSeller {
    return {
        seller: NOBODY,
        capacityE12: String(capacity),
        ownDemandE12: '0',
        rewardE12: String(UNSALEABLE_REWARD),
        costE12: '0',
        satisfactionE12: '1',
        fuelPerSecond: '1',
        offer: NOBODY,
    };
}

/** @returns The game as the certificate's check takes it. */
export function gameOf(
    { costScaleE12 = '0', costExponentE12 = '0' }: Pick<ContractRecord, 'costScaleE12' | 'costExponentE12'>,
    sellers: readonly MarketSeller[],
): ComputeGame {
    return {
        costScale: parseAmount(costScaleE12),
        costExponent: parseAmount(costExponentE12),
        sellers: sellers.map(gameSeller),
    };
}

function gameSeller(seller: MarketSeller): GameSeller {
    return {
        capacity: parseAmount(seller.capacityE12),
        ownDemand: parseAmount(seller.ownDemandE12),
        reward: parseAmount(seller.rewardE12),
        cost: parseAmount(seller.costE12),
        satisfaction: parseAmount(seller.satisfactionE12),
    };
}
