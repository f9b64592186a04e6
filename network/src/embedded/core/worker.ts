import './one-protobuf';
import { nodeFileLayer } from '@edgebourse/storage/file-layer';
import { killPointLayer } from '@edgebourse/storage/kill-point';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { createMspRegistry } from '../msp/registry';
import { openCore } from './core';
import type { LedgerCore, StateEntry } from './types';
import {
    onItsOwn,
    type PlainMethod,
    type StatePage,
    type WorkerConfig,
    type WorkerReply,
    type WorkerRequest,
} from './worker-protocol';

const PAGE = 500;

type PlainCalls = Record<PlainMethod, (...args: readonly unknown[]) => Promise<unknown>>;

/** The worker's side: contracts, simulator and state live here, only proposals and results cross. */
class WorkerSide {
    private readonly cursors = new Map<number, AsyncIterator<StateEntry>>();
    private opened = 0;

    constructor(
        private readonly core: LedgerCore,
        private readonly port: MessagePort,
    ) {}

    async serve({ id, method, args }: WorkerRequest): Promise<void> {
        try {
            this.port.postMessage({ id, result: onItsOwn(await this.call(method, args)) } satisfies WorkerReply);
        } catch (error) {
            this.port.postMessage({ id, error: asError(error) } satisfies WorkerReply);
        }
        // Nothing else keeps the thread alive once the ledger is closed.
        if (method === 'close') this.port.close();
    }

    private call(method: WorkerRequest['method'], args: readonly unknown[]): Promise<unknown> {
        switch (method) {
            case 'openState':
                return this.openState(args[0] as string);
            case 'nextState':
                return this.nextState(args[0] as number);
            case 'closeState':
                return this.closeState(args[0] as number);
            default:
                return (this.core as unknown as PlainCalls)[method](...args);
        }
    }

    private openState(prefix: string): Promise<StatePage> {
        const cursor = ++this.opened;
        this.cursors.set(cursor, this.core.state(prefix)[Symbol.asyncIterator]());
        return this.nextState(cursor);
    }

    private async nextState(cursor: number): Promise<StatePage> {
        const entries: StateEntry[] = [];
        const iterator = this.cursors.get(cursor);
        while (iterator !== undefined && entries.length < PAGE) {
            const next = await iterator.next();
            if (next.done === true) {
                this.cursors.delete(cursor);
                return { entries };
            }
            entries.push(next.value);
        }
        return { entries, cursor };
    }

    private async closeState(cursor: number): Promise<void> {
        await this.cursors.get(cursor)?.return?.();
        this.cursors.delete(cursor);
    }
}

function asError(error: unknown): Error {
    return error instanceof Error ? new Error(error.message) : new Error(String(error));
}

async function main(port: MessagePort): Promise<void> {
    const config = workerData as WorkerConfig;
    try {
        const registry = createMspRegistry(config.organisations);
        const core = await openCore(config, { registry, fileLayer: killPointLayer(nodeFileLayer) });
        const side = new WorkerSide(core, port);
        port.on('message', (request: WorkerRequest) => void side.serve(request));
        port.postMessage({ id: 0 } satisfies WorkerReply);
    } catch (error) {
        port.postMessage({ id: 0, error: asError(error) } satisfies WorkerReply);
        port.close();
    }
}

if (parentPort !== null) void main(parentPort);
