import type { RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import { isPassing } from '../journal/passing';
import type { GateServices } from './gate-service';
import { gateEnd } from './market-time';
import type { Round } from './round-book';

/** How a region's clock is driven. */
export interface RegionClockOptions {
    readonly services: GateServices;
    readonly policy: RegionPolicy;
    /** Whether this gateway acts for the region's organisation, and so clears and settles. */
    readonly isOwn: boolean;
    /** How long after the supply gate other organisations have to publish their heads, ms. */
    readonly graceMs: number;
    /** How long to wait after a failure that may pass, ms. */
    readonly retryMs: number;
    /** Hears of refusals that leave a round behind. */
    readonly onRefusal: (round: Pick<Round, 'region' | 'interval'>, error: unknown) => void;
}

/** After a restart, cleared rounds up to so long ago are looked at for a missing settlement. */
const LOOK_BACK = 24;

/**
 * Does for one region with `gates: clock` what its ends ask for: heads at the end of the supply gate, then the clearing,
 * the settlement at the deadline of readings. It holds no timer: {@link RegionClock.step} is called with the time.
 */
export class RegionClock {
    readonly #options: RegionClockOptions;
    #nextToClear: number;
    #nextToSettle: number;

    /** @param nowMs - When the gateway starts; rounds whose supply gate ended before are only worked on if they hold orders. */
    constructor(options: RegionClockOptions, nowMs: number) {
        this.#options = options;
        const { intervalMs } = options.policy;
        const held = options.services.books.orders.rounds().filter(({ region }) => region === options.policy.region);
        const current = Math.floor((nowMs + options.policy.clock.supplyMs) / intervalMs) + 1;
        this.#nextToClear = Math.min(current, ...held.map(({ interval }) => interval));
        this.#nextToSettle = Math.max(0, this.#nextToClear - LOOK_BACK);
    }

    /**
     * Does all that is due.
     * @returns When to call again, ms since the epoch.
     */
    async step(nowMs: number): Promise<number> {
        try {
            while (this.#clearingDue() <= nowMs) {
                await this.#work(this.#nextToClear, async (round) => this.#clear(round));
                this.#nextToClear += 1;
            }
            while (this.#settlementDue() <= nowMs && this.#nextToSettle < this.#nextToClear) {
                await this.#work(this.#nextToSettle, async (round) => this.#settle(round));
                this.#nextToSettle += 1;
            }
        } catch (error) {
            if (!isPassing(error)) throw error;
            return nowMs + this.#options.retryMs;
        }
        return Math.min(this.#clearingDue(), this.#settlementDue());
    }

    #clearingDue(): number {
        return gateEnd(this.#options.policy, this.#nextToClear, 'supply') + this.#options.graceMs;
    }

    #settlementDue(): number {
        return gateEnd(this.#options.policy, this.#nextToSettle, 'reading') + this.#options.graceMs;
    }

    /** A refusal concerns this round alone; the next ones go on. */
    async #work(interval: number, task: (round: Round) => Promise<void>): Promise<void> {
        const { services, policy, onRefusal } = this.#options;
        const name = { region: policy.region, interval };
        try {
            await services.lanes.run(policy.region, async () => task(await services.books.rounds.refresh(name)));
        } catch (error) {
            if (isPassing(error)) throw error;
            onRefusal(name, error);
        }
    }

    async #clear(round: Round): Promise<void> {
        const { services, policy, isOwn } = this.#options;
        const { clearings } = services;
        if (round.clearing !== undefined) {
            await clearings.conclude(round, round.clearing);
            return;
        }
        await clearings.publishHeads(round);
        if (isOwn) await clearings.clear(round, services.operatorOf(policy.organisation));
    }

    async #settle(round: Round): Promise<void> {
        const { services, policy, isOwn } = this.#options;
        if (round.clearing === undefined) return;
        await services.clearings.conclude(round, round.clearing);
        const settlement = await services.books.reader.settlement(round);
        if (settlement !== undefined) await services.settlements.conclude(round, settlement);
        else if (isOwn) await services.settlements.settle(round, services.operatorOf(policy.organisation));
    }
}
