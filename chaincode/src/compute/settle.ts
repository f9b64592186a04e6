import { parseAmount, sum } from '../common/amount';
import type { Desk } from './desk';
import { resultKey } from './keys';
import { canRehire, closeWhenDone, endUnpaid, missingCopies, payPart, withPart } from './parts';
import type { ContractRecord, Part, ResultRecord } from './records';
import { judgeByVote, type Ballot, type Verdicts } from './vote';

/** What a settlement answers of a contract. */
export interface Settled {
    readonly contract: string;
    readonly status: ContractRecord['status'];
    readonly paidMicro: string;
    /** Copies of pieces that a `Rehire` may give to somebody. */
    readonly missing: number;
}

/**
 * Does whatever is due: sellers that did not answer in time are dropped, parts without a result at the end are late,
 * results that nobody disputed in time are paid (by the majority where copies were bought), and a contract with
 * nothing left to do is closed, its rest back to the buyer. By anyone, at any time; what is not due stays as it is.
 * @throws EdgeError COMPUTE_CONTRACT_UNKNOWN.
 */
export async function settle(desk: Desk, contracts: readonly string[]): Promise<Settled[]> {
    const settled: Settled[] = [];
    for (const id of new Set(contracts)) {
        const before = await desk.requireContract(id);
        const after = await settleOne(desk, before);
        if (after !== before) desk.contracts.put(id, after);
        settled.push(answerOf(desk, before, after));
    }
    return settled;
}

const paidOf = ({ parts }: ContractRecord): bigint => sum(parts.map(({ paidMicro = '0' }) => parseAmount(paidMicro)));

function answerOf(desk: Desk, before: ContractRecord, after: ContractRecord): Settled {
    const missing = after.status === 'open' && canRehire(desk, after) ? [...missingCopies(after).values()] : [];
    return {
        contract: after.contract,
        status: after.status,
        paidMicro: String(paidOf(after) - paidOf(before)),
        missing: missing.reduce((all, count) => all + count, 0),
    };
}

async function settleOne(desk: Desk, contract: ContractRecord): Promise<ContractRecord> {
    if (contract.status === 'closed') return contract;
    const present = await endUncontested(desk, await endOverdue(desk, contract));
    const judged = present.redundancy === 1 ? await payUndisputed(desk, present) : await payByVote(desk, present);
    return closeWhenDone(desk, judged);
}

async function endOverdue(desk: Desk, contract: ContractRecord): Promise<ContractRecord> {
    const { now } = desk.ctx;
    let changed = contract;
    for (const part of contract.parts) {
        if (part.status === 'pending' && now > BigInt(part.acceptUntil)) {
            changed = await endUnpaid(desk, changed, part, 'dropped');
        }
        if (part.status === 'accepted' && now > BigInt(contract.endsAt)) {
            changed = await endUnpaid(desk, changed, part, 'late');
        }
    }
    return changed;
}

function isUndisputed({ ctx }: Desk, { status, challengeUntil = '0' }: Part): boolean {
    return status === 'delivered' && ctx.now > BigInt(challengeUntil);
}

async function payUndisputed(desk: Desk, contract: ContractRecord): Promise<ContractRecord> {
    let changed = contract;
    for (const part of contract.parts) {
        if (isUndisputed(desk, part)) changed = await payPart(desk, changed, part, []);
    }
    return changed;
}

/** All votes must be in: no copy is being computed or can still be given to somebody. */
function isVoteOver(desk: Desk, contract: ContractRecord): boolean {
    const isBusy = contract.parts.some(
        (part) =>
            part.status === 'pending' ||
            part.status === 'accepted' ||
            (part.status === 'delivered' && !isUndisputed(desk, part)),
    );
    return !isBusy && (!canRehire(desk, contract) || missingCopies(contract).size === 0);
}

async function payByVote(desk: Desk, contract: ContractRecord): Promise<ContractRecord> {
    const due = contract.parts.filter((part) => isUndisputed(desk, part));
    if (due.length === 0 || !isVoteOver(desk, contract)) return contract;
    const ballots = await ballotsOf(desk, contract);
    let changed = contract;
    for (const part of due) {
        const ballot = ballots.find(({ seller }) => seller === part.seller);
        if (ballot === undefined) continue;
        const verdicts = judgeByVote(ballot, ballots, contract.redundancy);
        const isRight = verdicts.wrong.length + verdicts.undecided.length === 0;
        changed = isRight ? await payPart(desk, changed, part, []) : withPart(changed, outvoted(desk, part, verdicts));
    }
    return changed;
}

/** The majority may be wrong: the seller has a challenge period to contest it. What nobody decided waits for a resolver. */
function outvoted({ ctx, policy }: Desk, part: Part, { wrong, undecided }: Verdicts): Part {
    return {
        ...part,
        status: 'disputed',
        disputed: [...wrong, ...undecided].sort((a, b) => a - b),
        disputedBy: 'vote',
        needsResolver: undecided.length > 0,
        challengeUntil: String(ctx.now + BigInt(policy.challengeMs)),
    };
}

/** Who was outvoted and did not contest it in time loses the pieces in question. */
async function endUncontested(desk: Desk, contract: ContractRecord): Promise<ContractRecord> {
    let changed = contract;
    for (const part of contract.parts) {
        const { status, needsResolver, challengeUntil = '0', disputed = [] } = part;
        const isDue = status === 'disputed' && needsResolver === false && desk.ctx.now > BigInt(challengeUntil);
        if (isDue) changed = await payPart(desk, changed, part, disputed);
    }
    return changed;
}

/** Every result of the contract, also of parts that the buyer accepted or disputed: a vote is a vote. */
async function ballotsOf({ ctx }: Desk, { contract, parts }: ContractRecord): Promise<Ballot[]> {
    const ballots: Ballot[] = [];
    for (const { seller, pieces, resultHash } of parts) {
        if (resultHash === undefined) continue;
        const result = await ctx.store.get<ResultRecord>(resultKey(contract, seller));
        const outputs = pieces.map((piece, index): [number, string] => [piece, result?.outputs[index] ?? '']);
        ballots.push({ seller, outputs: new Map(outputs) });
    }
    return ballots;
}
