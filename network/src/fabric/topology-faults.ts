import { ordererPorts, peerPorts } from './ports';
import type { Topology } from './topology-schema';

/** SmartBFT needs 3f + 1 orderers to bear f faulty ones. */
const ORDERERS_MIN = 4;

/** Everything that is wrong with a topology whose parts are well formed; empty when it can be built. */
export function topologyFaults(topology: Topology): readonly string[] {
    return [
        ...repeated(topology),
        ...unknownOrganisations(topology),
        ...ordererCount(topology),
        ...endorsementFaults(topology),
        ...portConflicts(topology),
    ];
}

function duplicates(names: readonly string[]): string[] {
    return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function repeated({ organisations, peers, orderers, collections }: Topology): string[] {
    return [
        ...duplicates(collections.map(({ name }) => name)).map((name) => `collection ${name} is listed twice`),
        ...duplicates(organisations.map(({ mspId }) => mspId)).map((id) => `organisation ${id} is listed twice`),
        ...duplicates(peers.map(({ organisation }) => organisation)).map((id) => `${id} has more than one peer`),
        ...duplicates(orderers.map(({ organisation }) => organisation)).map((id) => `${id} has more than one orderer`),
    ];
}

function unknownOrganisations(topology: Topology): string[] {
    const known = new Set(topology.organisations.map(({ mspId }) => mspId));
    const named: [string, readonly string[]][] = [
        ['a peer', topology.peers.map(({ organisation }) => organisation)],
        ['an orderer', topology.orderers.map(({ organisation }) => organisation)],
        ['the endorsement policy', topology.endorsement.organisations],
        ...topology.collections.map(({ name, members }): [string, readonly string[]] => [
            `collection ${name}`,
            members,
        ]),
    ];
    return named.flatMap(([who, ids]) =>
        [...new Set(ids)].filter((id) => !known.has(id)).map((id) => `${who} names an unknown organisation: ${id}`),
    );
}

function ordererCount({ orderers }: Topology): string[] {
    const count = orderers.length;
    if (count >= ORDERERS_MIN && count % 3 === 1) return [];
    return [`${count} orderers: SmartBFT needs 3f + 1, with f at least 1 (4, 7, 10, ...)`];
}

function endorsementFaults({ endorsement, peers }: Topology): string[] {
    const { outOf, organisations } = endorsement;
    const withPeer = new Set(peers.map(({ organisation }) => organisation));
    const faults = duplicates(organisations).map((id) => `the endorsement policy names ${id} twice`);
    const able = new Set(organisations.filter((id) => withPeer.has(id))).size;
    if (outOf > able) faults.push(`endorsement needs ${outOf} organisations, but ${able} of those named have a peer`);
    return faults;
}

function portConflicts({ peers, orderers }: Topology): string[] {
    const owners = new Map<number, string>();
    const faults: string[] = [];
    const claim = (owner: string, ports: readonly number[]): void => {
        for (const port of ports) {
            const other = owners.get(port);
            if (other === undefined) owners.set(port, owner);
            else faults.push(`port ${port} is used twice: by the ${other} and the ${owner}`);
        }
    };
    for (const { organisation, port } of peers) claim(`peer of ${organisation}`, Object.values(peerPorts(port)));
    for (const { organisation, port } of orderers) {
        claim(`orderer of ${organisation}`, Object.values(ordererPorts(port)));
    }
    return faults;
}
