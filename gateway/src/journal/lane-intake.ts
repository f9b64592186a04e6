import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { refusal, type Command, type Intake } from './command';
import type { CommandBook } from './command-book';
import type { Lane, LaneOutcome } from './commands';
import { MESSAGE_SCHEMAS } from './message-schemas';
import type { Outcome } from './journal';
import { isPassing, pause } from './passing';

/** How lanes are driven. */
export interface LaneOptions {
    readonly commands: Pick<CommandBook, 'finish'>;
    readonly lane: Lane;
    /** How long to wait after a failure that may pass, ms. */
    readonly retryMs: number;
    /** Given when the gateway stops: nothing is tried again; what is left is in the journal. */
    readonly signal: AbortSignal;
    /** Hears of a defect: the command stays queued until the next start. */
    readonly onDefect: (error: unknown) => void;
}

/**
 * Drives a lane, command by command and side by side.
 * @returns One intake for each type of the lane.
 */
export function laneIntakes(options: LaneOptions): Intake[] {
    return options.lane.types.map((type) => ({
        type,
        schema: schemaOf(type),
        isPrompt: true,
        take: (commands) => {
            for (const command of commands) void carryOut(options, command).catch(options.onDefect);
        },
    }));
}

function schemaOf(type: string): Intake['schema'] {
    const schema = MESSAGE_SCHEMAS[type];
    if (schema === undefined) throw new Error(`no message is of type ${type}`);
    return schema;
}

async function carryOut(options: LaneOptions, command: Command): Promise<void> {
    let outcome: Outcome | undefined;
    while (outcome === undefined && !options.signal.aborted) {
        outcome = await tryOnce(options.lane, command);
        if (outcome === undefined) await pause(options.retryMs, options.signal);
    }
    if (outcome === undefined) return;
    await options.commands.finish([{ signer: command.signer, id: command.id, outcome }]);
}

/** @returns The outcome; undefined when it may be tried again. */
async function tryOnce(lane: Lane, command: Command): Promise<LaneOutcome | Outcome | undefined> {
    try {
        return await lane.run(command);
    } catch (error) {
        if (isPassing(error)) return undefined;
        if (error instanceof EdgeError) return refusal(error);
        throw error;
    }
}
