import { createRequire } from 'node:module';
import type { ChaincodeSource, ContractClass } from '../types';
import type { ChaincodeServer } from './conversation';
import { quietShim } from './quiet-shim';

interface ShimModule {
    server(chaincode: object, options: { ccid: string; address: string }): ChaincodeServer;
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
 * Starts the contracts under fabric-shim's own chaincode server, without a port: fabric-shim comes from the contracts'
 * package, because its decorators and its checks must be the very ones that the contracts use.
 */
export function loadChaincode(source: ChaincodeSource): ChaincodeServer {
    const loaded = loadContracts(source);
    const shim = loaded.require('fabric-shim') as ShimModule;
    const requireInShim = createRequire(loaded.require.resolve('fabric-shim'));
    quietShim(requireInShim);
    const FromContract = requireInShim('./lib/contract-spi/chaincodefromcontract') as ChaincodeFromContract;
    const { JSONSerializer } = requireInShim('fabric-contract-api') as { JSONSerializer: unknown };
    const serializers = loaded.serializers ?? { transaction: 'jsonSerializer', serializers: {} };
    const withDefault = { ...serializers, serializers: { ...serializers.serializers, jsonSerializer: JSONSerializer } };
    // The array is copied: fabric-shim adds its system contract to what it is given.
    const version = source.version ?? '';
    const chaincode = new FromContract([...loaded.contracts], withDefault, {}, source.name, version);
    return shim.server(chaincode, { ccid: `${source.name}:${version}`, address: 'in-process' });
}
