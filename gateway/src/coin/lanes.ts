import { bondMessage, consolidateMessage, transferMessage } from '@edgebourse/chaincode/coin/messages';
import type { z } from 'zod';
import type { Command } from '../journal/command';
import type { CommandBook, Finished } from '../journal/command-book';
import type { JudgeTime } from '../journal/judge-time';
import { openBatchLane, type ClosableLane } from '../lanes/batch-lane';
import { submitBatch, toFinished } from '../lanes/contract-batch';
import type { Ledger } from '../ledger/ledger';
import type { OutputReservations } from './reservations';
import { spend, type SpendCommand } from './spending';

/** What the lanes of coins work with. */
export interface CoinLaneOptions {
    readonly ledger: Ledger;
    readonly book: CommandBook;
    readonly reservations: OutputReservations;
    /** Ms since the epoch. */
    readonly now: () => number;
    readonly sizeMax: number;
    readonly waitMs: number;
}

/** The contract takes at most so many bond payments a transaction. */
const BONDS_MAX = 100;

/** What a lane of payments carries, by which function. */
export interface SpendLane {
    readonly type: string;
    readonly fn: string;
    readonly sizeMax: number;
    /** See `Intake.judgedAt`. */
    readonly judgedAt?: JudgeTime;
}

/** Opens a lane of commands that spend the signer's coins. */
export function openSpendLane<Payload extends SpendCommand['payload']>(
    options: CoinLaneOptions,
    schema: z.ZodType<Payload>,
    { type, fn, sizeMax, judgedAt }: SpendLane,
): ClosableLane {
    const { ledger, book, waitMs } = options;
    const tools = judgedAt === undefined ? options : { ...options, judgedAt };
    const run = async (commands: readonly Command<Payload>[]): Promise<Finished[]> => {
        const spent = await spend({ ledger, as: ledger.actor('operator'), fn }, commands, tools);
        return commands.flatMap((command, index) => {
            const one = spent[index];
            return one === undefined ? [] : [toFinished(command, one.result, one.transactionId)];
        });
    };
    return openBatchLane({ book, type, schema, sizeMax, waitMs, run, ...(judgedAt && { judgedAt }) });
}

function openConsolidateLane({ ledger, book, reservations, sizeMax, waitMs }: CoinLaneOptions): ClosableLane {
    const schema = consolidateMessage;
    const run = async (commands: readonly Command<z.infer<typeof schema>>[]): Promise<Finished[]> => {
        const named = commands.flatMap(({ payload }) => payload.consumes);
        const batch = { ledger, as: ledger.actor('operator'), fn: 'coin:Consolidate' };
        const envelopes = commands.map(({ envelope }) => envelope);
        const { transactionId, results } = await reservations.during(named, async () => submitBatch(batch, envelopes));
        return commands.flatMap((command, index) => {
            const result = results[index];
            return result === undefined ? [] : [toFinished(command, result, transactionId)];
        });
    };
    return openBatchLane({ book, type: 'coin.consolidate.v1', schema, sizeMax, waitMs, run });
}

/** Opens the lanes of transfers, consolidations and bond payments. Burns are carried out at once, by the treasury. */
export function openCoinLanes(options: CoinLaneOptions): ClosableLane[] {
    const { sizeMax } = options;
    return [
        openSpendLane(options, transferMessage, { type: 'coin.transfer.v1', fn: 'coin:Transfer', sizeMax }),
        openSpendLane(options, bondMessage, {
            type: 'coin.bond.v1',
            fn: 'coin:Bond',
            sizeMax: Math.min(sizeMax, BONDS_MAX),
        }),
        openConsolidateLane(options),
    ];
}
