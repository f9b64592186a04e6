import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { genesisPolicy, type FoundingRegion } from '../../demo/genesis';
import { deriveDeviceKey, type DeviceKey } from '../../device/keys';
import type { MobilityTrace } from '../mobility/trace';
import type { Conduct, OfferTerms } from '../vehicle-agent';
import { draw, shuffled, unitsE12 } from './draw';
import * as terms from './street-terms';

/** A vehicle of the trace with what it asks and how it behaves. */
export interface CastVehicle {
    /** Its name in the trace. */
    readonly name: string;
    readonly key: DeviceKey;
    readonly offer: OfferTerms;
    readonly conduct: Conduct;
    /** Seconds after the task was offered; 0 for those that are there. */
    readonly arrivesAfterS: number;
}

/** Everybody of the demo. */
export interface StreetCast {
    readonly buyer: { readonly name: string; readonly key: DeviceKey };
    readonly vehicles: readonly CastVehicle[];
    /** Where the nodes' income goes, by region. */
    readonly nodes: readonly { readonly region: string; readonly organisation: string; readonly key: DeviceKey }[];
    readonly policy: Omit<Policy, 'authorityKey'>;
}

/** Every third vehicle that drives away says nothing; the others give their part up by a signed message. */
const SILENT_SHARE = 1 / 3;

const ORGANISATIONS = [terms.NODE_ORGANISATION, terms.ARBITER_ORGANISATION];

/**
 * Chooses vehicles that are in the area when the task is offered, and some that come a little later; the buyer is the one
 * that stays longest. Terms are
 * those of the paper's figures 6 and 7: own demand and cost between 0 and 1, reward between 1 and 2, capacity 1.
 * @param cheatShare - Share of the vehicles that return noise, 0 to 1.
 */
export function newStreetCast(trace: MobilityTrace, seed: string, cheatShare: number): StreetCast {
    const there = shuffled(seed, trace.present(terms.TRACE_START_S));
    const stays = there.map((name) => trace.staySeconds(name, terms.TRACE_START_S));
    const buyer = there[stays.indexOf(Math.max(...stays))];
    if (buyer === undefined) throw new Error('nobody is in the area');
    const present = there.filter((name) => name !== buyer).slice(0, terms.PRESENT_VEHICLES);
    const names = [...present, ...arriving(trace, seed)];
    const cheats = new Set(shuffled(`${seed} cheats`, names).slice(0, Math.round(cheatShare * names.length)));
    const nodes = ORGANISATIONS.map((organisation, index) => ({
        region: `r${index + 1}`,
        organisation,
        key: deriveDeviceKey(seed, `${organisation}.node`),
    }));
    return {
        buyer: { name: buyer, key: deriveDeviceKey(seed, `${buyer}.buyer`) },
        vehicles: names.map((name) => ({
            name,
            key: deriveDeviceKey(seed, `${name}.vehicle`),
            offer: offerTerms(seed, name),
            conduct: cheats.has(name) ? 'cheat' : leaver(seed, name),
            arrivesAfterS: (trace.arrival(name, terms.TRACE_START_S) ?? 0) - terms.TRACE_START_S,
        })),
        nodes,
        policy: streetPolicy(nodes, seed),
    };
}

/** Vehicles that are not there at the start, but soon. */
function arriving(trace: MobilityTrace, seed: string): string[] {
    const start = terms.TRACE_START_S;
    const there = new Set(trace.present(start));
    const later = trace.present(start + terms.ARRIVALS_S).filter((name) => !there.has(name));
    return shuffled(`${seed} arriving`, later).slice(0, terms.ARRIVING_VEHICLES);
}

function leaver(seed: string, name: string): Conduct {
    return draw(seed, `${name} silent`) < SILENT_SHARE ? 'silent' : 'honest';
}

function offerTerms(seed: string, name: string): OfferTerms {
    return {
        region: terms.REGION,
        capacityE12: unitsE12(1),
        ownDemandE12: unitsE12(draw(seed, `${name} own demand`)),
        rewardE12: unitsE12(1 + draw(seed, `${name} reward`)),
        costE12: unitsE12(draw(seed, `${name} cost`)),
        satisfactionE12: unitsE12(1),
    };
}

function streetPolicy(nodes: StreetCast['nodes'], seed: string): StreetCast['policy'] {
    const regions: FoundingRegion[] = nodes.map(({ region, organisation, key }) => ({
        region,
        organisation,
        bondKey: key,
        supplier: { key: deriveDeviceKey(seed, `${region}.supplier`) },
    }));
    const policy = genesisPolicy(regions);
    const { compute, coin } = policy;
    return {
        ...policy,
        network: terms.NETWORK,
        coin: { ...coin, minOutputMicro: '1' },
        compute: {
            ...compute,
            nodes: compute.nodes.map((node) => ({ ...node, relayMicroPerMb: terms.RELAY_MICRO_PER_MB })),
            acceptMs: terms.ACCEPT_MS,
            challengeMs: terms.CHALLENGE_MS,
        },
    };
}
