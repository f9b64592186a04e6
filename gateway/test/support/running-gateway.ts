import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevelopmentNetwork, type DevelopmentNetwork } from '@edgebourse/network/commands/development-network';
import { completeOptions } from '@edgebourse/network/commands/network-options';
import { readConfig, type Config, type ConfigInput } from '../../src/config';
import { newLogger } from '../../src/log/logger';
import { startGateway, type Gateway } from '../../src/server';

/** The worker thread of the peer loads compiled contracts. */
const CONTRACTS = join(__dirname, '../../../chaincode/dist/index.js');

/** An answer of the gateway with its body read. */
export interface Answer {
    readonly status: number;
    readonly headers: Headers;
    // Tests name the members that they expect; a missing one fails them.
    readonly body: Record<string, unknown>;
}

/** A real embedded peer and a real gateway on it, in one folder. */
export class RunningGateway {
    #network: DevelopmentNetwork | undefined;
    #gateway: Gateway | undefined;
    #tokens: Record<string, string> = {};

    private constructor(readonly folder: string) {}

    /** Starts both with an empty ledger. */
    static async start(): Promise<RunningGateway> {
        const running = new RunningGateway(await mkdtemp(join(tmpdir(), 'gateway-')));
        await running.startNetwork();
        await running.startGateway();
        return running;
    }

    get url(): string {
        if (this.#gateway === undefined) throw new Error('the gateway does not run');
        return this.#gateway.url;
    }

    /** @returns The hash of the ledger's whole state. */
    async stateHash(): Promise<string> {
        if (this.#network === undefined) throw new Error('the peer does not run');
        return this.#network.stateHash();
    }

    config(overrides: ConfigInput = {}): Config {
        return readConfig({
            port: 0,
            dataDir: join(this.folder, 'gateway'),
            connectionProfile: join(this.folder, 'connection.json'),
            developmentTokens: true,
            logLevel: 'silent',
            drainTimeoutMs: 2000,
            ...overrides,
        });
    }

    async startNetwork(port = 0): Promise<void> {
        this.#network = await startDevelopmentNetwork(
            completeOptions({ dataDir: this.folder, port, contracts: CONTRACTS }),
        );
    }

    /** @returns The port that the peer had. */
    async stopNetwork(): Promise<number> {
        const port = Number(this.#network?.address.split(':').at(-1));
        await this.#network?.close();
        this.#network = undefined;
        return port;
    }

    async startGateway(overrides: ConfigInput = {}): Promise<void> {
        this.#gateway = await startGateway(this.config(overrides), newLogger('silent'));
        const file = await readFile(join(this.folder, 'gateway/tokens.json'), 'utf8');
        this.#tokens = JSON.parse(file) as Record<string, string>;
    }

    async stopGateway(): Promise<void> {
        await this.#gateway?.close();
        this.#gateway = undefined;
    }

    async get(path: string, as?: string): Promise<Answer> {
        return this.#answer(await fetch(this.url + path, { headers: this.#headers(as) }));
    }

    /** @param as - Name of a token, `MSP.user`; none for devices. */
    async post(path: string, body: unknown, as?: string): Promise<Answer> {
        const headers = { ...this.#headers(as), 'content-type': 'application/json' };
        return this.#answer(await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) }));
    }

    /** Sends bytes. */
    async put(path: string, bytes: Uint8Array): Promise<Answer> {
        const headers = { 'content-type': 'application/octet-stream' };
        const body = new Uint8Array(bytes);
        return this.#answer(await fetch(this.url + path, { method: 'PUT', headers, body }));
    }

    /** Stops both and removes the folder. */
    async end(): Promise<void> {
        await this.stopGateway();
        await this.stopNetwork();
        await rm(this.folder, { recursive: true, force: true });
    }

    #headers(as: string | undefined): Record<string, string> {
        return as === undefined ? {} : { authorization: `Bearer ${this.#tokens[as] ?? ''}` };
    }

    async #answer(response: Response): Promise<Answer> {
        const body = (await response.json()) as Record<string, unknown>;
        return { status: response.status, headers: response.headers, body };
    }
}
