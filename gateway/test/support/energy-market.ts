import { setImmediate as nextTurn } from 'node:timers/promises';
import { addressOfKey, type Envelope } from '@edgebourse/chaincode/common/envelope';
import type { ClearingRecord, GateName } from '@edgebourse/chaincode/energy/records';
import type { Device } from '../../../chaincode/test/support/device';
import { nextRound, registerReceiptKeys, type EnergyRound } from '../../../chaincode/test/support/energy-round';
import { testPolicy } from '../../../chaincode/test/support/policy';
import { newWorld, type World } from '../../../chaincode/test/support/world';
import type { CommandView } from '../../src/journal/command';
import { EnergyGateway } from './energy-gateway';
import { WorldLedger } from './world-ledger';

const COIN = 1_000_000;

/** The people of the market. `poor` has no coins, `foreign` belongs to region r2. */
export type Person = 'anna' | 'ben' | 'poor' | 'foreign' | 'supplier';

/** The operator of region r1's organisation. */
export const OPERATOR = { organisation: 'Eag1MSP', user: 'operator' };

/** Region r1 on the real contracts, served by a gateway without its HTTP side; one round at a time. */
export class EnergyMarket {
    #gateway: EnergyGateway | undefined;
    round: EnergyRound;

    private constructor(
        readonly world: World,
        readonly ledger: WorldLedger,
        readonly people: Readonly<Record<Person, Device>>,
    ) {
        this.round = nextRound(world);
    }

    static async open(): Promise<EnergyMarket> {
        const flow = { periodIntervals: 1, rewardMicro: '1000000', claimIntervals: 1 };
        const world = await newWorld({ policy: testPolicy({ flow }) });
        await registerReceiptKeys(world);
        const [anna, ben, poor] = await world.register(['anna', 'ben', 'poor']);
        const [supplier] = await world.register(['supplier-r1'], { role: 'supplier' });
        const [foreign] = await world.register(['foreign'], { region: 'r2' });
        const people = { anna: anna!, ben: ben!, poor: poor!, foreign: foreign!, supplier: supplier! };
        await world.mint([people.anna, people.ben, people.foreign, people.supplier], 1000 * COIN);
        await world.bond('Eag1MSP', 10 * COIN);
        return new EnergyMarket(world, new WorldLedger(world), people);
    }

    get gateway(): EnergyGateway {
        if (this.#gateway === undefined) throw new Error('the gateway does not run');
        return this.#gateway;
    }

    /** A new gateway with an empty journal, and the next round. */
    async begin(): Promise<void> {
        this.#gateway = await EnergyGateway.start(this.ledger);
        this.next();
    }

    /** Ends the gateway and its journal. */
    async end(): Promise<void> {
        await this.gateway.end();
    }

    next(): void {
        this.round = nextRound(this.world);
    }

    async send(...envelopes: readonly Envelope[]): Promise<string[]> {
        return this.gateway.send(...envelopes);
    }

    buy(by: Person = 'anna', energyWh = 800): Envelope {
        return this.round.order(this.people[by], 'buy', energyWh, 250_000);
    }

    sell(by: Person = 'ben', energyWh = 1000): Envelope {
        return this.round.order(this.people[by], 'sell', energyWh, 120_000);
    }

    async close(gate: GateName, as = OPERATOR): Promise<object> {
        return this.gateway.energy.gates.close(this.round.round, gate, as);
    }

    /** Anna buys 800 Wh of the 1000 Wh that Ben offers. */
    async trade(): Promise<{ bought: Envelope; sold: Envelope; clearing: ClearingRecord }> {
        const bought = this.buy();
        const sold = this.sell();
        await this.send(bought);
        await this.close('demand');
        await this.send(sold);
        const { clearing } = (await this.close('supply')) as { clearing: ClearingRecord };
        return { bought, sold, clearing };
    }

    /** Readings as they follow from {@link EnergyMarket.trade}: what is left over goes to the grid. */
    delivered(): Envelope[] {
        const { anna, ben, supplier } = this.people;
        return [
            this.round.reading(anna, 800, 0),
            this.round.reading(ben, 0, 1000),
            this.round.reading(supplier, 200, 0),
        ];
    }

    command({ publicKey, payload }: Envelope): CommandView | undefined {
        return this.gateway.book.find(payload.id, addressOfKey(publicKey));
    }

    /** @returns The final status of each command, once all have one. */
    async ended(...envelopes: readonly Envelope[]): Promise<(string | undefined)[]> {
        while (envelopes.some((envelope) => this.command(envelope)?.status === 'queued')) await nextTurn();
        return envelopes.map((envelope) => this.command(envelope)?.status);
    }
}

/** @returns The code of the refusal, or `done`. */
export async function codeOf(task: Promise<unknown>): Promise<string> {
    return task.then(
        () => 'done',
        (error: unknown) => (error as { code: string }).code,
    );
}
