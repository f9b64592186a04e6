import type { RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import type { ReadingMessage } from '@edgebourse/chaincode/energy/messages';
import type { Command } from '../journal/command';
import { isPassing, pause } from '../journal/passing';
import type { GateServices } from './gate-service';
import type { RoundName } from './market-time';
import { RegionClock } from './region-clock';

/** How the clocks of all regions are driven. */
export interface RegionClocksOptions {
    /** Ms since the epoch. */
    readonly now: () => number;
    readonly graceMs: number;
    readonly retryMs: number;
    readonly onRefusal: (round: RoundName, error: unknown) => void;
    /** Takes readings of regions that another organisation's gateway settles. */
    readonly foreign: (commands: readonly Command<ReadingMessage>[]) => void;
}

/** A timer holds at most so long; longer waits are taken in parts. */
const PAUSE_MAX_MS = 60_000;

/** Concludes rounds that an earlier process left behind, then drives the clock of each region with `gates: clock`. */
export class RegionClocks {
    readonly #options: RegionClocksOptions;
    readonly #services: GateServices;
    readonly #stop = new AbortController();
    #running: Promise<unknown> = Promise.resolve();

    constructor(options: RegionClocksOptions, services: GateServices) {
        this.#options = options;
        this.#services = services;
    }

    /** Begins; while the ledger is away or has no policy yet, tries again. */
    start(): void {
        this.#running = this.#run();
    }

    /** Starts nothing new and waits for what runs. */
    async close(): Promise<void> {
        this.#stop.abort();
        await this.#running;
    }

    async #run(): Promise<void> {
        await this.#persist(async () => this.#recover());
        const regions = await this.#persist(async () => (await this.#services.books.reader.policy()).regions);
        const byClock = (regions ?? []).filter(({ gates }) => gates === 'clock');
        await Promise.all(byClock.map(async (policy) => this.#drive(policy)));
    }

    async #persist<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
        while (!this.#stop.signal.aborted) {
            try {
                return await task();
            } catch (error) {
                if (!isPassing(error)) throw error;
                await pause(this.#options.retryMs, this.#stop.signal);
            }
        }
        return undefined;
    }

    /** Rounds that the ledger cleared or settled while this gateway did not hear of it. */
    async #recover(): Promise<void> {
        const { orders, deliveries } = this.#services.books;
        for (const name of [...orders.rounds(), ...deliveries.rounds()]) {
            await this.#conclude(name).catch((error: unknown) => {
                if (isPassing(error)) throw error;
                this.#options.onRefusal(name, error);
            });
        }
    }

    async #conclude(name: RoundName): Promise<void> {
        const { books, lanes, clearings, settlements } = this.#services;
        await lanes.run(name.region, async () => {
            const round = await books.rounds.refresh(name);
            if (round.clearing !== undefined) await clearings.conclude(round, round.clearing);
            const settlement = round.clearing && (await books.reader.settlement(name));
            if (settlement !== undefined) await settlements.conclude(round, settlement);
            else if (!this.#isOwn(round.policy)) this.#handOver(name);
        });
    }

    #isOwn({ organisation }: RegionPolicy): boolean {
        return this.#services.ledger.organisations.includes(organisation);
    }

    #handOver(name: RoundName): void {
        const { deliveries } = this.#services.books;
        const readings = [...deliveries.of(name).readings.values()];
        deliveries.dropReadings(name, readings);
        this.#options.foreign(readings);
    }

    async #drive(policy: RegionPolicy): Promise<void> {
        const { now } = this.#options;
        const isOwn = this.#isOwn(policy);
        const clock = new RegionClock({ ...this.#options, services: this.#services, policy, isOwn }, now());
        while (!this.#stop.signal.aborted) {
            const due = await clock.step(now());
            await pause(Math.min(Math.max(due - now(), 1), PAUSE_MAX_MS), this.#stop.signal);
        }
    }
}
