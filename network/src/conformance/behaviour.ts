import type { Observation } from './outcome';
import type { Session } from './session';

/** One thing that the product relies on, shown by what a client observes. */
export interface Behaviour {
    /** A sentence; unique, for expectations are found by it. */
    readonly name: string;
    /** Keys that it uses begin with `key`, so that behaviours do not meet. */
    observe(session: Session, key: string): Promise<Observation>;
}

/** @returns A behaviour. */
export function behaviour(name: string, observe: Behaviour['observe']): Behaviour {
    return { name, observe };
}
