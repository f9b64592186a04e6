import { join } from 'node:path';

/** The files that a gateway beside a development network keeps in the network's data directory. */
export interface GatewayFiles {
    /** Journal, keys and tokens. */
    readonly data: string;
    /** Bearer tokens of the development identities. */
    readonly tokens: string;
    /** How it was first started, so that it is started the same way again. */
    readonly options: string;
    readonly pid: string;
    readonly log: string;
}

/** @returns Their names. */
export function gatewayFiles(dataDir: string): GatewayFiles {
    const data = join(dataDir, 'gateway');
    return {
        data,
        tokens: join(data, 'tokens.json'),
        options: join(dataDir, 'gateway.json'),
        pid: join(dataDir, 'gateway.pid'),
        log: join(dataDir, 'gateway.log'),
    };
}
