import { EdgeError } from './errors';

/** No transaction carries more commands. */
export const BATCH_MAX = 1000;

/** What became of one command of a batch, at its place in the array. */
export type CommandResult<Value extends object = object> =
    | ({ readonly status: 'done' | 'exists' } & Value)
    | { readonly status: 'refused'; readonly code: string; readonly message: string };

/**
 * Runs independent commands one by one. A refused one is reported in its place and changes nothing, the others stand:
 * `apply` must throw before its first write.
 * @throws EdgeError BATCH_TOO_LARGE; anything that is not an EdgeError (a defect refuses the whole transaction).
 */
export async function runBatch<Command, Value extends object>(
    commands: readonly Command[],
    apply: (command: Command, index: number) => Promise<CommandResult<Value>>,
): Promise<CommandResult<Value>[]> {
    if (commands.length > BATCH_MAX) throw new EdgeError('BATCH_TOO_LARGE', { commands: commands.length });
    const results: CommandResult<Value>[] = [];
    for (const [index, command] of commands.entries()) {
        results.push(await apply(command, index).catch(toRefusal));
    }
    return results;
}

function toRefusal(error: unknown): { status: 'refused'; code: string; message: string } {
    if (!(error instanceof EdgeError)) throw error;
    return { status: 'refused', code: error.code, message: error.message };
}
