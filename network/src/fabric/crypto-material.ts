import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { usersOf } from '../commands/development-users';
import type { IdentityRequest } from '../embedded/ca/certificate-authority';
import {
    ensureOrganisation,
    ensureTlsNode,
    type IdentityFiles,
    type OrganisationCrypto,
} from '../embedded/ca/crypto-folder';
import { enrolMissing, type Enrolment } from './fabric-ca';
import type { CaPrograms } from './programs';
import type { Topology, TopologyOrganisation } from './topology';

/** What a node needs to prove who it is: an MSP folder, and a TLS certificate for serving and for calling. */
export interface NodeCrypto {
    readonly mspFolder: string;
    /** Its identity within the MSP. */
    readonly identity: IdentityFiles;
    readonly tls: IdentityFiles;
}

/** The crypto material of one organisation on real Fabric. */
export interface FabricOrganisation {
    readonly mspId: string;
    readonly crypto: OrganisationCrypto;
    /** The MSP folder without keys, for the channel's configuration. */
    readonly mspFolder: string;
    /** The MSP folder of the administrator. */
    readonly adminFolder: string;
    readonly tlsCaFile: string;
    readonly peer: NodeCrypto;
    readonly orderer: NodeCrypto;
    /** TLS certificate of the organisation's chaincode process. */
    readonly service: IdentityFiles;
}

const PEER = 'peer';
const ORDERER = 'orderer';
const ADMIN = 'admin';

/** Roles by the OU of the certificate's subject, as on Fabric's own networks. */
const NODE_OUS = {
    NodeOUs: {
        Enable: true,
        ClientOUIdentifier: { OrganizationalUnitIdentifier: 'client' },
        PeerOUIdentifier: { OrganizationalUnitIdentifier: 'peer' },
        AdminOUIdentifier: { OrganizationalUnitIdentifier: 'admin' },
        OrdererOUIdentifier: { OrganizationalUnitIdentifier: 'orderer' },
    },
};

/** Opens or makes the material of every organisation, by the development CA: never for production. */
export async function ensureMaterial(folder: string, topology: Topology): Promise<readonly FabricOrganisation[]> {
    const hosts = ['localhost', topology.host];
    return Promise.all(topology.organisations.map((organisation) => ensureOne(folder, organisation, hosts)));
}

/** The names of an organisation's TLS certificates. */
const TLS_NODES = [PEER, ORDERER, 'service'];

/**
 * Has Fabric CA servers issue what is missing of the material of every organisation: for each one server for identities
 * and one for TLS. The roots are made here and their keys lie in files, as with the development CA.
 * @param home - Where the servers keep their databases.
 */
export async function enrolMaterial(
    programs: CaPrograms,
    crypto: string,
    home: string,
    { organisations, host }: Topology,
): Promise<void> {
    for (const { mspId, region } of organisations) {
        const at = (name: string): { home: string; name: string } => ({ home: join(home, name), name });
        const tls: readonly Enrolment[] = TLS_NODES.map((commonName) => ({ commonName, role: 'client' }));
        const hosts = ['localhost', host];
        await enrolMissing({ programs, crypto, ...at(mspId), enrolments: identitiesOf(mspId, region) });
        await enrolMissing({ programs, crypto, ...at(tlsNameOf(mspId)), enrolments: tls, hosts });
    }
}

function identitiesOf(mspId: string, region: string | undefined): readonly IdentityRequest[] {
    return [...usersOf(mspId, region), { commonName: PEER, role: PEER }, { commonName: ORDERER, role: ORDERER }];
}

function tlsNameOf(mspId: string): string {
    return `${mspId}-tls`;
}

async function ensureOne(
    folder: string,
    { mspId, region }: TopologyOrganisation,
    hosts: readonly string[],
): Promise<FabricOrganisation> {
    const crypto = await ensureOrganisation(folder, mspId, identitiesOf(mspId, region));
    const tlsName = tlsNameOf(mspId);
    const tls = async (name: string): Promise<IdentityFiles> => ensureTlsNode(folder, tlsName, name, hosts);
    const tlsCaFile = (await ensureOrganisation(folder, tlsName, [])).caFile;
    const home = join(folder, `${mspId}-msp`);
    const msp = async (name: string, keys?: IdentityFiles): Promise<string> =>
        writeMsp(join(home, name), crypto.caFile, tlsCaFile, keys);
    const node = async (name: string): Promise<NodeCrypto> => {
        const identity = filesOf(crypto, name);
        return { identity, mspFolder: await msp(name, identity), tls: await tls(name) };
    };
    return {
        mspId,
        crypto,
        mspFolder: await msp('organisation'),
        adminFolder: await msp(ADMIN, filesOf(crypto, ADMIN)),
        tlsCaFile,
        peer: await node(PEER),
        orderer: await node(ORDERER),
        service: await tls('service'),
    };
}

function filesOf({ mspId, users }: OrganisationCrypto, name: string): IdentityFiles {
    const files = users[name];
    if (files === undefined) throw new Error(`${mspId} has no identity ${name}`);
    return files;
}

async function writeMsp(folder: string, ca: string, tlsCa: string, keys?: IdentityFiles): Promise<string> {
    const put = async (name: string, from: string): Promise<void> => {
        await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
        await cp(from, join(folder, name, `${name}.pem`));
    };
    await put('cacerts', ca);
    await put('tlscacerts', tlsCa);
    if (keys !== undefined) {
        await put('signcerts', keys.cert);
        await put('keystore', keys.key);
    }
    // JSON is YAML.
    await writeFile(join(folder, 'config.yaml'), JSON.stringify(NODE_OUS));
    return folder;
}
