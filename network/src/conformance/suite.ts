import type { Behaviour } from './behaviour';
import { CLIENTS } from './behaviours/clients';
import { CONFLICTS } from './behaviours/conflicts';
import { ENDORSEMENT } from './behaviours/endorsement';
import { EVENTS } from './behaviours/events';
import { PRIVATE_DATA } from './behaviours/private-data';
import { READING } from './behaviours/reading';
import type { Observation } from './outcome';
import type { Session } from './session';

/** Every behaviour of a ledger that the product relies on. */
export const BEHAVIOURS: readonly Behaviour[] = [
    ...READING,
    ...CONFLICTS,
    ...ENDORSEMENT,
    ...PRIVATE_DATA,
    ...EVENTS,
    ...CLIENTS,
];

/** What each behaviour showed, by its name. */
export type Observations = Readonly<Record<string, Observation>>;

/**
 * Runs behaviours one after the other.
 * @param told - Told of each, with its observation.
 */
export async function observeAll(
    session: Session,
    behaviours: readonly Behaviour[],
    told: (name: string, observation: Observation) => void = () => undefined,
): Promise<Observations> {
    const observations: Record<string, Observation> = {};
    for (const behaviour of behaviours) {
        const place = BEHAVIOURS.indexOf(behaviour);
        // Of one length, so that no key is the beginning of another.
        const observation = await behaviour.observe(session, `k${String(place).padStart(3, '0')}-`);
        observations[behaviour.name] = observation;
        told(behaviour.name, observation);
    }
    return observations;
}
