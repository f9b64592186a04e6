import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KILL_FOLDER_VARIABLE, type KillPoint } from '@edgebourse/storage/kill-point';
import { networkFiles } from '../commands/network-files';
import { completeOptions } from '../commands/network-options';
import { findFreePort } from '../compose/free-port';
import { gatewayFiles } from '../compose/gateway-files';
import { environmentOf } from '../compose/gateway-process';

/** The two processes that are killed. */
export type VictimName = 'peer' | 'gateway';

const HOST = '127.0.0.1';
const READY_DEADLINE_MS = 120_000;
const POLL_MS = 50;
/** A transaction that died with the peer is given up after so long; the gateway's default is half a minute. */
const COMMIT_TIMEOUT_MS = '2000';

/** How to start a victim. */
interface Recipe {
    readonly script: string;
    readonly argument: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly log: string;
}

/** The peer and the gateway of a torture, each a process that can be killed and started again. */
export class Victims {
    readonly #children = new Map<VictimName, ChildProcess>();

    private constructor(
        readonly dataDir: string,
        readonly gatewayUrl: string,
        /** A file in it names the point at which a victim dies. */
        private readonly killFolder: string,
        private readonly recipes: Readonly<Record<VictimName, Recipe>>,
    ) {}

    /** Chooses ports, which stay the same for the whole torture. Starts nothing. */
    static async prepare(dataDir: string, developmentSeed: string): Promise<Victims> {
        const peer = networkFiles(dataDir);
        const gateway = gatewayFiles(dataDir);
        await mkdir(gateway.data, { recursive: true });
        const killFolder = join(dataDir, 'kill');
        await mkdir(killFolder);
        const armed = { [KILL_FOLDER_VARIABLE]: killFolder };
        const options = completeOptions({ dataDir, host: HOST, port: await findFreePort(HOST) });
        await writeFile(peer.options, `${JSON.stringify(options, null, 4)}\n`);
        const port = await findFreePort(HOST);
        const environment = environmentOf({
            files: gateway,
            connectionProfile: peer.connection,
            host: HOST,
            port,
            developmentSeed,
        });
        return new Victims(dataDir, `http://${HOST}:${port}`, killFolder, {
            peer: {
                script: join(__dirname, '../commands/peer-process.js'),
                argument: peer.options,
                environment: { ...process.env, ...armed },
                log: peer.log,
            },
            gateway: {
                script: require.resolve('@edgebourse/gateway/main'),
                argument: gateway.data,
                environment: { ...environment, ...armed, EDGEBOURSE_COMMIT_TIMEOUT_MS: COMMIT_TIMEOUT_MS },
                log: gateway.log,
            },
        });
    }

    /**
     * Starts a victim that does not run and waits until it serves; the peer may also be started without a gateway.
     * @throws Error when one ends before, or does not serve in time.
     */
    async start(name: VictimName): Promise<void> {
        const { script, argument, environment: env, log } = this.recipes[name];
        const file = await open(log, 'a');
        try {
            const stdio: StdioOptions = ['ignore', file.fd, file.fd, 'ipc'];
            const child = spawn(process.execPath, [script, argument], { stdio, env });
            this.#children.set(name, child);
            // The peer tells when it serves; afterwards the two have nothing more to do with each other.
            if (name === 'peer') await Promise.race([once(child, 'message'), once(child, 'exit')]);
            if (child.connected) child.disconnect();
        } finally {
            await file.close();
        }
        await this.#whenReady();
    }

    /** Has a victim die when it next passes the point. @returns Whether it died in time. */
    async dieAt(name: VictimName, point: KillPoint, deadlineMs: number): Promise<boolean> {
        const file = join(this.killFolder, point);
        await writeFile(file, '');
        try {
            return await this.#hasDied(name, deadlineMs);
        } finally {
            await rm(file);
        }
    }

    /** Kills without warning and waits until the process is gone. */
    async kill(name: VictimName): Promise<void> {
        await this.#end(name, 'SIGKILL');
    }

    /** Asks the process to end, and waits. */
    async stop(name: VictimName): Promise<void> {
        await this.#end(name, 'SIGTERM');
    }

    async #hasDied(name: VictimName, deadlineMs: number): Promise<boolean> {
        const deadline = Date.now() + deadlineMs;
        while (!this.#isDead(name)) {
            if (Date.now() > deadline) return false;
            await delay(POLL_MS);
        }
        return true;
    }

    /** Ends both, the gateway first. */
    async close(): Promise<void> {
        await this.stop('gateway');
        await this.stop('peer');
    }

    /** Ends both at once, when the torture itself is ended. */
    abandon(): void {
        for (const child of this.#children.values()) child.kill('SIGKILL');
    }

    async #end(name: VictimName, signal: NodeJS.Signals): Promise<void> {
        const child = this.#children.get(name);
        if (child === undefined || this.#isDead(name)) return;
        child.kill(signal);
        await once(child, 'exit');
    }

    #isDead(name: VictimName): boolean {
        const child = this.#children.get(name);
        return child === undefined || child.exitCode !== null || child.signalCode !== null;
    }

    async #whenReady(): Promise<void> {
        const deadline = Date.now() + READY_DEADLINE_MS;
        while (Date.now() < deadline) {
            const dead = [...this.#children.keys()].find((name) => this.#isDead(name));
            if (dead !== undefined)
                throw new Error(`the ${dead} ended before it served: see ${this.recipes[dead].log}`);
            if (!this.#children.has('gateway') || (await this.#isReady())) return;
            await delay(POLL_MS);
        }
        throw new Error(`peer and gateway do not serve after ${READY_DEADLINE_MS / 1000} s`);
    }

    async #isReady(): Promise<boolean> {
        const answer = await fetch(`${this.gatewayUrl}/health/ready`).catch(() => undefined);
        await answer?.arrayBuffer();
        return answer?.ok === true;
    }
}
