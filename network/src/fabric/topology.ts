import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { topologyFaults } from './topology-faults';
import { topologySchema, type Topology } from './topology-schema';

export type { Topology, TopologyNode, TopologyOrganisation } from './topology-schema';

/**
 * Reads a topology from YAML text.
 * @param source - Named in the error.
 * @throws Error that lists everything that is wrong.
 */
export function parseTopology(text: string, source: string): Topology {
    const parsed = topologySchema.safeParse(parse(text));
    if (!parsed.success) throw new Error(`${source} is no topology:\n${z.prettifyError(parsed.error)}`);
    const faults = topologyFaults(parsed.data);
    if (faults.length > 0)
        throw new Error(`${source} is no topology:\n${faults.map((line) => `- ${line}`).join('\n')}`);
    return parsed.data;
}

/** Reads a topology file; throws as parseTopology does, or when there is none. */
export async function readTopology(path: string): Promise<Topology> {
    return parseTopology(await readFile(path, 'utf8'), path);
}
