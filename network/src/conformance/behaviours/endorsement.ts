import { altered } from '../altered';
import { behaviour } from '../behaviour';
import { commit, endorse, evaluate, prepare, submit, type CallOptions } from '../calls';
import { byAnyone, observed, type Observation } from '../outcome';
import type { Session } from '../session';

const by = (session: Session, ...places: number[]): CallOptions => ({
    endorsingOrganizations: places.map((place) => session.msp(place)),
});

/** Signs an envelope anew after a change to its bytes, as its creator would. */
function resubmit(session: Session, envelope: Uint8Array): Promise<string> {
    const transaction = session.party(0).gateway.newTransaction(envelope);
    return commit(session.first, transaction);
}

/** Who must agree before a transaction counts. */
export const ENDORSEMENT = [
    behaviour('two organisations make a transaction valid, one alone does not', async (session, key) => ({
        two: await submit(session.party(0), ['Put', key, 'x'], by(session, 0, 1)),
        one: await submit(session.party(0), ['Put', key, 'y'], by(session, 1)),
        read: await evaluate(session.party(0), ['Get', key]),
    })),
    behaviour('an organisation that nobody knows cannot endorse', ({ first }, key) =>
        submit(first, ['Put', key, 'x'], { endorsingOrganizations: ['NobodyMSP'] }),
    ),
    behaviour('a key that is guarded by two organisations changes by both and by no others', async (session, key) => {
        await prepare(session.party(0), ['Put', key, 'x'], by(session, 0, 1));
        await prepare(session.party(0), ['Guard', key, session.msp(1), session.msp(2)], by(session, 0, 1));
        const put = (value: string, ...places: number[]): Promise<Observation> =>
            submit(session.party(0), ['Put', key, value], by(session, ...places));
        return {
            ownerAlone: await put('a', 1),
            strangerAlone: await put('b', 0),
            ownerAndStranger: await put('c', 0, 1),
            both: await put('d', 1, 2),
            read: await evaluate(session.party(0), ['Get', key]),
        };
    }),
    behaviour('the policy of a key dies with it', async (session, key) => {
        await prepare(session.party(0), ['Put', key, 'x'], by(session, 0, 1));
        await prepare(session.party(0), ['Guard', key, session.msp(2), ''], by(session, 0, 1));
        await prepare(session.party(0), ['Delete', key], by(session, 2));
        await prepare(session.party(0), ['Put', key, 'y'], by(session, 0, 1));
        return {
            isGuarded: await evaluate(session.party(0), ['IsGuarded', key]),
            ownerAlone: await submit(session.party(0), ['Put', key, 'z'], by(session, 2)),
        };
    }),
    behaviour('a policy is not set on a key that is not there', async (session, key) => ({
        guard: await submit(session.party(0), ['Guard', key, session.msp(2), ''], by(session, 0, 1)),
        isGuarded: await evaluate(session.party(0), ['IsGuarded', key]),
    })),
    behaviour('endorsers that come to different results are refused', async (session, key) =>
        byAnyone(await submit(session.party(0), ['Fickle', key], by(session, 0, 1))),
    ),
    behaviour('a write set that is altered after its endorsement is invalid', async (session, key) => {
        const transaction = await endorse(session.party(0), ['Put', key, 'honest'], by(session, 0, 1));
        return observed(resubmit(session, altered(transaction.getBytes(), 'honest', 'forged')));
    }),
    behaviour('a transaction that was submitted before is not done again', async (session, key) => {
        const transaction = await endorse(session.party(0), ['Append', key, 'a'], by(session, 0, 1));
        const first = await commit(session.first, transaction);
        // SmartBFT refuses it while it remembers the request, another orderer puts it into a block as a duplicate.
        await observed(resubmit(session, transaction.getBytes()));
        return { first, read: await evaluate(session.party(0), ['Get', key]) };
    }),
];
