import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Observation } from './outcome';
import type { Observations } from './suite';

const schema = z.strictObject({
    /** Where and when the observations were made. */
    recorded: z.strictObject({ ledger: z.string(), date: z.iso.date() }),
    /** Behaviours whose expectation is not what was observed then, each with its reason. */
    changedByHand: z.record(z.string(), z.string().min(20)),
    observations: z.record(z.string(), z.json()),
});

/** What real Fabric showed, behaviour by behaviour. */
export type Expectations = z.infer<typeof schema>;

/** A behaviour that a ledger does not show as Fabric did. */
export interface Difference {
    readonly name: string;
    /** Undefined where Fabric was never asked. */
    readonly expected: Observation | undefined;
    readonly observed: Observation;
}

/** The file that is shipped. */
export const EXPECTATIONS_FILE = join(__dirname, '../../conformance/expectations.json');

/** Reads recorded expectations; throws when the file is none, or a reason belongs to no behaviour. */
export async function readExpectations(path = EXPECTATIONS_FILE): Promise<Expectations> {
    const expectations = schema.parse(JSON.parse(await readFile(path, 'utf8')));
    for (const name of Object.keys(expectations.changedByHand)) {
        if (!Object.hasOwn(expectations.observations, name))
            throw new Error(`${path} gives a reason for nothing: ${name}`);
    }
    return expectations;
}

/** Records what a ledger of Fabric showed. Expectations changed by hand are kept, for their reason still stands. */
export async function recordExpectations(
    observations: Observations,
    ledger: string,
    path = EXPECTATIONS_FILE,
): Promise<void> {
    const before = await readExpectations(path).catch(() => undefined);
    const changedByHand = before?.changedByHand ?? {};
    const kept = Object.fromEntries(Object.keys(changedByHand).map((name) => [name, before?.observations[name]]));
    const recorded = { ledger, date: new Date().toISOString().slice(0, 10) };
    const whole = { recorded, changedByHand, observations: { ...observations, ...kept } };
    await writeFile(path, `${JSON.stringify(whole, null, 4)}\n`);
}

/** @returns Every behaviour in which a ledger differs from what is expected. */
export function differences(
    observations: Observations,
    { observations: expected }: Expectations,
): readonly Difference[] {
    return Object.entries(observations)
        .filter(([name, observed]) => !isDeepStrictEqual(plain(expected[name]), plain(observed)))
        .map(([name, observed]) => ({ name, expected: expected[name], observed }));
}

/** As it would come back from a file. */
function plain(value: unknown): unknown {
    return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
