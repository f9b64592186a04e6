import { LENDING_DEFAULTS } from '@edgebourse/chaincode/common/credit-policy';
import type { Policy, RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import type { RegionCast } from './cast';
import { delayedCoins } from './credit-terms';
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

/** What the policy has to know of a region. */
export type FoundingRegion = Pick<RegionCast, 'region' | 'organisation' | 'bondKey'> & {
    readonly supplier: Pick<RegionCast['supplier'], 'key'>;
};

function regionPolicy({ region, organisation, supplier }: FoundingRegion): RegionPolicy {
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

/** Each region's EAG runs its MEC node; windows are those of a demo, not of a street. */
function computePolicy(cast: readonly FoundingRegion[]): Policy['compute'] {
    return {
        nodes: cast.map(({ region, organisation, bondKey }) => ({
            region,
            organisation,
            wallet: bondKey.address,
            capacityE12: '4000000000000',
            tariffE12: '3000000000000',
            loadThresholdPpm: 800_000,
            relayMicroPerMb: '1000',
        })),
        assessmentMs: 2_592_000_000,
        minFuelPerSecond: '1000000',
        minReputation: 50,
        reputation: { initial: 100, gain: 1, lossWrong: 30, lossLate: 15, lossLeft: 5 },
        acceptMs: 60_000,
        challengeMs: 120_000,
        durationMaxMs: 3_600_000,
        sellersMax: 200,
    };
}

/**
 * @param isDelayed - Whether received coins wait for their confirmation, as in the demo of credit.
 * @returns The policy that the demo's ledger begins with; the gateway of the authority adds the authority's key.
 */
export function genesisPolicy(cast: readonly FoundingRegion[], isDelayed = false): Omit<Policy, 'authorityKey'> {
    const coin: Policy['coin'] = {
        confirmation: 'commit',
        mintCapMicro: { external: '1000000000000', flow: '1000000000' },
        mintPeriodMs: MINT_PERIOD_MS,
        minOutputMicro: '1000',
    };
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
        coin: isDelayed ? delayedCoins(coin) : coin,
        credit: {
            initial: 500,
            gainPerTrade: 1,
            lossMilliPerCoin: 10_000,
            bands: Array.from({ length: 34 }, (_, band) => (band + 1) * CREDIT_GRADE_STEP),
            lending: LENDING_DEFAULTS,
        },
        flow: { periodIntervals: 96, rewardMicro: '10000000', claimIntervals: 96 },
        omissionMicro: '1000000',
        compute: computePolicy(cast),
    };
}
