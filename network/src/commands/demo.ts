import { InvalidArgumentError, Option, type Command } from 'commander';
import { LEDGER_KINDS } from './ledger-kind';
import type { DemoOptions } from './run-demo';
import { DEMO_FOLDER } from './start';

/** The data holds one week. */
const DAYS_MAX = 7;

/** Adds `demo`: a day of the neighbourhood, replayed through a gateway into a new ledger. */
export function addDemo(program: Command): void {
    program
        .command('demo')
        .description('replay days of a real neighbourhood: 118 connection points trade through the gateway')
        .option('--days <number>', `how many days, 1 to ${DAYS_MAX}`, dayCount, 1)
        .option('--json <file>', 'write the result as JSON')
        .option('--seed <number>', 'of all keys and limits; one seed gives one result', wholeNumber, 1)
        .addOption(
            new Option('--forecast <name>', 'what households know of the coming interval')
                .choices(['last', 'perfect'])
                .default('last'),
        )
        .option('--data <folder>', 'folder of the ledger and the results; emptied first', DEMO_FOLDER)
        .addOption(new Option('--ledger <kind>', 'which ledger').choices(LEDGER_KINDS).default('embedded'))
        .option(
            '--credit',
            'households live on deposits, coins are confirmed late; play the day without and with banks',
        )
        .option('--default-share <share>', 'share of the borrowers that never repay, 0 to 1', share, 0.1)
        .option('--keep', 'leave peer and gateway running')
        .action(async (options: DemoOptions) => {
            // Loaded when it is needed: agents and charts take longer to load than the other commands to run.
            const { runDemo } = await import('./run-demo.js');
            await runDemo(options);
        });
}

function wholeNumber(text: string): number {
    if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`not a whole number: ${text}`);
    return Number(text);
}

function share(text: string): number {
    if (!/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(text))
        throw new InvalidArgumentError(`not a share from 0 to 1: ${text}`);
    return Number(text);
}

function dayCount(text: string): number {
    const days = wholeNumber(text);
    if (days < 1 || days > DAYS_MAX)
        throw new InvalidArgumentError(`the data holds 1 to ${DAYS_MAX} days, not ${text}`);
    return days;
}
