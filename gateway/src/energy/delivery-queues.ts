import type { CommandResult } from '@edgebourse/chaincode/common/batch';
import type { AcceptanceMessage, ReadingMessage } from '@edgebourse/chaincode/energy/messages';
import { BatchQueue } from '../journal/batch-queue';
import type { EnergyServices } from './clearing-service';
import { batchOutcomes } from './delivery-outcomes';

/** How batches of device commands are made. */
export interface BatchTimes {
    /** How long the first command waits for company, ms. */
    readonly waitMs: number;
    /** How long to wait after a failure that may pass, ms. */
    readonly retryMs: number;
}

/** A message about the delivery of a round. */
type Delivered = AcceptanceMessage | ReadingMessage;

function deliveryQueue<Payload extends Delivered>(
    { ledger, commands, operatorOf }: Pick<EnergyServices, 'ledger' | 'commands' | 'operatorOf'>,
    times: BatchTimes,
    target: { readonly fn: string; readonly member: string },
): BatchQueue<Payload> {
    return new BatchQueue<Payload>({
        ...times,
        commands,
        sizeMax: 500,
        keyOf: ({ payload }) => `${payload.region}/${payload.interval}`,
        run: async (_key, batch) => {
            const [first] = batch;
            if (first === undefined) return [];
            const { region, interval } = first.payload;
            const argument = { region, interval, [target.member]: batch.map(({ envelope }) => envelope) };
            const as = operatorOf();
            const { transactionId, result } = await ledger.submit({ as, fn: target.fn, argument });
            return batchOutcomes(batch, (result as { results: readonly CommandResult[] }).results, transactionId);
        },
    });
}

/** @returns The queue of acceptances that came after their round was settled. */
export function lateAcceptances(
    services: Pick<EnergyServices, 'ledger' | 'commands' | 'operatorOf'>,
    times: BatchTimes,
): BatchQueue<AcceptanceMessage> {
    return deliveryQueue(services, times, { fn: 'energy:Accept', member: 'acceptances' });
}

/** @returns The queue of readings of regions that another organisation's gateway settles: recorded at once. */
export function foreignReadings(
    services: Pick<EnergyServices, 'ledger' | 'commands' | 'operatorOf'>,
    times: BatchTimes,
): BatchQueue<ReadingMessage> {
    return deliveryQueue(services, times, { fn: 'energy:RecordReadings', member: 'readings' });
}
