import type { NodeProfile } from '../meter/load-profile';
import { registersOf, type Registers } from '../meter/smart-meter';

/**
 * What the meter at a region's transformer counts, seen from the supplier: it exports what the region takes from the
 * grid and imports what the region gives back.
 * @param firstInterval - Interval of the profiles' first value.
 */
export function measureTransformer(
    firstInterval: number,
    nodes: readonly NodeProfile[],
): (interval: number) => Registers {
    return (interval) => {
        const netWh = nodes.reduce((total, node) => total + (node.netWh[interval - firstInterval] ?? 0), 0);
        return registersOf(-netWh);
    };
}
