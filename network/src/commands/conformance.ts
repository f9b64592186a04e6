import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { LEDGER_KINDS, type LedgerKind } from './ledger-kind';

interface ConformanceFlags {
    readonly ledger: LedgerKind;
    readonly record?: boolean;
    readonly only?: string;
}

interface DifferentialFlags {
    readonly seed: number;
    readonly transactions: number;
    readonly show: number;
}

/** Adds `conformance`: does a ledger behave as real Fabric was seen to behave? */
export function addConformance(program: Command): void {
    program
        .command('conformance')
        .description('compare a ledger with what real Fabric was seen to do, behaviour by behaviour')
        .addOption(new Option('--ledger <kind>', 'which ledger').choices(LEDGER_KINDS).default('embedded'))
        .option('--record', 'keep what the ledger shows as what is expected: of a fabric ledger only')
        .option('--only <text>', 'only behaviours whose name has this in it')
        .action(conformance);
    program
        .command('differential')
        .description(
            'run the same random transactions on Fabric and on the embedded peer, and compare what became of each',
        )
        .option('--seed <number>', 'of the transactions', wholeNumber, 1)
        .option('--transactions <number>', 'how many', wholeNumber, 1000)
        .option('--show <number>', 'how many differences are printed', wholeNumber, 5)
        .action(differential);
}

async function conformance({ ledger, record = false, only = '' }: ConformanceFlags): Promise<void> {
    if (record && (ledger !== 'fabric' || only !== '')) throw new Error('only a whole run on fabric can be recorded');
    const { conform } = await import('../conformance/conform.js');
    const dataDir = await mkdtemp(join(tmpdir(), 'edgebourse-conformance-'));
    try {
        const differing = await conform({ ledger, dataDir, record, only, print });
        if (differing > 0) process.exitCode = 1;
    } finally {
        await rm(dataDir, { recursive: true, force: true });
    }
}

async function differential({ seed, transactions, show }: DifferentialFlags): Promise<void> {
    const { compareTraces, traceLedger } = await import('../conformance/differential/differential.js');
    const dataDir = await mkdtemp(join(tmpdir(), 'edgebourse-differential-'));
    try {
        const trace = async (kind: LedgerKind): ReturnType<typeof traceLedger> =>
            traceLedger(kind, join(dataDir, kind), { seed, transactions });
        const comparison = compareTraces(await trace('fabric'), await trace('embedded'));
        const { different, ...counts } = comparison;
        print(JSON.stringify(counts, null, 4));
        for (const one of different.slice(0, show)) print(JSON.stringify(one, null, 4));
        print(`${different.length} of ${counts.transactions} transactions differ between fabric and embedded`);
        if (different.length > 0) process.exitCode = 1;
    } finally {
        await rm(dataDir, { recursive: true, force: true });
    }
}

function wholeNumber(text: string): number {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at least 1.');
    return Number(text);
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
