import { createHash } from 'node:crypto';
import { behaviour } from '../behaviour';
import { commit, endorse, evaluate, prepare, submit, type CallOptions } from '../calls';
import type { Session } from '../session';

const implicit = (mspId: string): string => `_implicit_org_${mspId}`;

/** A private write is endorsed by the collection's organisation alone, so that no other sees the value. */
const toOwner = (session: Session, value: string, owner = 1): CallOptions => ({
    transientData: { value },
    endorsingOrganizations: [session.msp(owner)],
});
const at = (session: Session, place: number): CallOptions => ({ endorsingOrganizations: [session.msp(place)] });

/** Private and transient data, in the implicit collection of the second organisation. */
export const PRIVATE_DATA = [
    behaviour('an organisation keeps a private value, and only its peers tell it', async (session, key) => {
        const collection = implicit(session.msp(1));
        const put = await submit(session.party(1), ['PutPrivate', collection, key], toOwner(session, 'secret'));
        const read = ['GetPrivate', collection, key];
        return {
            put,
            member: await evaluate(session.party(1), read, at(session, 1)),
            stranger: await evaluate(session.party(0), read, at(session, 0)),
            strangerAtMember: await evaluate(session.party(0), read, at(session, 1)),
        };
    }),
    behaviour('everyone reads the hash of a private value', async (session, key) => {
        const collection = implicit(session.msp(1));
        await prepare(session.party(1), ['PutPrivate', collection, key], toOwner(session, 'secret'));
        const told = await evaluate(session.party(0), ['GetPrivateHash', collection, key], at(session, 0));
        return told === createHash('sha256').update('secret').digest('hex');
    }),
    behaviour('a private write into the collection of another needs that one', async (session, key) => {
        const call = ['PutPrivate', implicit(session.msp(1)), key];
        return {
            byOthers: await submit(session.party(0), call, toOwner(session, 'x', 0)),
            byOwner: await submit(session.party(0), call, toOwner(session, 'x', 1)),
        };
    }),
    behaviour('transient data is shown only to organisations that the caller names', (session, key) =>
        submit(session.party(0), ['PutPrivate', implicit(session.msp(1)), key], { transientData: { value: 'x' } }),
    ),
    behaviour('a contract without its transient value says so', (session, key) =>
        submit(session.party(1), ['PutPrivate', implicit(session.msp(1)), key], at(session, 1)),
    ),
    behaviour('a deleted private value is gone, with its hash', async (session, key) => {
        const collection = implicit(session.msp(1));
        await prepare(session.party(1), ['PutPrivate', collection, key], toOwner(session, 'x'));
        const deleted = await submit(session.party(1), ['DeletePrivate', collection, key], at(session, 1));
        return {
            deleted,
            value: await evaluate(session.party(1), ['GetPrivate', collection, key], at(session, 1)),
            hash: await evaluate(session.party(0), ['GetPrivateHash', collection, key], at(session, 0)),
        };
    }),
    behaviour('private reads conflict by the hash of their key', async (session, key) => {
        const call = ['AppendPrivate', implicit(session.msp(1)), key];
        const first = await endorse(session.party(1), call, toOwner(session, 'a'));
        const second = await endorse(session.party(1), call, toOwner(session, 'b'));
        return [await commit(session.party(1), first), await commit(session.party(1), second)];
    }),
    behaviour('a private range may be read', async (session, key) => {
        const collection = implicit(session.msp(1));
        await prepare(session.party(1), ['PutPrivate', collection, `${key}a`], toOwner(session, 'x'));
        return evaluate(session.party(1), ['RangePrivate', collection, key, `${key}~`], at(session, 1));
    }),
    behaviour('a private range and a write do not go into one transaction', (session, key) =>
        submit(session.party(1), ['RangePrivateAndPut', implicit(session.msp(1)), key], at(session, 1)),
    ),
    behaviour('a collection that nobody defined is refused', (session, key) =>
        submit(session.party(1), ['PutPrivate', 'nowhere', key], toOwner(session, 'x')),
    ),
    behaviour('a private key obeys a policy of its own', async (session, key) => {
        const collection = implicit(session.msp(1));
        await prepare(session.party(1), ['PutPrivate', collection, key], toOwner(session, 'x'));
        const guard = await submit(session.party(1), ['GuardPrivate', collection, key, session.msp(2)], at(session, 1));
        const byOwner = await submit(session.party(1), ['PutPrivate', collection, key], toOwner(session, 'y'));
        return { guard, byOwner };
    }),
];
