import { inspect } from 'node:util';
import type { LedgerKind } from '../commands/ledger-kind';
import { differences, readExpectations, recordExpectations, type Difference } from './expectations';
import { startProbeLedger } from './ledgers';
import { Session } from './session';
import { BEHAVIOURS, observeAll, type Observations } from './suite';

/** What a run is told. */
export interface ConformanceRun {
    readonly ledger: LedgerKind;
    /** An empty folder. */
    readonly dataDir: string;
    /** Keep the observations as expectations instead of comparing. */
    readonly record: boolean;
    /** Only behaviours whose name has this in it. */
    readonly only: string;
    readonly print: (line: string) => void;
}

/**
 * Runs the suite on a ledger of its own and compares, or records.
 * @returns How many behaviours differ.
 */
export async function conform({ ledger, dataDir, record, only, print }: ConformanceRun): Promise<number> {
    const started = await startProbeLedger(ledger, dataDir);
    try {
        print(`ledger: ${started.name}`);
        const session = await Session.open(started.profile);
        await session.whenReachable();
        const behaviours = BEHAVIOURS.filter(({ name }) => name.includes(only));
        const observations = await observeAll(session, behaviours, (name) => {
            print(`  ${name}`);
        });
        session.close();
        if (!record) return await report(observations, print);
        await recordExpectations(observations, started.name);
        print(`${behaviours.length} behaviours recorded`);
        return 0;
    } finally {
        await started.close();
    }
}

async function report(observations: Observations, print: (line: string) => void): Promise<number> {
    const expectations = await readExpectations();
    const found = differences(observations, expectations);
    for (const difference of found) print(describe(difference));
    const { ledger, date } = expectations.recorded;
    const count = Object.keys(observations).length;
    print(`${count - found.length} of ${count} behaviours as on ${ledger}, recorded ${date}; ${found.length} differ`);
    for (const [name, reason] of Object.entries(expectations.changedByHand))
        print(`changed by hand: ${name}: ${reason}`);
    return found.length;
}

function describe({ name, expected, observed }: Difference): string {
    const show = (value: unknown): string => inspect(value, { depth: 10, breakLength: 120 }).replace(/^/gm, '    ');
    return `DIFFERS: ${name}\n  expected\n${show(expected)}\n  observed\n${show(observed)}`;
}
