import { execFile } from 'node:child_process';

const TIMEOUT_MS = 120_000;
const OUTPUT_MAX = 16 * 1024 * 1024;
const SHOWN = 2000;

/** What a program printed, and whether it succeeded. */
export interface Outcome {
    readonly ok: boolean;
    readonly out: string;
    readonly err: string;
}

/** Runs one of Fabric's programs to its end; its own settings come from `environment` alone. */
export async function tryCommand(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
    const options = { env: { PATH: process.env['PATH'], ...environment }, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_MAX };
    return new Promise((resolve) => {
        execFile(program, [...args], options, (error, out, err) => {
            resolve({ ok: error === null, out, err: error === null ? err : `${err}${error.message}` });
        });
    });
}

/**
 * As tryCommand.
 * @returns What it printed on standard output.
 * @throws Error with the end of what it said.
 */
export async function command(...call: Parameters<typeof tryCommand>): Promise<string> {
    const { ok, out, err } = await tryCommand(...call);
    if (!ok) throw new Error(`${call[0]} ${call[1].join(' ')} failed:\n${`${out}\n${err}`.slice(-SHOWN)}`);
    return out;
}
