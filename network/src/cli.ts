import { Command } from 'commander';
import { addConformance } from './commands/conformance';
import { addDemo } from './commands/demo';
import { addDemoCompute } from './commands/demo-compute';
import { addFuzz } from './commands/fuzz';
import { addLedgerCommands } from './commands/ledger-commands';
import { addStart } from './commands/start';
import { addTorture } from './commands/torture';

/** The command line of `npm run network`. */
async function main(): Promise<void> {
    const program = new Command('network').description('make and run ledgers');
    addLedgerCommands(program);
    addDemo(program);
    addDemoCompute(program);
    addStart(program);
    addFuzz(program);
    addTorture(program);
    addConformance(program);
    await program.parseAsync();
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
