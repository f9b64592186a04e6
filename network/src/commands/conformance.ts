import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { LEDGER_KINDS, type LedgerKind } from './ledger-kind';

interface ConformanceFlags {
    readonly ledger: LedgerKind;
    readonly record?: boolean;
    readonly only?: string;
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

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
