import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { ComputeNodeDesk, Measurement } from './market';
import type { SandboxPool } from './sandbox-pool';
import { contentHash } from './task-package';
import { referenceInput } from './tasks/reference';
import type { VehicleAgent } from './vehicle-agent';

/** What a MEC's agent is made of. */
export interface MecOptions {
    readonly region: string;
    readonly desk: ComputeNodeDesk;
    readonly sandboxes: SandboxPool;
    /** The reference task. */
    readonly module: Uint8Array;
}

/** How long a vehicle expects to stay: private, only the MEC sees it. */
export interface MobilityProfile {
    readonly vehicle: VehicleAgent;
    readonly stayMs: number;
    /** Capacity that the vehicle offers, units of 10^-12. */
    readonly capacityE12: bigint;
}

const FUEL = 10_000_000_000n;
const WALL_MS = 60_000;
const SEED_BYTES = 32;

/** The agent of a MEC node: measures machines, caps what passers-by may sell. */
export class MecAgent {
    readonly #options: MecOptions;

    constructor(options: MecOptions) {
        this.#options = options;
    }

    /**
     * Lets each vehicle run the reference task on a fresh seed, checks the answer by its own run and reports fuel and
     * time. As many at a time as the machine has processors, so that they do not slow each other down.
     * @param onMeasured - Told after each group, with its size.
     * @returns The codes of those that were refused.
     */
    async assess(vehicles: readonly VehicleAgent[], onMeasured: (count: number) => void): Promise<string[]> {
        const measured: Measurement[] = [];
        const group = availableParallelism();
        for (let from = 0; from < vehicles.length; from += group) {
            const part = vehicles.slice(from, from + group);
            measured.push(...(await Promise.all(part.map((vehicle) => this.#measure(vehicle)))));
            onMeasured(part.length);
        }
        const results = await this.#options.desk.assess(this.#options.region, measured);
        return results.flatMap(({ status, code }) => (status === 'refused' ? [code ?? ''] : []));
    }

    async #measure(vehicle: VehicleAgent): Promise<Measurement> {
        const { module, sandboxes } = this.#options;
        const seed = randomBytes(SEED_BYTES).toString('hex');
        const began = performance.now();
        const { envelope, output } = await vehicle.answerReference(module, seed);
        const elapsedMs = Math.max(1, Math.ceil(performance.now() - began));
        const own = await sandboxes.run({ module, input: referenceInput(seed), fuel: FUEL, wallMs: WALL_MS });
        if (own.status === 'failed') throw new Error(`the reference task: ${own.detail}`);
        if (contentHash(own.output) !== output) throw new Error(`${vehicle.name} answered the reference task wrongly`);
        return { envelope, fuel: String(own.fuelUsed), elapsedMs };
    }

    /** Publishes, instead of the profile, the product of capacity and stay: how long a vehicle stays remains private. */
    async capStays(profiles: readonly MobilityProfile[], validMs: number): Promise<void> {
        const validUntil = String(Date.now() + validMs);
        const stays = profiles.map(({ vehicle, stayMs, capacityE12 }) => ({
            wallet: vehicle.address,
            unitMsE12: String(capacityE12 * BigInt(stayMs)),
            validUntil,
        }));
        await this.#options.desk.capStays(this.#options.region, stays);
    }
}
