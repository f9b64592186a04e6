import { keyFromSeed } from '../../src/common/boneh-boyen';
import { LENDING_DEFAULTS } from '../../src/common/credit-policy';
import type { Policy, RegionPolicy } from '../../src/common/policy-record';
import { device } from './device';

export const NETWORK = 'test-net';

/** The authority's signing key in all tests. */
export const AUTHORITY_KEY = keyFromSeed(Buffer.alloc(32, 'authority of the tests'));

/** @returns The rules of a test region: operator gates, a quarter of an hour, the tariffs of the demo. */
export function testRegion(region: string, organisation: string, changes: Partial<RegionPolicy> = {}): RegionPolicy {
    return {
        region,
        organisation,
        kind: 'metering',
        intervalMs: 900_000,
        gates: 'operator',
        clock: { demandMs: 120_000, supplyMs: 60_000, readingMs: 60_000, acceptanceMs: 120_000 },
        feedInMicroPerKwh: '80000',
        retailMicroPerKwh: '300000',
        lossPpm: { line: 0, wireless: 0 },
        quote: { aPpm: 500_000, kMicroPerKwhPerKwh: '4000' },
        depositPpm: 1_000_000,
        supplier: device(`supplier-${region}`).wallet,
        balanceTolerancePpm: 50_000,
        ...changes,
    };
}

/** @returns The computing market of the tests: MEC nodes of the EAGs in r1 and r2, short windows. */
export function testCompute(changes: Partial<Policy['compute']> = {}): Policy['compute'] {
    const node = (region: string, organisation: string): Policy['compute']['nodes'][number] => ({
        region,
        organisation,
        wallet: device(`node-${region}`).wallet,
        capacityE12: '4000000000000',
        tariffE12: '3000000000000',
        loadThresholdPpm: 800_000,
        relayMicroPerMb: '1000',
    });
    return {
        nodes: [node('r1', 'Eag1MSP'), node('r2', 'Eag2MSP')],
        assessmentMs: 2_592_000_000,
        minFuelPerSecond: '1000000',
        minReputation: 50,
        reputation: { initial: 100, gain: 1, lossWrong: 30, lossLate: 15, lossLeft: 5 },
        acceptMs: 60_000,
        challengeMs: 120_000,
        durationMaxMs: 3_600_000,
        sellersMax: 200,
        ...changes,
    };
}

/** @returns The policy of the tests: the authority, two EAGs, regions r1 (Eag1MSP) and r2 (Eag2MSP). */
export function testPolicy(changes: Partial<Policy> = {}): Policy {
    return {
        version: 1,
        network: NETWORK,
        organisations: [
            { mspId: 'AuthorityMSP', kind: 'authority', operator: 'test' },
            { mspId: 'Eag1MSP', kind: 'eag', operator: 'test', bondWallet: device('bond-Eag1MSP').wallet },
            { mspId: 'Eag2MSP', kind: 'eag', operator: 'test', bondWallet: device('bond-Eag2MSP').wallet },
        ],
        authorityKey: AUTHORITY_KEY.publicKey,
        regions: [testRegion('r1', 'Eag1MSP'), testRegion('r2', 'Eag2MSP')],
        coin: {
            confirmation: 'commit',
            mintCapMicro: { external: '1000000000000', flow: '1000000000' },
            mintPeriodMs: 86_400_000,
            minOutputMicro: '1',
        },
        credit: {
            initial: 100,
            gainPerTrade: 1,
            lossMilliPerCoin: 2000,
            bands: Array.from({ length: 34 }, (_, index) => index * 10),
            lending: LENDING_DEFAULTS,
        },
        flow: { periodIntervals: 96, rewardMicro: '1000000', claimIntervals: 96 },
        omissionMicro: '500000',
        compute: testCompute(),
        ...changes,
    };
}
