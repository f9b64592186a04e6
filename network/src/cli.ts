import { Command } from 'commander';
import { addLedgerCommands } from './commands/ledger-commands';

/** The command line of `npm run network`. */
async function main(): Promise<void> {
    const program = new Command('network').description('make and run ledgers');
    addLedgerCommands(program);
    await program.parseAsync();
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
