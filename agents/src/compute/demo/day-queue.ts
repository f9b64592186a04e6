/** One hour of one queue. Work in machine-hours, waiting in minutes. */
export interface QueueHour {
    /** Work that arrived. */
    readonly arrived: number;
    /** Work that waited at the hour's end. */
    readonly backlog: number;
    /** Mean over the work that arrived. */
    readonly waitMinutes: number;
    /** The longest that anything that arrived will wait. */
    readonly waitMaxMinutes: number;
    /** Work done by the node itself and by hired machines. */
    readonly byNode: number;
    readonly byHired: number;
}

const MINUTES = 60;

/**
 * A first-come-first-served queue in front of machines, minute by minute: work arrives evenly, the node's own machines
 * take it first, hired ones the rest. What arrives waits until all before it is done at the present speed.
 */
export class DayQueue {
    #backlog = 0;

    /** Work that waits, machine-hours. */
    get backlog(): number {
        return this.#backlog;
    }

    /** @param own - Machines of the node. @param hired - Machines that were hired for the hour. */
    run(arrived: number, own: number, hired: number): QueueHour {
        const perMinute = arrived / MINUTES;
        const [ownMost, hiredMost] = [own / MINUTES, hired / MINUTES];
        let [waits, waitMax, byNode, byHired] = [0, 0, 0, 0];
        for (let minute = 0; minute < MINUTES; minute += 1) {
            const wait = this.#backlog / (ownMost + hiredMost);
            waits += wait;
            waitMax = Math.max(waitMax, wait);
            const waiting = this.#backlog + perMinute;
            const ownDone = Math.min(waiting, ownMost);
            const hiredDone = Math.min(waiting - ownDone, hiredMost);
            byNode += ownDone;
            byHired += hiredDone;
            this.#backlog = waiting - ownDone - hiredDone;
        }
        return {
            ...{ arrived, backlog: this.#backlog, byNode, byHired },
            waitMinutes: waits / MINUTES,
            waitMaxMinutes: waitMax,
        };
    }
}
