import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import type { Receipt } from '@edgebourse/chaincode/common/receipt';
import { bondOf, transferOf } from '../../../chaincode/test/support/coin-commands';
import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { EnergyRound, registerReceiptKeys } from '../../../chaincode/test/support/energy-round';
import { NETWORK, testPolicy, testRegion } from '../../../chaincode/test/support/policy';
import { RunningGateway, type Answer } from '../support/running-gateway';
import { ComputeScene } from './compute-scene';
import { CreditScene } from './credit-scene';
import { HostileClient } from './hostile-client';
import { PeerWorld } from './peer-world';

export const REGISTRAR = 'AuthorityMSP.registrar';
export const TREASURY = 'AuthorityMSP.treasury';
export const EAG1 = 'Eag1MSP.operator';
export const EAG2 = 'Eag2MSP.operator';

const COIN = 1_000_000;
const BASE = 1_628_256;
const YEAR_MS = 31_536_000_000;

/** Intervals of region r1, each stopped at another point. Clearings go forward, so the later ones are open. */
export const AT = {
    settled: BASE,
    cleared: BASE + 1,
    disputed: BASE + 2,
    omitted: BASE + 3,
    judged: BASE + 4,
    broken: BASE + 5,
    closed: BASE + 6,
    headless: BASE + 7,
    open: BASE + 8,
} as const;

/** An order that was receipted by the region's organisation and then left out. */
export interface Omitted {
    readonly receipt: Receipt;
    readonly order: Envelope;
}

function scenePolicy(): Policy {
    const clock = testRegion('r3', 'Eag1MSP', { gates: 'clock', intervalMs: YEAR_MS });
    const regions = [testRegion('r1', 'Eag1MSP'), testRegion('r2', 'Eag2MSP'), clock];
    const flow = { periodIntervals: 1, rewardMicro: '1000000', claimIntervals: 1 };
    const { coin } = testPolicy();
    return testPolicy({ regions, flow, coin: { ...coin, confirmation: 'delay', confirmationMs: YEAR_MS } });
}

/**
 * A ledger on which every refusal can be met: wallets of every standing and rounds stopped at every point. It is built
 * by a hostile client that holds all certificates; a well-behaved gateway serves the same ledger.
 */
export class Scene {
    readonly anna = device('anna');
    readonly ben = device('ben');
    readonly poor = device('poor');
    readonly foreign = device('foreign');
    readonly suspended = device('suspended');
    readonly blacklisted = device('blacklisted');
    readonly revoked = device('revoked');
    readonly expired = device('expired');
    readonly clocked = device('clocked');
    readonly supplier = device('supplier-r1');
    readonly stranger = device('stranger');
    readonly network = NETWORK;
    /** Outputs of Anna and Ben that nobody has spent. */
    coins = '';
    /** Anna's payment that was made through REST. */
    paid: Envelope | undefined;
    /** Ben's output of that payment, which is not confirmed yet. */
    pending = '';
    /** The bank of region r1 with its loans. */
    credit: CreditScene | undefined;
    compute: ComputeScene | undefined;
    omitted: Omitted | undefined;
    claimed: Omitted | undefined;
    confirmed: Omitted | undefined;
    /** An order of a wallet that owes the grid, and one that its wallet cannot pay. */
    judged: { readonly debt: Envelope; readonly coins: Envelope } | undefined;
    /** The round at {@link AT.closed}, with its receipts. */
    closed: EnergyRound | undefined;

    private constructor(
        readonly gateway: RunningGateway,
        readonly world: PeerWorld,
        readonly client: HostileClient,
    ) {}

    /** Starts peer, gateway and hostile client on an empty ledger. */
    static async open(): Promise<Scene> {
        const gateway = await RunningGateway.start();
        const client = await HostileClient.open(join(gateway.folder, 'connection.json'));
        const world = new PeerWorld(client, scenePolicy(), async () => gateway.stateHash());
        return new Scene(gateway, world, client);
    }

    /** @returns The interval of region r1 as the hostile gateway drives it. */
    round(at: keyof typeof AT): EnergyRound {
        return new EnergyRound(this.world, AT[at]);
    }

    /** Brings everything to the ledger. */
    async build(): Promise<void> {
        await this.#found();
        await this.#register();
        await this.#fund();
        await this.#settle();
        await this.#clear();
        await this.#dispute();
        await this.#omit();
        await this.#judge();
        await this.#break();
        await this.#close();
        await this.#publishForeignHead();
        await this.send('/v1/energy/orders', this.round('open').order(this.ben, 'sell', 100, 120_000));
        this.coins = await this.world.mint([this.anna, this.ben], COIN);
        this.credit = await CreditScene.build(this.world, this);
        this.compute = await ComputeScene.build(this.world);
    }

    async end(): Promise<void> {
        this.client.close();
        await this.gateway.end();
    }

    async send(path: string, body: unknown, as?: string): Promise<Answer> {
        const answer = await this.gateway.post(path, body, as);
        if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
        return answer;
    }

    path(at: keyof typeof AT, rest: string): string {
        return `/v1/energy/regions/r1/intervals/${String(AT[at])}/${rest}`;
    }

    async #found(): Promise<void> {
        const { world } = this;
        await world.submit(world.people.authority, 'policy:Genesis', { policy: world.policy });
        await registerReceiptKeys(world);
    }

    async #register(): Promise<void> {
        const { world } = this;
        const soon = { notAfter: String(Date.now() + 3000) };
        await world.register(['expired'], soon);
        await world.register(['anna', 'ben', 'poor', 'suspended', 'blacklisted', 'revoked']);
        await world.register(['foreign'], { region: 'r2' });
        await world.register(['clocked'], { region: 'r3' });
        await world.register(['supplier-r1'], { role: 'supplier' });
        // The serial that the well-behaved gateway would give to the stranger's wallet.
        await world.register(['squatter'], { serial: sha256Hex(this.stranger.wallet).slice(0, 16) });
        const { eag1, authority } = world.people;
        const reason = 'test';
        const wallets = (...some: Device[]): string[] => some.map(({ wallet }) => wallet);
        const suspension = { wallets: wallets(this.suspended), status: 'suspended', reason };
        await world.submit(eag1, 'identity:SetStatus', suspension);
        const evidence = 'ab'.repeat(32);
        await world.submit(eag1, 'identity:Blacklist', { wallets: wallets(this.blacklisted), reason, evidence });
        await world.submit(authority, 'identity:Revoke', { serials: ['s-revoked'], reason });
        const attach = { type: 'identity.attach.v1', ...world.head(), region: 'r2', seq: 0 };
        await this.send('/v1/identity/attachments', signedBy(this.foreign, attach));
        while (Date.now() <= Number(soon.notAfter)) await delay(20);
    }

    async #fund(): Promise<void> {
        const { world } = this;
        const mint = {
            reference: 'used',
            reason: 'external',
            outputs: [{ wallet: this.ben.wallet, amountMicro: '1' }],
        };
        await world.submit(world.people.treasury, 'coin:Mint', mint);
        const spent = await world.mint([this.anna], 5);
        this.paid = transferOf(world, this.anna, this.ben, 5, spent, { id: 'paid' }).envelope;
        const { body } = await this.send('/v1/coin/transfers', this.paid);
        this.pending = `${String(body['transactionId'])}.1`;
        await world.mint([this.anna, this.ben, this.foreign, this.supplier], 1000 * COIN);
        // The bond pays for exactly one omission.
        await world.register(['bond-Eag1MSP'], { role: 'bond' });
        const consumes = await world.mint([device('bond-Eag1MSP')], 500_000);
        const bond = bondOf(world, device('bond-Eag1MSP'), 'Eag1MSP', 500_000, consumes);
        await world.submit(world.people.eag1, 'coin:Bond', { commands: [bond] });
    }

    async #trade(at: keyof typeof AT): Promise<EnergyRound> {
        const round = this.round(at);
        round.buy(this.anna, 800, 250_000);
        round.sell(this.ben, 1000, 120_000);
        await round.run(800);
        return round;
    }

    /** Traded, delivered and paid; Ben's proof-of-flow too. The poor wallet could not pay the grid. */
    async #settle(): Promise<void> {
        const round = await this.#trade('settled');
        const readings = [
            round.reading(this.anna, 800, 0),
            round.reading(this.ben, 0, 1000),
            round.reading(this.poor, 100, 0),
            round.reading(this.supplier, 200, 100),
        ];
        await this.world.submit(round.operator, 'energy:Settle', round.settleArgument({ readings }));
    }

    /** Cleared, and Anna's meter has reported. */
    async #clear(): Promise<void> {
        const round = await this.#trade('cleared');
        const reading = round.reading(this.anna, 800, 0, { id: 'reading' });
        await this.world.submit(round.operator, 'energy:RecordReadings', { ...round.round, readings: [reading] });
        await this.send('/v1/energy/readings', reading);
        // A later interval is cleared, so the period has passed.
        const terms = { region: 'r1', period: AT.settled, claim: 'bens', payTo: this.ben.wallet };
        const claim = signedBy(this.ben, { type: 'energy.flow.v1', ...this.world.head(), ...terms });
        await this.world.submit(round.operator, 'energy:ClaimFlow', { commands: [claim] });
    }

    async #dispute(): Promise<void> {
        const round = await this.#trade('disputed');
        const messages = {
            readings: [round.reading(this.anna, 800, 0), round.reading(this.ben, 0, 1000)],
            objections: [round.objection(this.anna, 'my meter stood still')],
        };
        await this.world.submit(round.operator, 'energy:Settle', round.settleArgument(messages));
        // Two intervals on, claims of the first period are no longer taken.
        await this.world.submit(round.operator, 'energy:AwardFlow', { region: 'r1', period: AT.settled });
    }

    /** Three orders were receipted; only Anna's is in the cleared chain. One of the others was paid, with the whole bond. */
    async #omit(): Promise<void> {
        const round = this.round('omitted');
        const order = round.order(this.anna, 'buy', 800, 250_000);
        this.confirmed = { order, receipt: round.take(order) };
        const shadow = this.round('omitted');
        const leftOut = (by: Device): Omitted => {
            const left = shadow.order(by, 'sell', 1000, 120_000);
            return { order: left, receipt: shadow.take(left) };
        };
        this.claimed = leftOut(this.ben);
        this.omitted = leftOut(this.anna);
        await round.run(800);
        await this.world.submit(round.operator, 'energy:ClaimOmission', this.claimed);
    }

    /** Another organisation published a head whose receipts the region's gateway never saw. */
    async #break(): Promise<void> {
        await this.#publishByOther('broken');
        await this.send('/v1/energy/orders', this.round('broken').order(this.anna, 'buy', 800, 250_000));
        await this.send(this.path('broken', 'gates/demand'), {}, EAG1);
        await this.gateway.post(this.path('broken', 'gates/supply'), {}, EAG1);
    }

    async #publishByOther(at: keyof typeof AT): Promise<void> {
        const round = this.round(at);
        const head = { ...round.round, count: 1, head: 'cd'.repeat(32) };
        await this.world.submit(round.otherOperator, 'energy:PublishHead', head);
    }

    /** The gates for orders are closed and all heads are published: ready to be cleared. */
    async #close(): Promise<void> {
        const round = this.round('closed');
        this.closed = round;
        round.buy(this.anna, 800, 250_000);
        round.sell(this.ben, 1000, 120_000);
        await round.end(800);
    }

    /** Orders that the gateway takes and the contract then leaves out of its clearing. */
    async #judge(): Promise<void> {
        const round = this.round('judged');
        const orders = {
            debt: round.order(this.poor, 'buy', 800, 250_000),
            coins: round.order(this.anna, 'buy', 900_000_000, 250_000),
        };
        this.judged = orders;
        for (const order of Object.values(orders)) await this.send('/v1/energy/orders', order);
        await this.send(this.path('judged', 'gates/demand'), {}, EAG1);
        await this.send(this.path('judged', 'gates/supply'), {}, EAG1);
    }

    /** Somebody with the certificates of the region's organisation published another head than its gateway will. */
    async #publishForeignHead(): Promise<void> {
        const round = this.round('headless');
        const head = { ...round.round, count: 1, head: 'cd'.repeat(32) };
        await this.send('/v1/energy/orders', round.order(this.anna, 'buy', 800, 250_000));
        await this.send(this.path('headless', 'gates/demand'), {}, EAG1);
        await this.world.submit(round.operator, 'energy:PublishHead', head);
    }
}
