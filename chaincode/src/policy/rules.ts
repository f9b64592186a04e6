import { isPublicKey } from '../common/boneh-boyen';
import { EdgeError } from '../common/errors';
import type { Policy, RegionPolicy } from '../common/policy-record';

/** A rule: what contradicts itself, or undefined. */
type Rule = (policy: Policy) => string | undefined;

function repeated(names: readonly string[]): string | undefined {
    return names.find((name, index) => names.indexOf(name) !== index);
}

const organisationsDiffer: Rule = ({ organisations }) => {
    const twice = repeated(organisations.map(({ mspId }) => mspId));
    return twice === undefined ? undefined : `organisation ${twice} is named twice`;
};

const oneAuthority: Rule = ({ organisations }) => {
    const authorities = organisations.filter(({ kind }) => kind === 'authority').length;
    return authorities === 1 ? undefined : `${authorities} authorities instead of one`;
};

const bondWalletsDiffer: Rule = ({ organisations }) => {
    const wallets = organisations.flatMap(({ bondWallet }) => bondWallet ?? []);
    return repeated(wallets) === undefined ? undefined : 'two organisations share a bond wallet';
};

const authorityKeyIsOne: Rule = ({ authorityKey }) =>
    isPublicKey(authorityKey) ? undefined : 'the authority’s key is no pair of points of the group';

const regionsDiffer: Rule = ({ regions }) => {
    const twice = repeated(regions.map(({ region }) => region));
    return twice === undefined ? undefined : `region ${twice} is named twice`;
};

const bandsAscend: Rule = ({ credit: { bands } }) =>
    bands.every((band, index) => index === 0 || band > (bands[index - 1] ?? band))
        ? undefined
        : 'the credit bands do not ascend';

function regionFault(region: RegionPolicy, { organisations }: Policy): string | undefined {
    const owner = organisations.find(({ mspId }) => mspId === region.organisation);
    if (owner === undefined) return `its organisation ${region.organisation} is unknown`;
    if (owner.kind !== 'eag') return `its organisation ${region.organisation} is no EAG`;
    if (BigInt(region.feedInMicroPerKwh) >= BigInt(region.retailMicroPerKwh)) return 'feed-in is not below retail';
    if (organisations.some(({ bondWallet }) => bondWallet === region.supplier)) return 'its supplier is a bond wallet';
    return undefined;
}

const regionsFit: Rule = (policy) => {
    for (const region of policy.regions) {
        const fault = regionFault(region, policy);
        if (fault !== undefined) return `region ${region.region}: ${fault}`;
    }
    return undefined;
};

/** An operator who closes the gates chooses the moment: harmless only where nobody else is at the market. */
const gatesByClockAmongOperators: Rule = ({ organisations, regions }) => {
    const operators = new Set(organisations.map(({ operator }) => operator));
    const driven = regions.find(({ gates }) => gates === 'operator');
    return driven === undefined || operators.size === 1
        ? undefined
        : `region ${driven.region}: its gates must close by the clock, for ${operators.size} operators take part`;
};

/** The gates close in their order, and the deadlines pass in theirs. */
const clocksAscend: Rule = ({ regions }) => {
    const wrong = regions.find(
        ({ clock }) =>
            clock.demandMs < clock.supplyMs || clock.supplyMs < 0 || clock.readingMs < 0 || clock.acceptanceMs < 0,
    );
    return wrong === undefined ? undefined : `region ${wrong.region}: its clock does not run forward`;
};

const delayIsNamed: Rule = ({ coin: { confirmation, confirmationMs } }) =>
    (confirmation === 'delay') === (confirmationMs !== undefined)
        ? undefined
        : 'confirmationMs belongs to the confirmation delay, which needs it';

function nodeFault({ nodes }: Policy['compute'], { organisations, regions }: Policy): string | undefined {
    const twice = repeated(nodes.map(({ region }) => region));
    if (twice !== undefined) return `region ${twice} has two MEC nodes`;
    const lost = nodes.find(({ region }) => regions.every((each) => each.region !== region));
    if (lost !== undefined) return `a MEC node is in the unknown region ${lost.region}`;
    const runs = ({ organisation, region }: Policy['compute']['nodes'][number]): boolean => {
        const kind = organisations.find(({ mspId }) => mspId === organisation)?.kind;
        const own = regions.find((each) => each.region === region)?.organisation;
        return kind === 'mec' || (kind === 'eag' && own === organisation);
    };
    const strange = nodes.find((node) => !runs(node));
    return strange === undefined
        ? undefined
        : `the MEC node of ${strange.region} is run neither by a MEC organisation nor by the region’s own`;
}

const nodesFit: Rule = (policy) => nodeFault(policy.compute, policy);

/** In the order of precedence. */
const RULES: readonly Rule[] = [
    organisationsDiffer,
    oneAuthority,
    bondWalletsDiffer,
    authorityKeyIsOne,
    regionsDiffer,
    regionsFit,
    gatesByClockAmongOperators,
    clocksAscend,
    bandsAscend,
    nodesFit,
    delayIsNamed,
];

/** Refuses a policy that contradicts itself. @throws EdgeError POLICY_INVALID with the first reason. */
export function assertConsistent(policy: Policy): void {
    for (const rule of RULES) {
        const reason = rule(policy);
        if (reason !== undefined) throw new EdgeError('POLICY_INVALID', { reason });
    }
}
