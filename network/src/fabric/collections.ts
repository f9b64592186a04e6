import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FabricFiles } from './fabric-files';
import type { Topology } from './topology';

/** @returns The content of Fabric's collections file; each member's peers hold the data, and only members read it. */
export function collectionsConfig({ collections }: Topology): readonly object[] {
    return collections.map(({ name, members, blocksToLive }) => ({
        name,
        policy: `OR(${members.map((mspId) => `'${mspId}.member'`).join(',')})`,
        // Every organisation has one peer: the others of a collection are those that the data must reach.
        requiredPeerCount: 0,
        maxPeerCount: Math.max(members.length - 1, 0),
        blockToLive: blocksToLive,
        memberOnlyRead: true,
        memberOnlyWrite: true,
    }));
}

/** Writes the file. @returns The flags of a definition that name it; none without named collections. */
export async function collectionFlags(files: FabricFiles, topology: Topology): Promise<readonly string[]> {
    if (topology.collections.length === 0) return [];
    await mkdir(files.config, { recursive: true });
    const path = join(files.config, 'collections.json');
    await writeFile(path, `${JSON.stringify(collectionsConfig(topology), null, 4)}\n`);
    return ['--collections-config', path];
}
