import type { Policy, RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import type { RegionCast } from './cast';
import { STEP_MS } from '../meter/load-profile';

/** Name of the demo's network: what every signed message names. */
export const NETWORK = 'edgebourse-demo';
/** Feed-in and retail tariff of the grid supplier, micro-coins per kWh. */
export const TARIFF = { feedInMicroPerKwh: 80_000, retailMicroPerKwh: 300_000 };
/** Share that the line loses, parts per million: the readings of the neighbourhood include it. */
export const LOSS_PPM = 0;

/** One period for the whole life of the demo's ledger, so that the cap does not depend on the day it is run. */
const MINT_PERIOD_MS = 1_000_000_000_000_000;
const CREDIT_GRADE_STEP = 25;

function regionPolicy({ region, organisation, supplier }: RegionCast): RegionPolicy {
    return {
        region,
        organisation,
        kind: 'metering',
        intervalMs: STEP_MS,
        gates: 'operator',
        clock: { demandMs: 600_000, supplyMs: 300_000, readingMs: 300_000, acceptanceMs: STEP_MS },
        feedInMicroPerKwh: String(TARIFF.feedInMicroPerKwh),
        retailMicroPerKwh: String(TARIFF.retailMicroPerKwh),
        lossPpm: { line: LOSS_PPM, wireless: 0 },
        quote: { aPpm: 500_000, kMicroPerKwhPerKwh: '4000' },
        depositPpm: 1_000_000,
        supplier: supplier.key.address,
        balanceTolerancePpm: 20_000,
    };
}

/** @returns The policy that the demo's ledger begins with; the gateway of the authority adds the authority's key. */
export function genesisPolicy(cast: readonly RegionCast[]): Omit<Policy, 'authorityKey'> {
    return {
        version: 1,
        network: NETWORK,
        organisations: [
            { mspId: 'AuthorityMSP', kind: 'authority', operator: 'demo' },
            ...cast.map(({ organisation, bondKey }) => ({
                mspId: organisation,
                kind: 'eag' as const,
                operator: 'demo',
                bondWallet: bondKey.address,
            })),
        ],
        regions: cast.map(regionPolicy),
        coin: {
            confirmation: 'commit',
            mintCapMicro: { external: '1000000000000', flow: '1000000000' },
            mintPeriodMs: MINT_PERIOD_MS,
            minOutputMicro: '1000',
        },
        credit: {
            initial: 500,
            gainPerTrade: 1,
            lossPerCoin: 10,
            bands: Array.from({ length: 34 }, (_, band) => (band + 1) * CREDIT_GRADE_STEP),
        },
        flow: { periodIntervals: 96, rewardMicro: '10000000', claimIntervals: 96 },
        omissionMicro: '1000000',
    };
}
