/** The parts of a winston logger that fabric-shim calls. */
interface Logger {
    silent?: boolean;
    debug: () => void;
    info: () => void;
    error: () => void;
}

/** The part of fabric-shim's logger modules that is used here. */
interface LoggerModule {
    getLogger(name: string): Logger;
}

const LEVEL_VARIABLE = 'CORE_CHAINCODE_LOGGING_LEVEL';
const QUIET = 'CRITICAL';

const SHIM_LOGGERS = ['handler', 'stub', 'iterators', 'chaincode', 'server'].map((name) => `lib/${name}.js`);
const SPI_LOGGERS = ['chaincodefromcontract', 'datamarshall'].map((name) => `contracts-spi/${name}.js`);
const API_LOGGERS = ['jsontransactionserializer', 'contract'].map((name) => `./lib/${name}.js`);

// fabric-shim logs each call, and each refusal as an error; the peer hands refusals to the client instead. It reads this
// when it is first loaded.
process.env[LEVEL_VARIABLE] ??= QUIET;

function hush(logger: Logger): void {
    const nothing = (): void => undefined;
    // A silent logger still makes an object of each line and passes it along a stream.
    Object.assign(logger, { silent: true, debug: nothing, info: nothing, error: nothing });
}

/**
 * Stops fabric-shim's own log lines before they are formatted: it formats even those that its level keeps back, several
 * for each state operation, which took half of the time of a read. Contracts' own loggers are left alone, and so is
 * everything when the level is set to something else.
 */
export function quietShim(requireInShim: NodeJS.Require): void {
    if (process.env[LEVEL_VARIABLE] !== QUIET) return;
    const shim = requireInShim('./lib/logger') as LoggerModule;
    for (const name of [...SHIM_LOGGERS, ...SPI_LOGGERS]) hush(shim.getLogger(name));
    const api = requireInShim('fabric-contract-api/lib/logger') as LoggerModule;
    for (const name of API_LOGGERS) hush(api.getLogger(name));
}
