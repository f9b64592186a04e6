import { join } from 'node:path';
import { networkFiles } from '../commands/network-files';

/** The files that a network of Fabric processes keeps in its data directory. */
export interface FabricFiles {
    /** The data directory itself. */
    readonly home: string;
    /** Databases of Fabric CA servers, where they issue the certificates. */
    readonly ca: string;
    /** CAs, certificates and keys, and the MSP folders made of them. */
    readonly crypto: string;
    /** One folder of configuration for each process. */
    readonly config: string;
    /** One folder of ledger data for each process. */
    readonly production: string;
    readonly packages: string;
    /** Copies of the contracts that run, by digest. */
    readonly bundles: string;
    /** Which chaincode is in force, as JSON. */
    readonly deployments: string;
    readonly run: string;
    readonly logs: string;
    /** Block 0 of the channel. */
    readonly genesis: string;
    readonly connection: string;
    /** The topology in force, as JSON. */
    readonly topology: string;
}

/** Names them. */
export function fabricFiles(dataDir: string): FabricFiles {
    const { connection, options } = networkFiles(dataDir);
    return {
        home: dataDir,
        ca: join(dataDir, 'ca'),
        crypto: join(dataDir, 'crypto'),
        config: join(dataDir, 'config'),
        production: join(dataDir, 'production'),
        packages: join(dataDir, 'packages'),
        bundles: join(dataDir, 'bundles'),
        deployments: join(dataDir, 'chaincode.json'),
        run: join(dataDir, 'run'),
        logs: join(dataDir, 'logs'),
        genesis: join(dataDir, 'genesis.block'),
        connection,
        topology: options,
    };
}
