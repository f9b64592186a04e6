import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawMarket } from './chart';
import { TARIFF } from './genesis';
import { householdBills } from './report';
import type { ReplayOutcome } from './replay';
import { householdTable } from './tables';

/** Files that a replay leaves for its reader. */
export interface ResultFiles {
    readonly chart: string;
    readonly households: string;
    readonly wallets: string;
}

/**
 * Writes the chart, every household's bill, and which wallet and meter alias belong to which node.
 * @param folder - Made when missing.
 * @param title - Stands above the chart.
 */
export async function writeResults(outcome: ReplayOutcome, folder: string, title: string): Promise<ResultFiles> {
    await mkdir(folder, { recursive: true });
    const files = {
        chart: join(folder, 'demo.svg'),
        households: join(folder, 'households.txt'),
        wallets: join(folder, 'household-wallets.json'),
    };
    const regions = outcome.cast.map(({ region }) => ({ region, points: outcome.market.points(region) }));
    await writeFile(files.chart, drawMarket(regions, { title, ...TARIFF }));
    await writeFile(files.households, `${householdTable(householdBills(outcome))}\n`);
    await writeFile(files.wallets, `${JSON.stringify(walletsOf(outcome), null, 4)}\n`);
    return files;
}

function walletsOf({ cast }: ReplayOutcome): Record<string, { region: string; wallet: string; meterAlias: string }> {
    const rows = cast.flatMap(({ region, households, supplier }) => [
        ...households.map(({ node, key, meterKey }) => ({ name: node, region, key, meterKey })),
        { name: `supplier-${region}`, region, ...supplier },
    ]);
    return Object.fromEntries(
        rows.map(({ name, region, key, meterKey }) => [
            name,
            { region, wallet: key.address, meterAlias: meterKey.address },
        ]),
    );
}
