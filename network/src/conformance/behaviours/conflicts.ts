import type { Transaction } from '@hyperledger/fabric-gateway';
import { behaviour } from '../behaviour';
import { commit, endorse, submit } from '../calls';
import type { Session } from '../session';

type Step = readonly string[];

/** Endorses both on one state, then lets one commit after the other. @returns Their validation codes. */
async function both({ first: by }: Session, first: Step, second: Step): Promise<string[]> {
    const endorsed: Transaction[] = [];
    for (const call of [first, second]) endorsed.push(await endorse(by, call));
    const codes: string[] = [];
    for (const transaction of endorsed) codes.push(await commit(by, transaction));
    return codes;
}

/** Puts keys first. */
async function given({ first: by }: Session, ...keys: string[]): Promise<void> {
    for (const key of keys) await submit(by, ['Put', key, '0']);
}

/** Which of two transactions on one state loses. */
export const CONFLICTS = [
    behaviour('of two that read and write one key the second is an MVCC conflict', async (session, key) => {
        await given(session, key);
        return both(session, ['Append', key, 'a'], ['Append', key, 'b']);
    }),
    behaviour('a read of a missing key conflicts with its first write', (session, key) =>
        both(session, ['Put', key, 'x'], ['Append', key, 'b']),
    ),
    behaviour('a read conflicts with a deletion', async (session, key) => {
        await given(session, key);
        return both(session, ['Delete', key], ['Append', key, 'b']);
    }),
    behaviour('blind writes do not conflict, and the last stands', (session, key) =>
        both(session, ['Put', key, 'a'], ['Put', key, 'b']),
    ),
    behaviour('the blind deletion of a missing key is valid', ({ first: by }, key) => submit(by, ['Delete', key])),
    behaviour('a range conflicts with a key that appears in it', (session, key) =>
        both(session, ['Put', `${key}b`, 'x'], ['Count', key, `${key}~`, `z${key}`]),
    ),
    behaviour('a range conflicts with a key of it that changes', async (session, key) => {
        await given(session, `${key}b`);
        return both(session, ['Put', `${key}b`, 'x'], ['Count', key, `${key}~`, `z${key}`]);
    }),
    behaviour('a range conflicts with a key of it that goes', async (session, key) => {
        await given(session, `${key}b`);
        return both(session, ['Delete', `${key}b`], ['Count', key, `${key}~`, `z${key}`]);
    }),
    behaviour('a range does not conflict with its neighbours', (session, key) =>
        both(session, ['Put', `${key}c`, 'x'], ['Count', `${key}a`, `${key}b`, `z${key}`]),
    ),
    behaviour('a transaction that only reads commits, and conflicts too', async (session, key) => {
        await given(session, key);
        return both(session, ['Put', key, 'x'], ['Get', key]);
    }),
];
