import { max } from '../common/amount';
import type { RegionPolicy } from '../common/policy-record';
import type { Meter } from './allot';

const PPM = 1_000_000n;

/**
 * Whether a region's meters agree with the supplier's: what was fed in (by exporters and by the supplier) arrived (at
 * importers and at the supplier). Either side may be larger by the policy's tolerance; of what was fed in, the line may
 * lose its share besides. Without a reading of the supplier's meter nothing can be said, and nothing is disputed.
 */
export function isBalanced(region: RegionPolicy, meters: ReadonlyMap<string, Meter>): boolean {
    if (!meters.has(region.supplier)) return true;
    let arrived = 0n;
    let fedIn = 0n;
    for (const { importWh, exportWh } of meters.values()) {
        arrived += importWh;
        fedIn += exportWh;
    }
    const larger = max(arrived, fedIn);
    const tolerance = BigInt(region.balanceTolerancePpm);
    const gap = fedIn - arrived;
    if (gap < 0n) return -gap * PPM <= tolerance * larger;
    return gap * PPM <= (tolerance + BigInt(region.lossPpm.line)) * larger;
}
