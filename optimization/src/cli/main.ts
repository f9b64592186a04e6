import { Command, CommanderError } from 'commander';
import { solveCommand } from './solve-command';
import type { CommandStreams } from './streams';

const EXIT_USAGE = 2;

function writeError(streams: CommandStreams, error: unknown): number {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    streams.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT_USAGE;
}

/**
 * The command line `edgebourse`. `argv` as in `process.argv`; answers the exit code: 0, 1 where a line of input had an
 * error, 2 where the command itself was wrong (unknown problem or option, unreadable file).
 */
export async function main(argv: readonly string[], streams: CommandStreams = process): Promise<number> {
    let exitCode = 0;
    const program = new Command('edgebourse')
        .description('Optimizers and checks of the edgebourse ledger')
        .exitOverride()
        .configureOutput({
            writeOut: (text) => void streams.stdout.write(text),
            writeErr: (text) => void streams.stderr.write(text),
        });
    // Subcommands inherit what is set before they are made.
    program.addCommand(
        solveCommand(program, streams, (code) => {
            exitCode = code;
        }),
    );
    try {
        await program.parseAsync([...argv]);
        return exitCode;
    } catch (error) {
        return writeError(streams, error);
    }
}
