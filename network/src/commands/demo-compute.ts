import { InvalidArgumentError, type Command } from 'commander';
import type { DemoComputeOptions } from './run-demo-compute';

/** Where the demo's ledger and picture lie, unless told otherwise. */
const FOLDER = '.edgebourse/demo-compute';

/** Adds `demo-compute`: vehicles compute a picture for another one, through a gateway, on a new ledger. */
export function addDemoCompute(program: Command): void {
    program
        .command('demo-compute')
        .description('40 vehicles of a mobility trace compute a picture for a 41st at Stackelberg prices')
        .option('--cheat <share>', 'share of the vehicles that return noise, 0 to 1', share, 0)
        .option('--day', 'instead: a day in a business and a home district, with and without the market')
        .option('--seed <number>', 'of keys, terms and cheats', wholeNumber, 1)
        .option('--json <file>', 'write the result as JSON')
        .option('--picture <file>', 'write the picture as PNG')
        .option('--data <folder>', 'folder of the ledger; emptied first', FOLDER)
        .action(async (options: DemoComputeOptions) => {
            const { runDemoCompute } = await import('./run-demo-compute.js');
            await runDemoCompute(options);
        });
}

function wholeNumber(text: string): number {
    if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`not a whole number: ${text}`);
    return Number(text);
}

function share(text: string): number {
    const value = Number(text);
    if (!/^[\d.]+$/.test(text) || !(value >= 0 && value <= 1)) throw new InvalidArgumentError(`not 0 to 1: ${text}`);
    return value;
}
