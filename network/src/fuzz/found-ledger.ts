import { newCast } from '@edgebourse/agents/demo/cast';
import { TARIFF } from '@edgebourse/agents/demo/genesis';
import { readNeighbourhood, splitRegions, type RegionNodes } from '@edgebourse/agents/demo/neighbourhood';
import { replayNeighbourhood } from '@edgebourse/agents/demo/replay';
import { CommandSigner } from '@edgebourse/agents/device/commands';
import { join } from 'node:path';
import type { KnownDevice } from './signed';

const NEIGHBOURHOOD = join(__dirname, '../../../data/neighbourhood');

/** How large the ledger is that the fuzzer finds. */
export interface LedgerSize {
    readonly nodesPerRegion: number;
    readonly intervals: number;
}

/** What the fuzzer knows of the ledger beforehand. */
export interface FoundedLedger {
    readonly devices: readonly KnownDevice[];
    /** The first interval that was traded, and the first that was not. */
    readonly intervals: readonly [number, number];
}

/**
 * Trades a few intervals of the neighbourhood on an empty ledger, so that there are wallets, trades and records to name.
 * @returns The keys of its devices, and what was traded.
 */
export async function foundLedger(
    gatewayUrl: string,
    token: (organisation: string, user: string) => string,
    seed: string,
    size: LedgerSize,
): Promise<FoundedLedger> {
    const profile = await readNeighbourhood(NEIGHBOURHOOD);
    const regions: RegionNodes[] = splitRegions(profile).map(({ region, nodes }) => ({
        region,
        nodes: nodes.slice(0, size.nodesPerRegion),
    }));
    const { firstInterval } = profile;
    const common = { firstInterval, seed, forecast: 'last' } as const;
    await replayNeighbourhood({
        ...common,
        gatewayUrl,
        token,
        regions,
        intervals: size.intervals,
        progress: process.stderr,
    });
    const cast = newCast(regions, { ...common, tariff: TARIFF, signer: new CommandSigner() });
    const keys = cast.flatMap(({ supplier, bondKey, households }) => [
        supplier.key,
        bondKey,
        ...households.flatMap(({ key, meterKey }) => [key, meterKey]),
    ]);
    return {
        devices: keys.map((key) => ({ key, outputs: [] })),
        intervals: [firstInterval, firstInterval + size.intervals],
    };
}
