import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { networkFiles } from './network-files';

/** The ledgers that can be run. */
export const LEDGER_KINDS = ['embedded', 'fabric'] as const;

/** The embedded peer, or a consortium of Fabric's own processes. */
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** The consortium that is shipped. */
export const SHIPPED_TOPOLOGY = join(__dirname, '../../../test-network-config/topology.yaml');

const FOLDERS: Readonly<Record<LedgerKind, string>> = { embedded: '.edgebourse', fabric: '.edgebourse/fabric' };

/** Where a ledger of that kind lies unless told otherwise. */
export function defaultFolder(kind: LedgerKind): string {
    return FOLDERS[kind];
}

/** Which kind of ledger a data directory holds; undefined when it holds none. */
export async function ledgerKind(dataDir: string): Promise<LedgerKind | undefined> {
    const text = await readFile(networkFiles(dataDir).options, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    return 'orderers' in (JSON.parse(text) as object) ? 'fabric' : 'embedded';
}
