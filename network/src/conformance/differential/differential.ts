import { isDeepStrictEqual } from 'node:util';
import type { LedgerKind } from '../../commands/ledger-kind';
import { startProbeLedger } from '../ledgers';
import type { Observation } from '../outcome';
import { Session } from '../session';
import { drawWaves } from './cases';
import { viewLedger } from './ledger-view';
import { runWaves } from './run-waves';

/** A transaction as a client and as the blocks saw it, with every id replaced by its place in the plan. */
export interface Trace {
    readonly kind: string;
    readonly call: readonly string[];
    readonly end: Observation;
    /** Null where it never came into a block. */
    readonly block: { readonly code: string; readonly content: Observation } | null;
}

/** Two ledgers side by side. */
export interface Comparison {
    readonly transactions: number;
    readonly invalid: number;
    /** The kinds of cases that ended invalid, with how often. */
    readonly ways: Readonly<Record<string, number>>;
    readonly codes: Readonly<Record<string, number>>;
    readonly different: readonly { readonly place: number; readonly one: Trace; readonly other: Trace }[];
}

/**
 * Runs the transactions that a seed gives on a new ledger.
 * @param dataDir - An empty folder.
 * @returns What each came to.
 */
export async function traceLedger(
    kind: LedgerKind,
    dataDir: string,
    { seed, transactions }: { readonly seed: number; readonly transactions: number },
): Promise<readonly Trace[]> {
    const started = await startProbeLedger(kind, dataDir);
    try {
        const session = await Session.open(started.profile);
        await session.whenReachable();
        const members = session.parties.map(({ mspId }) => mspId);
        const outcomes = await runWaves(session, drawWaves(seed, transactions, members));
        const names = new Map(outcomes.flatMap(({ txId }, place) => (txId === '' ? [] : [[txId, `t${place}`]])));
        const view = await viewLedger(session.first.network, started.profile.chaincode, names);
        session.close();
        return outcomes.map(({ kind: one, call, end }, place) => {
            const entry = view.get(`t${place}`);
            return {
                kind: one,
                call,
                end,
                block: entry === undefined ? null : { code: entry.code, content: entry.content },
            };
        });
    } finally {
        await started.close();
    }
}

/** Compares two runs of one plan. */
export function compareTraces(one: readonly Trace[], other: readonly Trace[]): Comparison {
    const invalid = one.filter(({ end }) => end !== 'VALID');
    return {
        transactions: one.length,
        invalid: invalid.length,
        ways: counted(invalid.map(({ kind }) => kind)),
        codes: counted(one.map(({ end }) => (typeof end === 'string' ? end : 'refused before a block'))),
        different: one.flatMap((trace, place) => {
            const counterpart = other[place];
            if (counterpart === undefined) throw new Error('the runs are of different plans');
            return isDeepStrictEqual(trace, counterpart) ? [] : [{ place, one: trace, other: counterpart }];
        }),
    };
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
    return counts;
}
