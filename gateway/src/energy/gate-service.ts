import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Announcement, ClearingRecord, GateName, SettlementRecord } from '@edgebourse/chaincode/energy/records';
import type { LedgerIdentity } from '../ledger/ledger';
import type { ClearingService, EnergyServices } from './clearing-service';
import type { KeyedQueue } from './keyed-queue';
import { isRefusal } from './ledger-reader';
import type { RoundName } from './market-time';
import type { Round } from './round-book';
import type { SettlementService } from './settlement-service';

/** What followed from closing a gate. */
export type GateResult =
    | { readonly announcement: Announcement }
    | { readonly clearing: ClearingRecord }
    | { readonly settlement: SettlementRecord };

/** What gates set going. */
export interface GateServices extends EnergyServices {
    readonly clearings: ClearingService;
    readonly settlements: SettlementService;
    /** One lane a region. */
    readonly lanes: KeyedQueue;
}

/**
 * Closes the gates of operator-driven regions and does what follows: announce, clear, settle. Each step looks at what
 * the ledger has, so a repeat after a failure goes on where the first one stopped and answers the same.
 */
export class GateService {
    readonly #services: GateServices;

    constructor(services: GateServices) {
        this.#services = services;
    }

    /**
     * @param as - Operator of the region's organisation.
     * @throws EdgeError GATE_MODE, ACCESS_DENIED for another organisation's region, or of the contract.
     */
    async close(name: RoundName, gate: GateName, as: LedgerIdentity): Promise<GateResult> {
        return this.#inLane(name, as, async (round) => {
            if (round.policy.gates !== 'operator') throw new EdgeError('GATE_MODE', { region: round.region });
            if (gate === 'demand') return { announcement: await this.#announce(round, as) };
            if (gate === 'supply') return { clearing: await this.#clear(round, as) };
            return { settlement: await this.#settle(round, as) };
        });
    }

    /** Settles before the deadline, when all readings are there. @throws EdgeError READING_MISSING when not. */
    async settle(name: RoundName, as: LedgerIdentity): Promise<SettlementRecord> {
        return this.#inLane(name, as, async (round) => this.#services.settlements.settle(round, as));
    }

    async #inLane<Result>(
        name: RoundName,
        { organisation }: LedgerIdentity,
        task: (round: Round) => Promise<Result>,
    ): Promise<Result> {
        const round = await this.#services.books.rounds.load(name);
        if (round.policy.organisation !== organisation) {
            throw new EdgeError('ACCESS_DENIED', { mspId: organisation, region: round.region });
        }
        return this.#services.lanes.run(round.region, async () => task(round));
    }

    async #announce(round: Round, as: LedgerIdentity): Promise<Announcement> {
        const { books, commands } = this.#services;
        await this.#closing(round, 'demand', async () => {
            await commands.flushed();
            const orders = books.orders.chains(round).flatMap((chain) => chain.orders);
            const buys = orders.filter(({ payload }) => payload.side === 'buy');
            const demandWh = buys.reduce((sum, { payload }) => sum + BigInt(payload.energyWh), 0n);
            await this.#submit(round, 'demand', as, { demandWh: String(demandWh) });
        });
        const { announcement } = await books.reader.gates(round);
        if (announcement === undefined) throw new EdgeError('RECORD_UNKNOWN', { region: round.region });
        return announcement;
    }

    async #clear(round: Round, as: LedgerIdentity): Promise<ClearingRecord> {
        const { clearings } = this.#services;
        if (!round.closed.has('demand')) throw new EdgeError('GATE_OPEN', { region: round.region, gate: 'demand' });
        await this.#closing(round, 'supply', async () => {
            if (round.clearing !== undefined || round.isSettled) return;
            await clearings.publishHeads(round).catch(passIf('GATE_CLOSED', 'INTERVAL_CLEARED'));
            await this.#submit(round, 'supply', as);
        });
        return clearings.clear(round, as);
    }

    async #settle(round: Round, as: LedgerIdentity): Promise<SettlementRecord> {
        await this.#closing(round, 'reading', async () => {
            await this.#services.commands.flushed();
            await this.#submit(round, 'reading', as);
        });
        return this.#services.settlements.settle(round, as);
    }

    /** Takes nothing more at the gate while the ledger is told; opens it again when the ledger refuses for good. */
    async #closing(round: Round, gate: GateName, tell: () => Promise<void>): Promise<void> {
        const wasClosed = round.closed.has(gate);
        round.closed.add(gate);
        try {
            await tell();
        } catch (error) {
            if (!wasClosed && gate !== 'supply') round.closed.delete(gate);
            throw error;
        }
    }

    async #submit({ region, interval }: Round, gate: GateName, as: LedgerIdentity, more = {}): Promise<void> {
        const argument = { region, interval, gate, ...more };
        const closing = this.#services.ledger.submit({ as, fn: 'energy:CloseGate', argument });
        await closing.catch(passIf('GATE_CLOSED', 'INTERVAL_CLEARED'));
    }
}

/** @returns A handler that takes these refusals for a success of an earlier try. */
function passIf(...codes: Parameters<typeof isRefusal>[1][]): (error: unknown) => void {
    return (error) => {
        if (!isRefusal(error, ...codes)) throw error;
    };
}
