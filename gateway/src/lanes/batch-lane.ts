import type { z } from 'zod';
import { BatchQueue } from '../journal/batch-queue';
import type { Command } from '../journal/command';
import type { CommandBook, Finished } from '../journal/command-book';
import type { JudgeTime } from '../journal/judge-time';

/** How a lane groups its commands. */
export interface BatchLaneOptions<Payload> {
    readonly book: CommandBook;
    readonly type: string;
    readonly schema: z.ZodType<Payload>;
    readonly sizeMax: number;
    readonly waitMs: number;
    /** See `Intake.judgedAt`. */
    readonly judgedAt?: JudgeTime;
    /** Carries out one transaction. */
    readonly run: (commands: readonly Command<Payload>[]) => Promise<Finished[]>;
}

/** A lane that can be stopped. */
export interface ClosableLane {
    /** Starts nothing more; waits for what runs. The journal keeps the rest. */
    close(): Promise<void>;
}

const RETRY_MS = 500;

/**
 * Registers a type of command whose lane carries many at once, one transaction after the other, so that batches in
 * flight never share a wallet.
 */
export function openBatchLane<Payload>(options: BatchLaneOptions<Payload>): ClosableLane {
    const { book, type, schema, sizeMax, waitMs, run, judgedAt } = options;
    const queue = new BatchQueue<Payload>({
        commands: book,
        keyOf: () => type,
        sizeMax,
        waitMs,
        retryMs: RETRY_MS,
        run: async (_key, commands) => run(commands),
    });
    book.register<Payload>({
        type,
        schema,
        isPrompt: true,
        ...(judgedAt && { judgedAt }),
        take: (commands) => {
            queue.add(commands);
        },
    });
    return queue;
}
