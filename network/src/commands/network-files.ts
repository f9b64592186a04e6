import { join } from 'node:path';

/** The files that a network keeps in its data directory. */
export interface NetworkFiles {
    readonly crypto: string;
    readonly ledger: string;
    readonly connection: string;
    readonly options: string;
    readonly pid: string;
    readonly log: string;
}

/** Names them. */
export function networkFiles(dataDir: string): NetworkFiles {
    return {
        crypto: join(dataDir, 'crypto'),
        ledger: join(dataDir, 'ledger'),
        connection: join(dataDir, 'connection.json'),
        options: join(dataDir, 'network.json'),
        pid: join(dataDir, 'peer.pid'),
        log: join(dataDir, 'peer.log'),
    };
}
