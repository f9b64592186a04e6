import { solveQuantised } from '@edgebourse/optimization/compute-game/quantise';
import type { CommandResult } from '../../src/common/batch';
import type { Envelope } from '../../src/common/envelope';
import { sha256Hex } from '../../src/common/hash';
import { signingBytes } from '../../src/common/envelope';
import { heldMicro } from '../../src/compute/parts';
import type { OfferMessage, RequestMessage, Solution } from '../../src/compute/messages';
import type { ContractRecord, MarketView, Part, ResultRecord, WorkerRecord } from '../../src/compute/records';
import { device, signedBy, type Device } from './device';
import { newWorld, type World, type WorldOptions } from './world';

/** Hash of the task that the tests sell. */
export const TASK = sha256Hex('task');
const REFERENCE = sha256Hex('reference task');
const unit = (value: number): string => String(BigInt(Math.round(value * 1e6)) * 1_000_000n);

type Offer = Partial<Omit<OfferMessage, 'type'>>;
type Request = Partial<Omit<RequestMessage, 'type'>>;
/** One result of a batch. */
export type Answer = CommandResult<Record<string, unknown>>;

/** The code of a refused command, else its status. */
export const codeOf = (result: Answer | undefined): string | undefined =>
    result?.status === 'refused' ? result.code : result?.status;

/** @returns The hash of an output, right or wrong. */
export const output = (piece: number, salt = ''): string => sha256Hex(`output ${String(piece)} ${salt}`);

/** What a seller of the worked example offers, in its order; further ones as the first. */
export const SELLERS: readonly Offer[] = [
    { ownDemandE12: unit(0.2), rewardE12: unit(1.2), costE12: unit(0.9) },
    { ownDemandE12: unit(0.5), rewardE12: unit(1.3), costE12: unit(0.4) },
    { ownDemandE12: unit(0.8), rewardE12: unit(1.9), costE12: unit(0.2) },
];

/** Sellers and a buyer of region r1, and what they and their MEC do. */
export class ComputeMarket {
    #seeds = 0;

    constructor(readonly world: World) {}

    readonly buyer = device('buyer');

    /** Registers vehicles of the region. */
    async vehicles(names: readonly string[], region = 'r1'): Promise<Device[]> {
        return await this.world.register(names, { role: 'vehicle', region });
    }

    /** Registers, assesses and lets offer, each with its terms. */
    async sellers(names: readonly string[], terms: readonly Offer[] = SELLERS): Promise<Device[]> {
        const devices = await this.vehicles(names);
        await this.assess(devices);
        const offers = devices.map((each, index) => this.offer(each, terms[index] ?? terms[0]));
        const results = await this.batch('Offer', { offers });
        if (results.some(({ status }) => status !== 'done')) throw new Error(JSON.stringify(results));
        return devices;
    }

    /** @returns A seller's signed answer to the reference task. */
    assessment(seller: Device, seed = sha256Hex(`seed ${String(++this.#seeds)}`)): Envelope {
        const payload = { type: 'compute.assessment.v1', ...this.world.head(), task: REFERENCE, seed, output: seed };
        return signedBy(seller, payload);
    }

    /** Measures machines: 10 million fuel a second each, unless told otherwise. */
    async assess(sellers: readonly Device[], fuel = 10_000_000): Promise<Answer[]> {
        const line = (seller: Device): object => ({
            envelope: this.assessment(seller),
            fuel: String(fuel),
            elapsedMs: 1000,
        });
        return await this.batch('Assess', { region: 'r1', assessments: sellers.map(line) });
    }

    /** @returns A signed offer: the whole machine, the first seller's terms, unless told otherwise. */
    offer(seller: Device, changes: Offer = {}): Envelope {
        const payload = {
            type: 'compute.offer.v1',
            ...this.world.head(),
            region: 'r1',
            capacityE12: unit(1),
            ...SELLERS[0],
            satisfactionE12: unit(1),
            fuelPerSecond: '10000000',
            ...changes,
        };
        return signedBy(seller, payload);
    }

    /** @returns A buyer's signed request: an hour, 20 pieces, a = 40, lambda = 0.05. */
    request(changes: Request = {}, buyer = this.buyer): Envelope {
        const payload = {
            type: 'compute.request.v1',
            ...this.world.head(),
            region: 'r1',
            durationMs: 3_600_000,
            task: TASK,
            pieces: 20,
            maxPaymentMicro: '50000000',
            maxRelayMicro: '0',
            costScaleE12: unit(40),
            costExponentE12: unit(0.05),
            redundancy: 1,
            ...changes,
        };
        return signedBy(buyer, payload);
    }

    /** @returns The game that the ledger gives, solved as a gateway does. */
    async solution(terms: Request = {}, contract?: string): Promise<Solution> {
        const { costScaleE12: a = unit(40), costExponentE12: lambda = unit(0.05), region = 'r1', durationMs } = terms;
        const query = { region, buyer: this.buyer.wallet, durationMs: durationMs ?? 3_600_000 };
        const named = contract === undefined ? {} : { contract };
        const { sellers } = await this.world.evaluate<MarketView>('compute:Market', { ...query, ...named });
        const { marginal, parts } = solveQuantised({
            a: BigInt(a),
            lambda: BigInt(lambda),
            sellers: sellers.map((each) => ({
                fbar: BigInt(each.capacityE12),
                rho: BigInt(each.ownDemandE12),
                r: BigInt(each.rewardE12),
                c: BigInt(each.costE12),
                gamma: BigInt(each.satisfactionE12),
            })),
        });
        const allotments = parts.map(({ state, price, amount }, index) => ({
            seller: sellers[index]!.seller,
            state,
            priceE12: String(price),
            amountE12: String(amount),
        }));
        return { marginalE12: String(marginal), allotments };
    }

    /** Makes a contract. @returns Its id. */
    async contract(terms: Request = {}): Promise<string> {
        const envelope = this.request(terms);
        const requests = [{ envelope, solution: await this.solution(terms) }];
        const [result] = await this.batch('Contract', { requests });
        if (result?.status !== 'done') throw new Error(JSON.stringify(result));
        return sha256Hex(signingBytes(envelope.payload));
    }

    /** @returns A seller's signed answer to its part. */
    async answer(seller: Device, contract: string, changes: Record<string, string> = {}): Promise<Envelope> {
        const { amountE12, priceE12 } = await this.part(contract, seller);
        const terms = { contract, amountE12, priceE12, answer: 'accept', ...changes };
        return signedBy(seller, { type: 'compute.answer.v1', ...this.world.head(), ...terms });
    }

    /** Lets sellers accept. */
    async accept(sellers: readonly Device[], contract: string): Promise<Answer[]> {
        const answers = await Promise.all(sellers.map(async (each) => this.answer(each, contract)));
        return await this.batch('Answer', { answers });
    }

    contest(seller: Device, contract: string): Envelope {
        const content = { contract, reason: 'the others are wrong' };
        return signedBy(seller, { type: 'compute.contest.v1', ...this.world.head(), ...content });
    }

    leave(seller: Device, contract: string): Envelope {
        return signedBy(seller, { type: 'compute.leave.v1', ...this.world.head(), contract });
    }

    /** @returns A seller's signed result; its outputs are salted where they are to be wrong. */
    async result(seller: Device, contract: string, changes: object = {}, salt = ''): Promise<Envelope> {
        const { pieces } = await this.part(contract, seller);
        const outputs = pieces.map((piece) => output(piece, salt));
        const content = { contract, task: TASK, outputs, fuel: '1000', link: 'v2d', ...changes };
        return signedBy(seller, { type: 'compute.result.v1', ...this.world.head(), ...content });
    }

    /** Lets sellers return right results, or salted ones. */
    async deliver(sellers: readonly Device[], contract: string, salt = ''): Promise<Answer[]> {
        const results = await Promise.all(sellers.map(async (each) => this.result(each, contract, {}, salt)));
        return await this.batch('Result', { results });
    }

    /** @returns The buyer's verdict: accepts the first list, disputes all pieces of the second. */
    async verdict(
        contract: string,
        accepted: readonly Device[],
        disputed: readonly Device[] = [],
        buyer = this.buyer,
    ): Promise<Envelope> {
        const { parts } = await this.contractOf(contract);
        const of = ({ wallet }: Device): { part: Part; seller: string; result: string } => {
            const part = parts.find(({ seller }) => seller === wallet)!;
            return { part, seller: wallet, result: part.resultHash ?? TASK };
        };
        const payload = {
            type: 'compute.verdict.v1',
            ...this.world.head(),
            contract,
            accepted: accepted.map(of).map(({ seller, result }) => ({ seller, result })),
            disputed: disputed.map(of).map(({ part, ...rest }) => ({ ...rest, pieces: part.pieces, reason: 'wrong' })),
        };
        return signedBy(buyer, payload);
    }

    /** Does what is due. */
    async settle(contract: string): Promise<ContractRecord> {
        await this.world.submit(this.world.people.eag2, 'compute:Settle', { contracts: [contract] });
        return await this.contractOf(contract);
    }

    async contractOf(contract: string): Promise<ContractRecord> {
        return await this.world.evaluate<ContractRecord>('compute:ContractOf', { contract });
    }

    async part(contract: string, { wallet }: Device): Promise<Part> {
        const { parts } = await this.contractOf(contract);
        return parts.find(({ seller }) => seller === wallet)!;
    }

    async worker({ wallet }: Device): Promise<WorkerRecord> {
        return await this.world.evaluate<WorkerRecord>('compute:WorkerOf', { wallet });
    }

    async resultOf(contract: string, { wallet }: Device): Promise<ResultRecord | null> {
        return await this.world.evaluate<ResultRecord | null>('compute:ResultOf', { contract, seller: wallet });
    }

    /** Submits a batch as the region's operator. */
    async batch(name: string, argument: object, as = this.world.people.eag1): Promise<Answer[]> {
        return (await this.world.submit<Answer[]>(as, `compute:${name}`, argument)).value;
    }

    /** @returns What became of the only command of a batch. */
    async only(name: string, argument: object, as = this.world.people.eag1): Promise<string | undefined> {
        return codeOf((await this.batch(name, argument, as))[0]);
    }

    /** @returns All coins: outputs, bonds and what contracts hold. */
    async allCoins(): Promise<bigint> {
        let total = await this.world.coinsInOutputsAndBonds();
        for (const { value } of await this.world.ledger.entries('\0contract\0')) {
            total += heldMicro(JSON.parse(Buffer.from(value).toString('utf8')) as ContractRecord);
        }
        return total;
    }
}

/** Opens a world with a funded buyer in region r1. */
export async function newComputeMarket(options: WorldOptions = {}): Promise<ComputeMarket> {
    const world = await newWorld(options);
    const market = new ComputeMarket(world);
    await world.register(['buyer'], { role: 'phone' });
    await world.mint([market.buyer], 100_000_000);
    return market;
}
