import { setTimeout as wait } from 'node:timers/promises';
import type { MobilityTrace } from '../mobility/trace';
import { REACH_M, TRACE_START_S } from './street-terms';

/** Who is where, as the trace goes on in real time from the moment at which the task is offered. */
export class StreetClock {
    readonly #trace: MobilityTrace;
    readonly #buyer: string;
    #began: number | undefined;

    /** @param buyer - Its name in the trace. */
    constructor(trace: MobilityTrace, buyer: string) {
        this.#trace = trace;
        this.#buyer = buyer;
    }

    /** Starts the trace; until then everybody stands where it begins. */
    start(): void {
        this.#began ??= performance.now();
    }

    /** Second of the trace. */
    get second(): number {
        const passed = this.#began === undefined ? 0 : (performance.now() - this.#began) / 1000;
        // The trace ends before a slow run does: then everybody stands still.
        return Math.min(TRACE_START_S + passed, this.#trace.end - 1);
    }

    isHere(vehicle: string): boolean {
        return this.#trace.at(vehicle, this.second) !== undefined;
    }

    /** Whether a vehicle reaches the buyer without the MEC. */
    isInReach(vehicle: string): boolean {
        const metres = this.#trace.distance(vehicle, this.#buyer, this.second);
        return metres !== undefined && metres <= REACH_M;
    }

    async pause(ms: number): Promise<void> {
        if (ms > 0) await wait(ms);
    }
}
