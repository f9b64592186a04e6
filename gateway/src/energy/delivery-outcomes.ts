import type { CommandResult } from '@edgebourse/chaincode/common/batch';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { SettlementRecord } from '@edgebourse/chaincode/energy/records';
import { refusal, type Command } from '../journal/command';
import type { Finished } from '../journal/command-book';
import type { Outcome } from '../journal/journal';
import type { Delivery } from './delivery-book';

/** @returns How each command of a batch ended, by the contract's results in the same order. */
export function batchOutcomes(
    commands: readonly Command[],
    results: readonly CommandResult[],
    transactionId: string,
): Finished[] {
    return commands.map(({ signer, id }, index) => ({ signer, id, outcome: outcomeOf(results[index], transactionId) }));
}

function outcomeOf(result: CommandResult | undefined, transactionId: string): Outcome {
    if (result === undefined) return refusal(new EdgeError('RECORD_CORRUPT', { reason: 'no result', transactionId }));
    const { status, ...rest } = result;
    if (status !== 'refused') {
        return { status: 'committed', transactionId, ...(Object.keys(rest).length === 0 ? {} : { result: rest }) };
    }
    return result;
}

/**
 * Tells from the ledger's record what became of readings and objections of a settled round, when the answer of the
 * settlement was lost or another gateway made it.
 * @param supplier - The wallet whose meter balances the region; it has no line of its own.
 */
export function deliveryOutcomes(held: Delivery, settlement: SettlementRecord, supplier: string): Finished[] {
    const { region, interval, grid, supplierMeter } = settlement;
    const meters = new Map<string, Registers>(grid.map((line) => [line.wallet, line]));
    if (supplierMeter !== undefined) meters.set(supplier, supplierMeter);
    const reasons = new Set(settlement.trades.map(({ reason }) => reason));
    const late = refusal(new EdgeError('SETTLED_ALREADY', { region, interval }));
    const end = ({ signer, id }: Command, isTaken: boolean): Finished => ({
        ...{ signer, id },
        outcome: isTaken ? { status: 'committed' } : late,
    });
    return [
        ...[...held.readings.values()].map((command) => end(command, isSame(command.payload, meters))),
        ...[...held.objections.values()].map((command) => end(command, reasons.has(command.payload.reason))),
    ];
}

interface Registers {
    readonly importWh: string;
    readonly exportWh: string;
}

function isSame(reading: Registers & { readonly wallet: string }, meters: ReadonlyMap<string, Registers>): boolean {
    const taken = meters.get(reading.wallet);
    return taken?.importWh === reading.importWh && taken.exportWh === reading.exportWh;
}
