import { parseAmount, sum } from '../common/amount';
import { EdgeError } from '../common/errors';
import { checkComputeCertificate, type ComputeCertificate } from './certificate';
import type { Desk } from './desk';
import { gameOf } from './market';
import type { Solution } from './messages';
import type { ContractRecord, MarketSeller, Part } from './records';
import { splitPieces } from './split';
import { fuelOf, paymentMicro } from './terms';

/** A game, its proposed solution and the work that its sellers are to share. */
export interface Hiring {
    readonly contract: Pick<ContractRecord, 'contract' | 'endsAt' | 'costScaleE12' | 'costExponentE12'>;
    readonly sellers: readonly MarketSeller[];
    readonly solution: Solution;
    /** Copies that somebody must take, by piece. */
    readonly copies: ReadonlyMap<number, number>;
}

/**
 * Checks the solution against the game that the ledger gives and makes the parts of the sellers that it hires, each
 * with its pieces. A seller whose share rounds to no piece is not hired.
 * @returns The parts, `pending` until their sellers answer.
 * @throws EdgeError COMPUTE_MARKET_CHANGED; as {@link checkComputeCertificate}; COMPUTE_AMOUNT;
 * COMPUTE_NO_SELLERS.
 */
export function hire(desk: Desk, { contract, sellers, solution, copies }: Hiring): Part[] {
    assertSameSellers(sellers, solution);
    checkComputeCertificate(gameOf(contract, sellers), certificateOf(solution));
    const shares = solution.allotments
        .map(({ seller, amountE12 }) => ({ seller, amount: parseAmount(amountE12) }))
        .filter(({ amount }) => amount > 0n);
    const split = new Map(splitPieces(copies, shares).map(({ seller, pieces }) => [seller, pieces]));
    const parts = sellers.flatMap((seller, index) => {
        const allotment = solution.allotments[index];
        const pieces = split.get(seller.seller) ?? [];
        return allotment === undefined || pieces.length === 0
            ? []
            : [partOf(desk, contract, seller, allotment, pieces)];
    });
    if (parts.length === 0) throw new EdgeError('COMPUTE_NO_SELLERS', { offers: sellers.length });
    return parts;
}

function assertSameSellers(sellers: readonly MarketSeller[], { allotments }: Solution): void {
    const index = sellers.findIndex(({ seller }, place) => allotments[place]?.seller !== seller);
    if (index >= 0 || allotments.length !== sellers.length) {
        const context = { index, offers: sellers.length, allotments: allotments.length };
        throw new EdgeError('COMPUTE_MARKET_CHANGED', context);
    }
}

function certificateOf({ marginalE12, allotments }: Solution): ComputeCertificate {
    return {
        marginal: parseAmount(marginalE12),
        allotments: allotments.map(({ state, priceE12, amountE12 }) => ({
            state,
            price: parseAmount(priceE12),
            amount: parseAmount(amountE12),
        })),
    };
}

function partOf(
    { ctx, policy }: Desk,
    { endsAt }: Hiring['contract'],
    { seller, capacityE12, fuelPerSecond }: MarketSeller,
    { priceE12, amountE12 }: Solution['allotments'][number],
    pieces: readonly number[],
): Part {
    const acceptUntil = ctx.now + BigInt(policy.acceptMs);
    const ms = BigInt(endsAt) - acceptUntil;
    const amount = parseAmount(amountE12);
    const left = parseAmount(capacityE12) - amount;
    // The certificate tolerates a relative 10^-9; capacity tolerates nothing.
    if (left < 0n) throw new EdgeError('COMPUTE_AMOUNT', { seller, amountE12, capacityE12 });
    return {
        seller,
        amountE12,
        priceE12,
        paymentMicro: String(paymentMicro({ price: parseAmount(priceE12), amount, ms })),
        fuel: String(fuelOf(amount, parseAmount(fuelPerSecond), ms)),
        leftE12: String(left),
        pieces,
        acceptUntil: String(acceptUntil),
        status: 'pending',
    };
}

/** @returns What the parts are paid if all goes well, micro-coins. */
export function totalMicro(parts: readonly Part[]): bigint {
    return sum(parts.map((part) => parseAmount(part.paymentMicro)));
}

/** Holds the sellers' capacity until the contract ends, wherever they are. */
export async function reserve(
    desk: Desk,
    { contract, endsAt: until }: Pick<ContractRecord, 'contract' | 'endsAt'>,
    parts: readonly Part[],
): Promise<void> {
    for (const { seller, amountE12 } of parts) {
        const worker = await desk.worker(seller);
        desk.putWorker({ ...worker, reservations: [...worker.reservations, { contract, amountE12, until }] });
    }
}
