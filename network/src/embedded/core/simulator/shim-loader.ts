import { createRequire } from 'node:module';
import type { ChaincodeSource, ContractClass } from '../types';
import type { ChaincodeServer } from './conversation';
import { connectDirectly } from './direct-state';
import { quietShim } from './quiet-shim';

/** Settings of fabric-shim's own chaincode server; those that begin with `grpc.` go to gRPC as they are. */
export interface ShimServerOptions {
    readonly ccid: string;
    /** host:port. */
    readonly address: string;
    readonly tlsProps?: { readonly cert: Buffer; readonly key: Buffer };
    readonly [grpcOption: `grpc.${string}`]: number;
}

/** fabric-shim's server: `start` opens its port, `connect` takes in a stream without one. */
export interface ShimServer extends ChaincodeServer {
    start(): Promise<void>;
}

interface ShimModule {
    server(chaincode: object, options: ShimServerOptions): ShimServer;
}

interface Serializers {
    readonly transaction: string;
    readonly serializers: Record<string, unknown>;
}

type ChaincodeFromContract = new (
    contracts: ContractClass[],
    serializers: Serializers,
    metadata: object,
    title: string,
    version: string,
) => object;

interface ContractModule {
    readonly contracts?: readonly ContractClass[];
    readonly serializers?: Serializers;
}

interface LoadedContracts {
    readonly require: NodeJS.Require;
    readonly contracts: readonly ContractClass[];
    readonly serializers?: Serializers;
}

function loadContracts(source: ChaincodeSource): LoadedContracts {
    if (source.contractsModule === undefined) {
        return { require: createRequire(__filename), contracts: source.contracts ?? [] };
    }
    const requireThere = createRequire(source.contractsModule);
    const loaded = requireThere(source.contractsModule) as ContractModule;
    const contracts = loaded.contracts ?? [];
    if (contracts.length === 0) throw new Error(`${source.contractsModule} exports no \`contracts\``);
    return { require: requireThere, contracts, ...(loaded.serializers && { serializers: loaded.serializers }) };
}

/**
 * Puts the contracts under fabric-shim's own chaincode server, which is not started: fabric-shim comes from the
 * contracts' package, because its decorators and its checks must be the very ones that the contracts use.
 */
export function shimServer(source: ChaincodeSource, options: ShimServerOptions): ShimServer {
    const loaded = loadContracts(source);
    const shim = loaded.require('fabric-shim') as ShimModule;
    const requireInShim = createRequire(loaded.require.resolve('fabric-shim'));
    quietShim(requireInShim);
    connectDirectly(requireInShim);
    const FromContract = requireInShim('./lib/contract-spi/chaincodefromcontract') as ChaincodeFromContract;
    const { JSONSerializer } = requireInShim('fabric-contract-api') as { JSONSerializer: unknown };
    const serializers = loaded.serializers ?? { transaction: 'jsonSerializer', serializers: {} };
    const withDefault = { ...serializers, serializers: { ...serializers.serializers, jsonSerializer: JSONSerializer } };
    // The array is copied: fabric-shim adds its system contract to what it is given.
    const chaincode = new FromContract([...loaded.contracts], withDefault, {}, source.name, source.version ?? '');
    return shim.server(chaincode, options);
}

/** Serves the contracts without a port, to streams of this process. */
export function loadChaincode(source: ChaincodeSource): ChaincodeServer {
    return shimServer(source, { ccid: `${source.name}:${source.version ?? ''}`, address: 'in-process' });
}
