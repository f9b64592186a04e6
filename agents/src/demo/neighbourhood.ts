import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { joinProfiles, parsePowerTable, type NeighbourhoodProfile, type NodeProfile } from '../meter/load-profile';

/** A region of the neighbourhood and the connection points in it. */
export interface RegionNodes {
    readonly region: string;
    readonly nodes: readonly NodeProfile[];
}

/** Region 1 is the first 59 connection points, region 2 the others. */
const FIRST_REGION_NODES = 59;
/** Intervals of a day. */
export const DAY_INTERVALS = 96;

/**
 * Reads the neighbourhood's load and photovoltaics.
 * @param folder - Where `load_kw.csv` and `pv_kw.csv` lie.
 */
export async function readNeighbourhood(folder: string): Promise<NeighbourhoodProfile> {
    const [loads, photovoltaics] = await Promise.all(
        ['load_kw.csv', 'pv_kw.csv'].map((name) => readFile(join(folder, name), 'utf8')),
    );
    return joinProfiles(parsePowerTable(loads ?? ''), parsePowerTable(photovoltaics ?? ''));
}

/** @returns The connection points by region. */
export function splitRegions(profile: Pick<NeighbourhoodProfile, 'nodes'>): RegionNodes[] {
    return [
        { region: 'r1', nodes: profile.nodes.slice(0, FIRST_REGION_NODES) },
        { region: 'r2', nodes: profile.nodes.slice(FIRST_REGION_NODES) },
    ];
}
