import { ComputeClient, type ComputeQuote } from '@edgebourse/gateway/client/compute-client';
import { RestClient } from '@edgebourse/gateway/client/rest-client';
import { showProgress, type Progress } from '../../demo/progress';
import { ComputeSigner } from '../commands';
import type { GatewayDesk } from '../gateway-market';
import { MecAgent } from '../mec-agent';
import { SandboxPool } from '../sandbox-pool';
import { referenceModule } from '../tasks/reference';
import type { VehicleAgent } from '../vehicle-agent';
import { arrivingWork, DAY_HOURS, DISTRICTS, districtOf, type District } from './day-profile';
import { DayQueue, type QueueHour } from './day-queue';
import { draw, unitsE12 } from './draw';
import { foundingUnits, foundStreet, StreetBuilder } from './open-street';
import type { StreetOptions } from './run-street';
import { newStreetCast, type CastVehicle, type StreetCast } from './street-cast';
import { StreetClock } from './street-clock';
import * as terms from './street-terms';

/** One hour of one district, with and without the market. Money in coins. */
export interface DayHour {
    readonly district: District;
    readonly hour: number;
    readonly vehicles: number;
    readonly loadPpm: number;
    /** Machines that were bought, and what the hour of them costs by the quote. */
    readonly bought: number;
    readonly payment: number;
    /** Lowest and highest price among those that sell, coins per machine and hour; absent where nothing was bought. */
    readonly prices?: readonly [number, number];
    readonly withMarket: QueueHour;
    readonly without: QueueHour;
}

/** What a day left behind. */
export interface DayOutcome {
    readonly hours: readonly DayHour[];
    /** Machines of each node, and its tariff, coins per machine and hour. */
    readonly nodeMachines: number;
    readonly tariff: number;
}

const HOUR_MS = 3_600_000;
const PPM = 1_000_000;
const LOAD_PPM_MAX = 10_000_000;
const E12 = 1e12;
const MICRO = 1_000_000;
/** The buyer's cost scale, a, in coins an hour: how much it would pay at most, and how finely it looks for less. */
const COST_SCALE_MAX = 60;
const HALVINGS = 8;

interface Purchase {
    readonly machines: number;
    readonly payment: number;
    readonly prices?: readonly [number, number];
}

const NOTHING: Purchase = { machines: 0, payment: 0 };

function purchaseOf({ solution, soldE12, paymentMicro }: ComputeQuote): Purchase {
    const prices = (solution?.allotments ?? [])
        .filter(({ state }) => state !== 'shut')
        .map(({ priceE12 }) => Number(priceE12) / E12);
    if (prices.length === 0) return NOTHING;
    const range = [Math.min(...prices), Math.max(...prices)] as const;
    return { machines: Number(soldE12) / E12, payment: Number(paymentMicro) / MICRO, prices: range };
}

/** A MEC node with its queue, as it is and as it would be without the market. */
class NodeDay {
    readonly withMarket = new DayQueue();
    readonly without = new DayQueue();
    /** Work of the hour before, machine-hours: all that a node knows of the coming one. */
    lastArrived = 0;

    constructor(
        readonly district: District,
        readonly desk: GatewayDesk,
    ) {}

    get region(): string {
        return DISTRICTS[this.district];
    }
}

/** Everybody stands where the hour puts them, offers there, and the nodes buy what they lack. */
class Day {
    readonly #options: StreetOptions;
    readonly #cast: StreetCast;
    readonly #builder: StreetBuilder;
    readonly #sandboxes = new SandboxPool();
    readonly #client: ComputeClient;
    readonly #rest: RestClient;
    readonly #nodes: readonly NodeDay[];
    readonly #places = new Map<string, District>();
    readonly #progress: Progress;

    constructor(options: StreetOptions) {
        this.#options = options;
        const cast = newStreetCast(options.trace, options.seed, 0);
        const atHome = (vehicle: CastVehicle): CastVehicle => ({
            ...vehicle,
            offer: { ...vehicle.offer, region: DISTRICTS.home },
        });
        this.#cast = { ...cast, vehicles: cast.vehicles.map(atHome) };
        const clock = new StreetClock(options.trace, cast.buyer.name);
        this.#builder = new StreetBuilder(options, this.#cast, this.#sandboxes, clock);
        this.#client = new ComputeClient({ baseUrl: options.gatewayUrl });
        this.#rest = new RestClient({ baseUrl: options.gatewayUrl });
        this.#nodes = cast.nodes.map(({ region, organisation }) => {
            const district = region === DISTRICTS.business ? 'business' : 'home';
            return new NodeDay(district, this.#builder.desk(organisation));
        });
        const units = foundingUnits(this.#cast) + this.#cast.vehicles.length + DAY_HOURS;
        this.#progress = showProgress(units, options.progress);
    }

    async run(): Promise<DayOutcome> {
        try {
            this.#progress.phase('registering');
            await foundStreet(this.#cast, this.#options, this.#progress.advance);
            this.#progress.phase('measuring machines');
            await this.#assess();
            const hours: DayHour[] = [];
            for (let hour = 0; hour < DAY_HOURS; hour += 1) {
                this.#progress.phase(`${String(hour).padStart(2, '0')}:00`);
                await this.#drive(hour);
                for (const node of this.#nodes) hours.push(await this.#serve(node, hour));
                this.#progress.advance(1);
            }
            const { capacityE12, tariffE12 } = await this.#client.node(DISTRICTS.home);
            return { hours, nodeMachines: Number(capacityE12) / E12, tariff: Number(tariffE12) / E12 };
        } finally {
            this.#progress.stop();
        }
    }

    async #assess(): Promise<void> {
        const home = this.#nodes.find(({ district }) => district === 'home');
        if (home === undefined) throw new Error('no node at home');
        const { region, desk } = home;
        const mec = new MecAgent({ region, desk, sandboxes: this.#sandboxes, module: await referenceModule() });
        const vehicles = this.#cast.vehicles.map((vehicle) => this.#vehicle(vehicle, 'home'));
        const refused = await mec.assess(vehicles, this.#progress.advance);
        if (refused.length > 0) throw new Error(`assessments were refused: ${refused.join(' ')}`);
    }

    #vehicle(vehicle: CastVehicle, district: District): VehicleAgent {
        const offer = { ...vehicle.offer, region: DISTRICTS[district] };
        return this.#builder.vehicle({ ...vehicle, offer }, () => '');
    }

    /** Vehicles that change districts attach themselves there and offer there; the first hour everybody offers. */
    async #drive(hour: number): Promise<void> {
        const moving = this.#cast.vehicles.map(async (vehicle) => {
            const before = this.#places.get(vehicle.name);
            const now = districtOf(draw(this.#options.seed, `${vehicle.name} commute`), hour);
            if (before === now) return;
            this.#places.set(vehicle.name, now);
            if (before !== undefined) await this.#attach(vehicle, DISTRICTS[now], hour);
            await this.#builder.offer(this.#vehicle(vehicle, now));
        });
        await Promise.all(moving);
    }

    async #attach({ key }: CastVehicle, region: string, hour: number): Promise<void> {
        const signer = new ComputeSigner(terms.NETWORK, key, this.#builder.signer);
        const { nextSeq } = await this.#rest.get<{ nextSeq: number }>(`/v1/identity/wallets/${key.address}`);
        const envelope = signer.sign(`attach.${hour}`, { type: 'identity.attach.v1', region, seq: nextSeq });
        await this.#rest.post('/v1/identity/attachments', envelope);
    }

    /** Reports the load, buys where the ledger calls the node overloaded, and lets the hour pass in both queues. */
    async #serve(node: NodeDay, hour: number): Promise<DayHour> {
        const { district, region, desk } = node;
        const arrived = arrivingWork(district, hour);
        const { capacityE12 } = await this.#client.node(region);
        const own = Number(capacityE12) / E12;
        const needed = node.withMarket.backlog + node.lastArrived;
        node.lastArrived = arrived;
        const loadPpm = Math.min(LOAD_PPM_MAX, Math.round((needed / own) * PPM));
        await desk.reportLoad(region, loadPpm, Math.round(node.withMarket.backlog * PPM));
        const { isOverloaded } = await this.#client.node(region);
        const { machines, payment, prices } = isOverloaded ? await this.#buy(region, needed - own) : NOTHING;
        const vehicles = [...this.#places.values()].filter((place) => place === district).length;
        return {
            ...{ district, hour, vehicles, loadPpm, bought: machines, payment, ...(prices && { prices }) },
            withMarket: node.withMarket.run(arrived, own, machines),
            without: node.without.run(arrived, own, 0),
        };
    }

    /** The game with the least cost scale that gives enough machines, found by halving; the largest where none does. */
    async #buy(region: string, machines: number): Promise<Purchase> {
        if (machines <= 0) return NOTHING;
        let enough = await this.#play(region, COST_SCALE_MAX);
        if (enough.machines < machines) return enough;
        let [low, high] = [0, COST_SCALE_MAX];
        for (let step = 0; step < HALVINGS; step += 1) {
            const middle = (low + high) / 2;
            const tried = await this.#play(region, middle);
            if (tried.machines >= machines) [high, enough] = [middle, tried];
            else low = middle;
        }
        return enough;
    }

    async #play(region: string, scale: number): Promise<Purchase> {
        const quote = await this.#client.quote({
            region,
            buyer: this.#cast.buyer.key.address,
            durationMs: HOUR_MS,
            costScaleE12: unitsE12(scale),
            costExponentE12: terms.COST_EXPONENT_E12,
        });
        return purchaseOf(quote);
    }
}

/** Founds two districts on an empty ledger and lets a day pass in them. */
export async function runDay(options: StreetOptions): Promise<DayOutcome> {
    return new Day(options).run();
}
