import { parseAmount, sum } from '../common/amount';
import type { Desk } from './desk';
import type { ContractRecord, Part, PartStatus } from './records';
import { afterConduct, type Conduct } from './reputation';
import { earnedMicro } from './terms';

/** A part in one of these holds its payment and its seller's capacity. */
const OPEN: ReadonlySet<PartStatus> = new Set(['pending', 'accepted', 'delivered', 'disputed']);

/** How a part ends without pay, and what its seller's reputation is changed for. */
const UNPAID: Readonly<Partial<Record<PartStatus, Conduct>>> = { left: 'left', late: 'late' };

/** @returns Whether the part still holds its payment. */
export function isOpen({ status }: Part): boolean {
    return OPEN.has(status);
}

/** @returns Coins that a contract holds, micro-coins: outputs + bonds + all that records hold = minted - burned. */
export function heldMicro({ parts, freeMicro, relayMicro }: ContractRecord): bigint {
    const promised = sum(parts.filter(isOpen).map((part) => parseAmount(part.paymentMicro)));
    return promised + parseAmount(freeMicro) + parseAmount(relayMicro);
}

/** @returns The contract with another state of the seller's part. */
export function withPart(contract: ContractRecord, changed: Part): ContractRecord {
    const parts = contract.parts.map((part) => (part.seller === changed.seller ? changed : part));
    return { ...contract, parts };
}

const withFree = (contract: ContractRecord, moreMicro: bigint): ContractRecord => ({
    ...contract,
    freeMicro: String(parseAmount(contract.freeMicro) + moreMicro),
});

/** The contract's reservation ends, and the conduct counts. */
async function letGo(desk: Desk, seller: string, contract: string, conduct: Conduct | undefined): Promise<void> {
    const worker = await desk.worker(seller);
    const reservations = worker.reservations.filter((reservation) => reservation.contract !== contract);
    const released = { ...worker, reservations };
    const { reputation } = desk.policy;
    desk.putWorker(conduct === undefined ? released : afterConduct(released, conduct, reputation, desk.ctx.now));
}

/** Ends a part without pay: its money waits in the contract for a new seller, or for the end. */
export async function endUnpaid(
    desk: Desk,
    contract: ContractRecord,
    part: Part,
    status: 'declined' | 'dropped' | 'left' | 'late',
): Promise<ContractRecord> {
    await letGo(desk, part.seller, contract.contract, UNPAID[status]);
    return withFree(withPart(contract, { ...part, status }), parseAmount(part.paymentMicro));
}

/**
 * Pays a delivered or disputed part for its right pieces; the rest of its payment waits in the contract. One wrong piece
 * is enough for the reputation.
 * @param wrong - Pieces that are not paid.
 */
export async function payPart(
    desk: Desk,
    contract: ContractRecord,
    part: Part,
    wrong: readonly number[],
): Promise<ContractRecord> {
    const payment = parseAmount(part.paymentMicro);
    const right = part.pieces.length - wrong.length;
    const paid = earnedMicro(payment, right, part.pieces.length);
    desk.accounts.credit(part.seller, paid);
    await letGo(desk, part.seller, contract.contract, wrong.length === 0 ? 'done' : 'wrong');
    const status = right === 0 ? 'wrong' : 'paid';
    const judged: Part = { ...part, status, wrong: [...wrong], paidMicro: String(paid) };
    return withFree(withPart(contract, judged), payment - paid);
}

/** For each piece: copies that are or will be computed, and copies that were paid as right. */
function countCopies({ parts, pieces: total }: ContractRecord): { held: number; right: number }[] {
    const copies = Array.from({ length: total }, () => ({ held: 0, right: 0 }));
    for (const part of parts) {
        const wrong = new Set(part.wrong);
        const isPaid = part.status === 'paid';
        if (!isPaid && !isOpen(part)) continue;
        for (const piece of part.pieces) {
            const count = copies[piece];
            if (count === undefined || (isPaid && wrong.has(piece))) continue;
            count.held += 1;
            if (isPaid) count.right += 1;
        }
    }
    return copies;
}

/**
 * @returns The copies that nobody holds, by piece. A piece of which a copy was paid is done, whoever judged it: the buyer,
 * the majority, another organisation, or the end of the challenge period.
 */
export function missingCopies(contract: ContractRecord): Map<number, number> {
    const missing = new Map<number, number>();
    const { redundancy } = contract;
    for (const [piece, { held, right }] of countCopies(contract).entries()) {
        const lacking = right > 0 ? 0 : redundancy - held;
        if (lacking > 0) missing.set(piece, lacking);
    }
    return missing;
}

/** @returns Whether there is still time, and the buyer's will, to hire somebody for missing pieces. */
export function canRehire({ policy, ctx }: Desk, { kind, endsAt, isFinal }: ContractRecord): boolean {
    return kind === 'market' && isFinal !== true && ctx.now + BigInt(policy.acceptMs) < BigInt(endsAt);
}

/**
 * Closes a contract that has no open part and no use for its money: the buyer gets back what is left.
 * @returns The contract, closed or as it was.
 */
export function closeWhenDone(desk: Desk, contract: ContractRecord): ContractRecord {
    if (contract.status === 'closed' || contract.parts.some(isOpen)) return contract;
    if (canRehire(desk, contract) && missingCopies(contract).size > 0) return contract;
    desk.accounts.credit(contract.buyer, parseAmount(contract.freeMicro) + parseAmount(contract.relayMicro));
    return { ...contract, status: 'closed', freeMicro: '0', relayMicro: '0' };
}
