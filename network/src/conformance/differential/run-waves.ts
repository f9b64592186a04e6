import type { Transaction } from '@hyperledger/fabric-gateway';
import { commit, endorse, settle } from '../calls';
import { byAnyone, observed, refusal, type Observation } from '../outcome';
import type { Session } from '../session';
import { altered } from '../altered';
import type { Case, Step, Wave } from './cases';

/** What became of one transaction, as its client saw it. */
export interface Outcome {
    readonly kind: string;
    readonly call: readonly string[];
    /** Empty where it was never endorsed. */
    readonly txId: string;
    /** The validation code, or the refusal without who said it. */
    readonly end: Observation;
}

type Endorsed =
    | { readonly step: Step; readonly transaction: Transaction }
    | { readonly step: Step; readonly end: Observation };

/** Runs waves one after the other, the cases of a wave at once. @returns The outcomes in the order of the cases. */
export async function runWaves(session: Session, waves: readonly Wave[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const wave of waves) {
        outcomes.push(...(await Promise.all(wave.map(async (one) => runCase(session, one)))).flat());
        await settle(session.first);
    }
    return outcomes;
}

async function runCase(session: Session, { kind, steps }: Case): Promise<readonly Outcome[]> {
    // A guard needs its key: such a case commits each step before the next is endorsed.
    const inTurn = kind === 'guarded key by another';
    const outcomes: Outcome[] = [];
    if (inTurn) {
        for (const step of steps) {
            outcomes.push(await finish(session, kind, await tryEndorse(session, step)));
            await settle(session.first);
        }
        return outcomes;
    }
    const endorsed = await Promise.all(steps.map(async (step) => tryEndorse(session, step)));
    for (const one of endorsed) outcomes.push(await finish(session, kind, one));
    return outcomes;
}

async function tryEndorse(session: Session, step: Step): Promise<Endorsed> {
    const { call, endorsers, transient } = step;
    try {
        const transaction = await endorse(session.first, call, {
            ...(endorsers && { endorsingOrganizations: endorsers.map((place) => session.msp(place)) }),
            ...(transient && { transientData: transient }),
        });
        return { step, transaction };
    } catch (error) {
        return { step, end: byAnyone(refusal(error) as unknown as Observation) };
    }
}

async function finish(session: Session, kind: string, endorsed: Endorsed): Promise<Outcome> {
    const { call, twist } = endorsed.step;
    if (!('transaction' in endorsed)) return { kind, call, txId: '', end: endorsed.end };
    const { transaction } = endorsed;
    const txId = transaction.getTransactionId();
    const again = (bytes: Uint8Array): Promise<string> =>
        commit(session.first, session.first.gateway.newTransaction(bytes));
    if (twist === 'altered') {
        return {
            kind,
            call,
            txId,
            end: await observed(again(altered(transaction.getBytes(), 'honest-value', 'forged-value'))),
        };
    }
    const end = await observed(commit(session.first, transaction));
    // An orderer refuses it or puts it into a block as a duplicate: in neither way is it done again.
    if (twist === 'twice') await observed(again(transaction.getBytes()));
    return { kind, call, txId, end };
}
