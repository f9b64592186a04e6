import type { KeyObject } from 'node:crypto';
import { solveExactAuction } from '@edgebourse/optimization/market-clearing/exact';
import { sha256Hex } from '../../src/common/hash';
import { signingBytes, type Envelope } from '../../src/common/envelope';
import { CHAIN_START, chainLinks, signReceipt, type Receipt } from '../../src/common/receipt';
import { heldMicro } from '../../src/energy/held';
import type { ClearingRecord, PreviewedClearing, ProposedClearing, SettlementRecord } from '../../src/energy/records';
import { device, signedBy, type Device } from './device';
import type { Outcome, Person, World } from './world';

/** Chains as `Clear` takes them. */
export interface Chain {
    readonly organisation: string;
    readonly receipts: { timeMs: string; order: Envelope }[];
}

/** Messages that come with a settlement. */
export interface Messages {
    readonly readings?: readonly Envelope[];
    readonly acceptances?: readonly Envelope[];
    readonly objections?: readonly Envelope[];
}

const RECEIPT_KEYS: Readonly<Record<string, Device>> = {
    Eag1MSP: device('receipts-Eag1MSP'),
    Eag2MSP: device('receipts-Eag2MSP'),
};

/** @returns The device whose key signs an organisation's receipts. */
export function receiptKeyOf(organisation: string): Device {
    const key = RECEIPT_KEYS[organisation];
    if (key === undefined) throw new Error(`${organisation} signs no receipts`);
    return key;
}

/** Registers both organisations' receipt keys. */
export async function registerReceiptKeys(world: World): Promise<void> {
    for (const person of [world.people.eag1, world.people.eag2]) {
        const { publicKey } = receiptKeyOf(person.mspId);
        await world.submit(person, 'identity:RegisterOrganisation', { receiptKey: publicKey });
    }
}

/** The first interval that begins after the world's time. */
export function nextInterval(world: World): number {
    return Math.ceil(world.now / 900_000);
}

async function records<Value>(world: World, objectType: string): Promise<Value[]> {
    const entries = await world.ledger.entries(`\0${objectType}\0`);
    return entries.map(({ value }) => JSON.parse(Buffer.from(value).toString('utf8')) as Value);
}

/** @returns All coins of the ledger wherever they are: outputs, bonds, escrows and deposits in clearings. */
export async function allCoins(world: World): Promise<bigint> {
    const nameOf = ({ region, interval }: SettlementRecord | ClearingRecord): string => `${region}.${String(interval)}`;
    const settlements = await records<SettlementRecord>(world, 'settlement');
    const settled = new Map(settlements.map((settlement) => [nameOf(settlement), settlement]));
    let total = await world.coinsInOutputsAndBonds();
    for (const clearing of await records<ClearingRecord>(world, 'clearing')) {
        total += heldMicro(clearing, settled.get(nameOf(clearing)));
    }
    return total;
}

/** Moves the world a quarter of an hour on. @returns The interval that begins next. */
export function nextRound(world: World, region = 'r1'): EnergyRound {
    world.now += 900_000;
    return new EnergyRound(world, nextInterval(world), region);
}

/** What a gateway keeps of one interval of a region: the orders of each organisation, in order of arrival. */
export class EnergyRound {
    readonly #chains = new Map<string, Chain>();

    constructor(
        readonly world: World,
        readonly interval: number,
        readonly region = 'r1',
    ) {}

    get round(): { region: string; interval: number } {
        return { region: this.region, interval: this.interval };
    }

    /** The operator of the region's organisation. */
    get operator(): Person {
        return this.region === 'r1' ? this.world.people.eag1 : this.world.people.eag2;
    }

    /** The operator of the other organisation. */
    get otherOperator(): Person {
        return this.region === 'r1' ? this.world.people.eag2 : this.world.people.eag1;
    }

    get startMs(): number {
        return this.interval * 900_000;
    }

    /** @returns A signed order; `changes` overwrite members before signing. */
    order(
        by: Device,
        side: 'buy' | 'sell',
        energyWh: number,
        limitMicroPerKwh: number,
        changes: Record<string, unknown> = {},
    ): Envelope {
        return signedBy(by, {
            type: 'energy.order.v1',
            ...this.world.head(),
            ...this.round,
            side,
            energyWh: String(energyWh),
            limitMicroPerKwh: String(limitMicroPerKwh),
            ...changes,
        });
    }

    /** A gateway takes an order into its chain. */
    take(order: Envelope, organisation = this.operator.mspId, timeMs = this.startMs): Receipt {
        const chain = this.#chains.get(organisation) ?? { organisation, receipts: [] };
        this.#chains.set(organisation, chain);
        const before = this.links(chain).at(-1) ?? CHAIN_START;
        chain.receipts.push({ timeMs: String(timeMs), order });
        const body = {
            organisation,
            ...this.round,
            seq: chain.receipts.length,
            timeMs: String(timeMs),
            order: sha256Hex(signingBytes(order.payload)),
            previous: before,
        };
        return signReceipt(body, this.#receiptKey(organisation));
    }

    buy(by: Device, energyWh: number, limit: number, changes: Record<string, unknown> = {}): Receipt {
        return this.take(this.order(by, 'buy', energyWh, limit, changes));
    }

    sell(by: Device, energyWh: number, limit: number, changes: Record<string, unknown> = {}): Receipt {
        return this.take(this.order(by, 'sell', energyWh, limit, changes));
    }

    /** @returns A meter's reading of a wallet. */
    reading(of: Device, importWh: number, exportWh: number, changes: Record<string, unknown> = {}): Envelope {
        return signedBy(device(`meter-${of.name}`), {
            type: 'energy.reading.v1',
            ...this.world.head(),
            ...this.round,
            wallet: of.wallet,
            importWh: String(importWh),
            exportWh: String(exportWh),
            ...changes,
        });
    }

    acceptance(by: Device, priceMicroPerKwh: string, minWh: number): Envelope {
        const terms = { priceMicroPerKwh, minWh: String(minWh) };
        return signedBy(by, { type: 'energy.acceptance.v1', ...this.world.head(), ...this.round, ...terms });
    }

    objection(by: Device, reason: string): Envelope {
        return signedBy(by, { type: 'energy.objection.v1', ...this.world.head(), ...this.round, reason });
    }

    get chains(): Chain[] {
        return [...this.#chains.values()].sort((a, b) => (a.organisation < b.organisation ? -1 : 1));
    }

    links({ organisation, receipts }: Chain): string[] {
        const entries = receipts.map(({ timeMs, order }) => ({
            timeMs,
            order: sha256Hex(signingBytes(order.payload)),
        }));
        return chainLinks({ organisation, ...this.round }, entries);
    }

    async closeDemand(demandWh = 0): Promise<void> {
        const argument = { ...this.round, gate: 'demand', demandWh: String(demandWh) };
        await this.world.submit(this.operator, 'energy:CloseGate', argument);
    }

    async closeGate(gate: 'supply' | 'reading'): Promise<void> {
        await this.world.submit(this.operator, 'energy:CloseGate', { ...this.round, gate });
    }

    headOf(chain: Chain): { region: string; interval: number; count: number; head: string } {
        const links = this.links(chain);
        return { ...this.round, count: links.length, head: links.at(-1) ?? CHAIN_START };
    }

    async publishHeads(): Promise<void> {
        for (const chain of this.chains) {
            const { eag1, eag2 } = this.world.people;
            await this.world.submit(
                chain.organisation === 'Eag1MSP' ? eag1 : eag2,
                'energy:PublishHead',
                this.headOf(chain),
            );
        }
    }

    /** Closes the order gates in turn, with all heads published. */
    async end(demandWh = 0): Promise<void> {
        await this.closeDemand(demandWh);
        await this.publishHeads();
        await this.closeGate('supply');
    }

    async preview(): Promise<PreviewedClearing> {
        return await this.world.evaluate<PreviewedClearing>('energy:PreviewClear', {
            ...this.round,
            chains: this.chains,
        });
    }

    /** What the gateway's solver proposes. */
    async propose(): Promise<ProposedClearing> {
        const { eligible, quoteMicroPerKwh } = await this.preview();
        const side = (name: 'buy' | 'sell'): Parameters<typeof solveExactAuction>[0]['buys'] =>
            eligible
                .filter((order) => order.side === name)
                .map(({ tie, limitMicroPerKwh, energyWh, timeMs }) => ({
                    id: tie,
                    limit: BigInt(limitMicroPerKwh),
                    quantity: BigInt(energyWh),
                    time: BigInt(timeMs),
                }));
        const solved = solveExactAuction({ buys: side('buy'), sells: side('sell'), quote: BigInt(quoteMicroPerKwh) });
        const indexOf = new Map(eligible.map(({ tie, index }) => [tie, index]));
        return {
            quoteMicroPerKwh,
            priceMicroPerKwh: String(solved.price),
            volumeWh: String(solved.volume),
            matches: solved.matches.map(({ buy, sell, quantity }) => ({
                buy: indexOf.get(buy)!,
                sell: indexOf.get(sell)!,
                energyWh: String(quantity),
            })),
        };
    }

    async clearArgument(changes: Partial<ProposedClearing> = {}): Promise<object> {
        return { ...this.round, chains: this.chains, result: { ...(await this.propose()), ...changes } };
    }

    async clear(): Promise<ClearingRecord> {
        await this.world.submit(this.operator, 'energy:Clear', await this.clearArgument());
        return await this.clearing();
    }

    /** Ends the gates and clears. */
    async run(demandWh = 0): Promise<ClearingRecord> {
        await this.end(demandWh);
        return await this.clear();
    }

    settleArgument({ readings = [], acceptances = [], objections = [] }: Messages): object {
        return { ...this.round, readings, acceptances, objections };
    }

    async settle(messages: Messages): Promise<Outcome<Record<string, unknown>>> {
        return await this.world.submit(this.operator, 'energy:Settle', this.settleArgument(messages));
    }

    async clearing(): Promise<ClearingRecord> {
        return await this.world.evaluate<ClearingRecord>('energy:Clearing', this.round);
    }

    async settlement(): Promise<SettlementRecord> {
        return await this.world.evaluate<SettlementRecord>('energy:Settlement', this.round);
    }

    #receiptKey(organisation: string): KeyObject {
        return receiptKeyOf(organisation).privateKey;
    }
}
