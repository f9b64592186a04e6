import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long job is. */
export interface Progress {
    /** Names the phase that begins. */
    readonly phase: (name: string) => void;
    readonly advance: (units: number) => void;
    /** Ends the display, also after a failure. */
    readonly stop: () => void;
}

/** Where nobody watches, a line every few seconds is enough. */
const QUIET_INTERVAL_MS = 5000;

/**
 * A progress bar; where the stream is no terminal, a line now and then.
 * @param total - Units of the whole job.
 */
export function showProgress(total: number, stream: NodeJS.WriteStream): Progress {
    const bar = new SingleBar(
        {
            stream,
            format: '{bar} {percentage}% | {phase} | {duration_formatted}',
            hideCursor: true,
            noTTYOutput: true,
            notTTYSchedule: QUIET_INTERVAL_MS,
            linewrap: false,
        },
        Presets.shades_classic,
    );
    bar.start(total, 0, { phase: 'starting' });
    return {
        phase: (name) => {
            bar.update({ phase: name });
        },
        advance: (units) => {
            bar.increment(units);
        },
        stop: () => {
            bar.stop();
        },
    };
}
