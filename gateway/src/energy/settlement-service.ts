import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { CommandResult } from '@edgebourse/chaincode/common/batch';
import type { AcceptanceMessage, ReadingMessage } from '@edgebourse/chaincode/energy/messages';
import type { SettlementRecord } from '@edgebourse/chaincode/energy/records';
import type { Command } from '../journal/command';
import type { LedgerIdentity } from '../ledger/ledger';
import type { EnergyServices } from './clearing-service';
import { batchOutcomes, deliveryOutcomes } from './delivery-outcomes';
import { isRefusal } from './ledger-reader';
import type { Round } from './round-book';

/** Readings beyond so many are recorded by transactions of their own before the settlement. */
const READINGS_MAX = 500;

interface Settled {
    readonly readings: readonly CommandResult[];
    readonly acceptances: readonly CommandResult[];
    readonly objections: readonly CommandResult[];
}

/** Settles rounds. Callers run the tasks of one region one after the other. */
export class SettlementService {
    readonly #services: EnergyServices;
    readonly #late: (commands: readonly Command<AcceptanceMessage>[]) => void;

    /** @param late - Takes acceptances that came while their round was being settled. */
    constructor(services: EnergyServices, late: (commands: readonly Command<AcceptanceMessage>[]) => void) {
        this.#services = services;
        this.#late = late;
    }

    /**
     * Settles a cleared round with the readings, acceptances and objections that this gateway holds; a round that was
     * settled before is only concluded.
     * @param as - Operator of the region's organisation.
     * @returns The ledger's record.
     * @throws EdgeError READING_MISSING before the deadline, or as the contract and the way to the ledger tell.
     */
    async settle(round: Round, as: LedgerIdentity): Promise<SettlementRecord> {
        const { books, commands } = this.#services;
        await commands.flushed();
        await this.#recordSurplus(round, as);
        try {
            await this.#submit(round, as);
        } catch (error) {
            if (!isRefusal(error, 'SETTLED_ALREADY')) throw error;
        }
        const settlement = await books.reader.settlement(round);
        const { region, interval } = round;
        if (settlement === undefined) throw new EdgeError('RECORD_UNKNOWN', { region, interval });
        await this.conclude(round, settlement);
        return settlement;
    }

    /** Tells what is still held of a settled round what became of it. Acceptances that came late get their own way. */
    async conclude(round: Round, settlement: SettlementRecord): Promise<void> {
        const { books, commands } = this.#services;
        round.isSettled = true;
        round.clearing ??= await books.reader.clearing(round);
        const held = books.deliveries.of(round);
        books.deliveries.drop(round);
        await commands.finish(deliveryOutcomes(held, settlement, round.policy.supplier));
        // Whoever still needs the clearing of a settled round reads it again: kept ones would fill the memory.
        round.clearing = undefined;
        this.#late([...held.acceptances.values()]);
    }

    async #submit({ region, interval }: Round, as: LedgerIdentity): Promise<void> {
        const { ledger, books, commands } = this.#services;
        const held = books.deliveries.of({ region, interval });
        const readings = [...held.readings.values()];
        const acceptances = [...held.acceptances.values()];
        const objections = [...held.objections.values()];
        const argument = {
            ...{ region, interval },
            readings: readings.map(({ envelope }) => envelope),
            acceptances: acceptances.map(({ envelope }) => envelope),
            objections: objections.map(({ envelope }) => envelope),
        };
        const { transactionId, result } = await ledger.submit({ as, fn: 'energy:Settle', argument });
        const settled = result as Settled;
        await commands.finish([
            ...batchOutcomes(readings, settled.readings, transactionId),
            ...batchOutcomes(acceptances, settled.acceptances, transactionId),
            ...batchOutcomes(objections, settled.objections, transactionId),
        ]);
        for (const { signer } of acceptances) books.deliveries.dropAcceptance({ region, interval }, signer);
    }

    /** A settlement carries a limited number of readings; the others go first. */
    async #recordSurplus(round: Round, as: LedgerIdentity): Promise<void> {
        const readings = [...this.#services.books.deliveries.of(round).readings.values()];
        for (let start = READINGS_MAX; start < readings.length; start += READINGS_MAX) {
            await this.#record(round, readings.slice(start, start + READINGS_MAX), as);
        }
    }

    async #record(
        { region, interval }: Round,
        readings: readonly Command<ReadingMessage>[],
        as: LedgerIdentity,
    ): Promise<void> {
        const { ledger, books, commands } = this.#services;
        const argument = { region, interval, readings: readings.map(({ envelope }) => envelope) };
        const { transactionId, result } = await ledger.submit({ as, fn: 'energy:RecordReadings', argument });
        const { results } = result as { results: readonly CommandResult[] };
        await commands.finish(batchOutcomes(readings, results, transactionId));
        books.deliveries.dropReadings({ region, interval }, readings);
    }
}
