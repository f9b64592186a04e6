import type { Supply } from '@edgebourse/chaincode/coin/records';
import type { ContractRecord, ResultRecord } from '@edgebourse/chaincode/compute/records';
import type { Solution } from '@edgebourse/chaincode/compute/messages';
import { ComputeClient } from '@edgebourse/gateway/client/compute-client';
import { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import { showProgress, type Progress } from '../../demo/progress';
import { ArbiterAgent, type Ruling } from '../arbiter-agent';
import type { Purchase } from '../buyer-agent';
import { MecAgent } from '../mec-agent';
import type { MobilityTrace } from '../mobility/trace';
import { SandboxPool } from '../sandbox-pool';
import { contentHash, type TaskPackage } from '../task-package';
import { mandelbrotInput, mandelbrotModule, rowsOfPieces } from '../tasks/mandelbrot';
import { referenceModule } from '../tasks/reference';
import type { PartReport, VehicleAgent } from '../vehicle-agent';
import { foundingUnits, foundStreet, StreetBuilder, type GatewayAccess } from './open-street';
import { newStreetCast, type StreetCast } from './street-cast';
import { StreetClock } from './street-clock';
import * as terms from './street-terms';

/** What a run needs. */
export interface StreetOptions extends GatewayAccess {
    readonly trace: MobilityTrace;
    readonly seed: string;
    /** Share of the vehicles that return noise, 0 to 1. */
    readonly cheatShare: number;
    readonly progress: NodeJS.WriteStream;
}

/** What a run left behind; contracts and coins are read from the gateway. */
export interface StreetOutcome {
    readonly cast: StreetCast;
    /** The game as it was before the contract: prices of shut sellers too. */
    readonly game: Solution | undefined;
    readonly purchase: Purchase;
    /** By contract and seller. */
    readonly results: readonly ResultRecord[];
    readonly reports: readonly PartReport[];
    readonly rulings: readonly Ruling[];
    /** SHA-256 of the picture as one machine computes it, outside the market. */
    readonly referenceHash: string;
    readonly supply: Supply;
    /** Coins by wallet, micro-coins. */
    readonly coins: ReadonlyMap<string, bigint>;
    /** Sandboxed runs: parts, assessments, checks. */
    readonly sandboxRuns: number;
    readonly signedMessages: number;
}

const STAY_VALID_MS = 3_600_000;
const WATCH_MS = 400;
const CHECK_FUEL = 10_000_000_000_000n;
const CHECK_WALL_MS = 120_000;

/** One run: agents, what they share, and what they report. */
class Street {
    readonly #options: StreetOptions;
    readonly #cast: StreetCast;
    readonly #sandboxes = new SandboxPool();
    readonly #clock: StreetClock;
    readonly #builder: StreetBuilder;
    readonly #vehicles: readonly VehicleAgent[];
    readonly #progress: Progress;
    readonly #working: Promise<PartReport>[] = [];
    readonly #rulings: Ruling[] = [];
    readonly #watched = new Map<string, Promise<void>>();
    #address = '';

    constructor(options: StreetOptions) {
        this.#options = options;
        this.#cast = newStreetCast(options.trace, options.seed, options.cheatShare);
        this.#clock = new StreetClock(options.trace, this.#cast.buyer.name);
        this.#builder = new StreetBuilder(options, this.#cast, this.#sandboxes, this.#clock);
        this.#vehicles = this.#cast.vehicles.map((vehicle) => this.#builder.vehicle(vehicle, () => this.#address));
        const units = foundingUnits(this.#cast) + 2 * this.#vehicles.length + 1;
        this.#progress = showProgress(units, options.progress);
    }

    async run(): Promise<StreetOutcome> {
        const task = await pictureTask();
        try {
            this.#progress.phase('registering');
            await foundStreet(this.#cast, this.#options, this.#progress.advance);
            this.#progress.phase('measuring machines');
            await this.#offerAll();
            const game = await this.#quote();
            this.#progress.phase('computing');
            const purchase = await this.#buy(task);
            const reports = await Promise.all(this.#working);
            await Promise.all(this.#watched.values());
            return { ...(await this.#read(purchase)), game, purchase, reports, rulings: this.#rulings };
        } finally {
            this.#progress.stop();
        }
    }

    /** Assesses, caps by the mobility profiles and lets everybody offer. */
    async #offerAll(): Promise<void> {
        const mec = new MecAgent({
            region: terms.REGION,
            desk: this.#builder.desk(terms.NODE_ORGANISATION),
            sandboxes: this.#sandboxes,
            module: await referenceModule(),
        });
        const refused = await mec.assess(this.#vehicles, this.#progress.advance);
        if (refused.length > 0) throw new Error(`assessments were refused: ${refused.join(' ')}`);
        const stayMs = expectedStayMs(this.#options.trace);
        const profiles = this.#vehicles.map((vehicle) => ({ vehicle, stayMs, capacityE12: 10n ** 12n }));
        await mec.capStays(profiles, STAY_VALID_MS);
        const present = this.#vehicles.filter((_, index) => this.#cast.vehicles[index]?.arrivesAfterS === 0);
        await Promise.all(present.map((vehicle) => this.#offer(vehicle)));
    }

    async #offer(vehicle: VehicleAgent): Promise<void> {
        await this.#builder.offer(vehicle);
        this.#progress.advance(1);
    }

    /** Those who come later offer on arrival. */
    async #arrive(): Promise<void> {
        const later = this.#vehicles.map(async (vehicle, index) => {
            const seconds = this.#cast.vehicles[index]?.arrivesAfterS ?? 0;
            if (seconds === 0) return;
            await this.#clock.pause(seconds * 1000);
            await this.#offer(vehicle);
        });
        await Promise.all(later);
    }

    async #quote(): Promise<Solution | undefined> {
        const { solution } = await new ComputeClient({ baseUrl: this.#options.gatewayUrl }).quote({
            region: terms.REGION,
            buyer: this.#cast.buyer.key.address,
            durationMs: terms.DURATION_MS,
            costScaleE12: terms.COST_SCALE_E12,
            costExponentE12: terms.COST_EXPONENT_E12,
        });
        return solution;
    }

    async #buy(task: TaskPackage): Promise<Purchase> {
        const buyer = this.#builder.buyer((contract) => {
            this.#onContract(contract);
        });
        await buyer.open();
        this.#address = buyer.address;
        this.#clock.start();
        const arrivals = this.#arrive();
        try {
            const [purchase] = await Promise.all([buyer.buy(task), arrivals]);
            this.#progress.advance(1);
            return purchase;
        } finally {
            await Promise.allSettled(this.#working);
            await buyer.close();
        }
    }

    /** The buyer's beacon: whoever has a part works, and the arbiter of another organisation watches for disputes. */
    #onContract(contract: ContractRecord): void {
        for (const vehicle of this.#vehicles) this.#working.push(this.#work(vehicle, contract));
        if (!this.#watched.has(contract.contract)) this.#watched.set(contract.contract, this.#watch(contract.contract));
    }

    /** A vehicle that meets a refusal, for instance because it is late, ends its part and not the demo. */
    async #work(vehicle: VehicleAgent, contract: ContractRecord): Promise<PartReport> {
        return vehicle.work(contract).catch((error: unknown) => ({
            vehicle: vehicle.name,
            ending: 'failed' as const,
            detail: error instanceof Error ? error.message : String(error),
        }));
    }

    async #watch(id: string): Promise<void> {
        const { market } = this.#builder;
        const desk = this.#builder.desk(terms.ARBITER_ORGANISATION);
        const arbiter = new ArbiterAgent({ market, desk, sandboxes: this.#sandboxes });
        for (;;) {
            const contract = await market.contract(id);
            if (contract.status === 'closed') return;
            this.#rulings.push(...(await arbiter.decide(contract, this.#address)));
            await this.#clock.pause(WATCH_MS);
        }
    }

    async #read({ contracts }: Purchase): Promise<Omit<StreetOutcome, 'game' | 'purchase' | 'reports' | 'rulings'>> {
        const { gatewayUrl } = this.#options;
        const device = new EdgebourseClient({ baseUrl: gatewayUrl });
        const results: ResultRecord[] = [];
        for (const { contract, parts } of contracts) {
            for (const { seller, resultHash } of parts) {
                const result = resultHash && (await this.#builder.market.result(contract, seller));
                if (result !== undefined && result !== '') results.push(result);
            }
        }
        const { buyer, vehicles, nodes } = this.#cast;
        const wallets = [buyer, ...vehicles, ...nodes].map(({ key }) => key.address);
        const balances = await Promise.all(wallets.map((wallet) => device.balance(wallet)));
        const coins = new Map(wallets.map((wallet, index) => [wallet, BigInt(balances[index]?.confirmedMicro ?? '0')]));
        return {
            ...{ cast: this.#cast, results, coins, supply: await device.supply() },
            referenceHash: await this.#referenceHash(),
            sandboxRuns: this.#sandboxes.started,
            signedMessages: this.#builder.signer.signed,
        };
    }

    async #referenceHash(): Promise<string> {
        const module = await mandelbrotModule();
        const input = mandelbrotInput(terms.PICTURE, { first: 0, rows: terms.PICTURE.height, apart: 1 });
        const ran = await this.#sandboxes.run({ module, input, fuel: CHECK_FUEL, wallMs: CHECK_WALL_MS });
        if (ran.status === 'failed') throw new Error(`the reference picture: ${ran.detail}`);
        return contentHash(ran.output);
    }
}

async function pictureTask(): Promise<TaskPackage> {
    const inputs = rowsOfPieces(terms.PICTURE, terms.PIECES).map((rows) => mandelbrotInput(terms.PICTURE, rows));
    return { module: await mandelbrotModule(), inputs };
}

/** What a MEC expects of any moving vehicle: the mean stay of those that are there. When each really leaves, nobody knows. */
function expectedStayMs(trace: MobilityTrace): number {
    const stays = trace.present(terms.TRACE_START_S).map((name) => trace.staySeconds(name, terms.TRACE_START_S));
    return Math.round((stays.reduce((all, stay) => all + stay, 0) / Math.max(stays.length, 1)) * 1000);
}

/** Founds a street on an empty ledger, lets its vehicles compute a picture and reads what became of it. */
export async function runStreet(options: StreetOptions): Promise<StreetOutcome> {
    return new Street(options).run();
}
