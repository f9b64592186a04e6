import { signingBytes, type Envelope } from '@edgebourse/chaincode/common/envelope';
import type { RequestMessage, Solution } from '@edgebourse/chaincode/compute/messages';
import type {
    ContractRecord,
    MarketView,
    NodeState,
    ResultRecord,
    WorkerRecord,
} from '@edgebourse/chaincode/compute/records';
import { solveQuantised } from '@edgebourse/optimization/compute-game/quantise';
import type { World } from '../../../chaincode/test/support/world';
import type {
    CommandOutcome,
    ComputeArbiter,
    ComputeMarket,
    ComputeNodeDesk,
    Measurement,
    Relay,
} from '../../src/compute/market';
import { contentHash } from '../../src/compute/task-package';

interface Result extends CommandOutcome {
    readonly [name: string]: unknown;
}

/** The contracts on the local ledger, without a gateway: everything that an agent asks, one transaction each, by the real clock. */
export class LedgerMarket implements ComputeMarket, Relay, ComputeNodeDesk, ComputeArbiter {
    readonly #world: World;
    readonly #blobs = new Map<string, Buffer>();
    #last: Promise<unknown> = Promise.resolve();

    constructor(world: World) {
        this.#world = world;
    }

    /** Writes one after another: the ledger of the tests has no lanes that would keep conflicts apart. */
    async #submit<Value>(fn: string, argument: unknown, as = this.#world.people.eag1): Promise<Value> {
        const next = this.#last.then(async () => {
            this.#world.now = Date.now();
            return (await this.#world.submit<Value>(as, `compute:${fn}`, argument)).value;
        });
        this.#last = next.catch(() => undefined);
        return next;
    }

    async #read<Value>(fn: string, argument: unknown): Promise<Value> {
        this.#world.now = Date.now();
        return this.#world.evaluate<Value>(`compute:${fn}`, argument);
    }

    async #one(fn: string, name: string, envelope: Envelope): Promise<void> {
        const [result] = await this.#submit<Result[]>(fn, { [name]: [envelope] });
        if (result?.status === 'refused') throw new Error(`${fn} ${JSON.stringify(result)}`);
    }

    node(region: string): Promise<NodeState> {
        return this.#read('NodeOf', { region });
    }

    worker(wallet: string): Promise<WorkerRecord> {
        return this.#read('WorkerOf', { wallet });
    }

    contract(contract: string): Promise<ContractRecord> {
        return this.#read('ContractOf', { contract });
    }

    async result(contract: string, seller: string): Promise<ResultRecord | undefined> {
        return (await this.#read<ResultRecord | null>('ResultOf', { contract, seller })) ?? undefined;
    }

    offer(offer: Envelope): Promise<void> {
        return this.#one('Offer', 'offers', offer);
    }

    answer(answer: Envelope): Promise<void> {
        return this.#one('Answer', 'answers', answer);
    }

    leave(leave: Envelope): Promise<void> {
        return this.#one('Leave', 'leaves', leave);
    }

    deliver(result: Envelope): Promise<void> {
        return this.#one('Result', 'results', result);
    }

    verdict(verdict: Envelope): Promise<void> {
        return this.#one('Verdict', 'verdicts', verdict);
    }

    async request(envelope: Envelope): Promise<ContractRecord> {
        const { region, durationMs, costScaleE12, costExponentE12 } = envelope.payload as unknown as RequestMessage;
        const buyer = contentHash(Buffer.from(envelope.publicKey, 'base64'));
        const game = { costScaleE12, costExponentE12 };
        const view = await this.#read<MarketView>('Market', { region, durationMs, buyer });
        const requests = [{ envelope, solution: solve(view, game) }];
        const [result] = await this.#submit<Result[]>('Contract', { requests });
        if (result?.status !== 'done') throw new Error(JSON.stringify(result));
        return this.contract(contentHash(signingBytes(envelope.payload)));
    }

    async settle(contract: string): Promise<number> {
        const [settled] = await this.#submit<{ missing: number }[]>('Settle', { contracts: [contract] });
        return settled!.missing;
    }

    async rehire(contract: string): Promise<ContractRecord | undefined> {
        const { region, durationMs, buyer } = await this.contract(contract);
        const view = await this.#read<MarketView>('Market', { region, durationMs, buyer, contract });
        if (view.sellers.length === 0) return undefined;
        const { costScaleE12 = '', costExponentE12 = '' } = view;
        try {
            return await this.#submit('Rehire', { contract, solution: solve(view, { costScaleE12, costExponentE12 }) });
        } catch (error) {
            if (/COMPUTE_(NO_SELLERS|WINDOW_OVER|PART_STATE)/.test(String(error))) return undefined;
            throw error;
        }
    }

    async put(bytes: Uint8Array): Promise<void> {
        this.#blobs.set(contentHash(bytes), Buffer.from(bytes));
    }

    async get(contract: string, seller: string, hash: string): Promise<Buffer> {
        const bytes = this.#blobs.get(hash);
        if (bytes === undefined) throw new Error(`${hash} was not relayed`);
        const line = { contract, seller, blob: hash, bytes: bytes.length };
        await this.#submit('Relay', { region: 'r1', lines: [line] });
        return bytes;
    }

    assess(region: string, assessments: readonly Measurement[]): Promise<CommandOutcome[]> {
        return this.#submit('Assess', { region, assessments });
    }

    async capStays(region: string, stays: readonly object[]): Promise<void> {
        await this.#submit('CapStays', { region, stays });
    }

    async reportLoad(region: string, loadPpm: number, queued: number): Promise<void> {
        await this.#submit('ReportLoad', { region, loadPpm, queued });
    }

    async resolve(contract: string, seller: string, wrong: readonly number[], reason: string): Promise<void> {
        await this.#submit('Resolve', { contract, seller, wrong, reason }, this.#world.people.eag2);
    }
}

function solve(
    { sellers }: MarketView,
    { costScaleE12, costExponentE12 }: { costScaleE12: string; costExponentE12: string },
): Solution {
    const { marginal, parts } = solveQuantised({
        a: BigInt(costScaleE12),
        lambda: BigInt(costExponentE12),
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
