import { resolve } from 'node:path';

/** A development network as the command line describes it; kept in its data directory, without secrets. */
export interface NetworkOptions {
    /** Absolute path. */
    readonly dataDir: string;
    readonly host: string;
    /** 0 takes any free port. */
    readonly port: number;
    readonly channel: string;
    readonly chaincode: string;
    /** Absolute path of the module that exports `contracts`. */
    readonly contractsModule: string;
    readonly organisations: readonly string[];
}

/** What a caller may leave out; the rest describes this project's own network. */
export type PartialNetworkOptions = Partial<Omit<NetworkOptions, 'contractsModule'>> & { readonly contracts?: string };

/** Completes options: three organisations, channel `edgebourse`, this project's contracts, any free port. */
export function completeOptions(options: PartialNetworkOptions): NetworkOptions {
    return {
        dataDir: resolve(options.dataDir ?? '.edgebourse'),
        host: options.host ?? '127.0.0.1',
        port: options.port ?? 0,
        channel: options.channel ?? 'edgebourse',
        chaincode: options.chaincode ?? 'edgebourse',
        contractsModule: resolveContracts(options.contracts),
        organisations: options.organisations ?? ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'],
    };
}

/** A folder stands for its package's main file, as with `require`. */
function resolveContracts(contracts: string | undefined): string {
    const name = contracts === undefined ? '@edgebourse/chaincode/index' : resolve(contracts);
    try {
        return require.resolve(name);
    } catch (error) {
        throw new Error(`no contracts module at ${name}`, { cause: error });
    }
}
