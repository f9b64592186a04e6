import { request } from 'node:http';
import type { Device } from '../../../chaincode/test/support/device';
import { newWorld, type World } from '../../../chaincode/test/support/world';
import { blocksOf, lastBlock } from '../../test/support/block-source';
import { serveRoutes, type Served } from '../../test/support/serve-routes';
import { newLogger } from '../log/logger';
import { startReader, type Reader } from '../read-model/read-model';
import { eventRoutes } from './routes';

/** An event as a client receives it. */
interface Received {
    readonly id: string;
    readonly event: string;
    readonly data: Record<string, unknown>;
}

/** A client that keeps what it receives, and the last id even when nothing came with it, as browsers do. */
class EventClient {
    readonly received: Received[] = [];
    lastEventId = '';
    isEnded = false;
    #text = '';
    #waiting: (() => void)[] = [];
    #leave: () => void = () => undefined;

    constructor(path: string, lastEventId?: string) {
        const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
        const call = request(served.url + path, { headers }, (response) => {
            response.setEncoding('utf8').on('data', (piece: string) => {
                this.#take(piece);
            });
            response.on('close', () => {
                this.isEnded = true;
                this.#wake();
            });
        });
        call.on('error', () => undefined);
        call.end();
        this.#leave = () => call.destroy();
    }

    /** Resolves when the condition holds for what was received. */
    async until(holds: (client: EventClient) => boolean): Promise<void> {
        while (!holds(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }

    leave(): void {
        this.#leave();
    }

    #take(piece: string): void {
        this.#text += piece;
        const blocks = this.#text.split('\n\n');
        this.#text = blocks.pop() ?? '';
        for (const block of blocks) this.#read(block);
        this.#wake();
    }

    #read(block: string): void {
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const id = field('id');
        if (id !== undefined) this.lastEventId = id;
        const data = field('data');
        if (data === undefined) return;
        const json = JSON.parse(data) as Record<string, unknown>;
        this.received.push({ id: id ?? '', event: field('event') ?? '', data: json });
    }

    #wake(): void {
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const resolve of waiting) resolve();
    }
}

let world: World;
let reader: Reader;
let served: Served;
let ann: Device;

/** Each mint is one event. */
async function mint(count: number): Promise<void> {
    for (let place = 0; place < count; place += 1) await world.mint([ann], place + 1);
}

const namesOf = (client: EventClient): string[] => client.received.map(({ event }) => event);

beforeAll(async () => {
    world = await newWorld();
    [ann] = (await world.register(['ann'])) as [Device];
    reader = startReader({ ledger: blocksOf(world), log: newLogger('silent') });
    served = await serveRoutes(eventRoutes({ model: reader, heartbeatMs: 20 }));
    await mint(2);
    await reader.caughtUp(await lastBlock(world));
});

afterAll(async () => {
    await served.close();
    await reader.close();
    await world.close();
});

describe('the event stream', () => {
    it('begins with what is committed from now on, each event with its place on the ledger', async () => {
        const client = new EventClient('/v1/events');
        await client.until(({ lastEventId }) => lastEventId !== '');
        await mint(1);
        await client.until(({ received }) => received.length === 1);
        const block = await lastBlock(world);
        const data = { type: 'coin.minted', outputs: 1, amountMicro: '1', reason: 'external' };
        expect(client.received).toEqual([{ id: `${String(block)}.0.0`, event: 'coin.minted', data }]);
        client.leave();
    });

    it('replays everything after an id and goes on with what comes, nothing twice', async () => {
        const client = new EventClient('/v1/events', '0.0.0');
        await client.until(({ received }) => received.length === 5);
        expect(namesOf(client).slice(0, 3)).toEqual(['policy.written', 'wallets.registered', 'coin.minted']);
        await mint(2);
        await client.until(({ received }) => received.length === 7);
        const ids = client.received.map(({ id }) => id);
        expect(new Set(ids).size).toBe(7);
        expect(client.lastEventId).toBe(ids.at(-1));
        client.leave();
    });

    it('sends a client that was away exactly what it missed', async () => {
        const whole = new EventClient('/v1/events', '0.0.0');
        const first = new EventClient('/v1/events', '0.0.0');
        await first.until(({ received }) => received.length >= 7);
        first.leave();
        await mint(3);
        const second = new EventClient('/v1/events', first.lastEventId);
        await whole.until(({ received }) => received.length === 10);
        await second.until(({ received }) => received.length === 10 - first.received.length);
        expect([...first.received, ...second.received]).toEqual(whole.received);
        whole.leave();
        second.leave();
    });

    it('keeps to types and region, and moves a client on that nothing was for', async () => {
        const client = new EventClient('/v1/events?types=policy.written,wallets.registered&after=0.0.0');
        const elsewhere = new EventClient('/v1/events?region=r1&after=0.0.0');
        await mint(1);
        const block = Number(await lastBlock(world));
        const isThere = ({ lastEventId }: EventClient): boolean => Number(lastEventId.split('.')[0]) === block;
        await client.until(isThere);
        await elsewhere.until(isThere);
        expect(namesOf(client)).toEqual(['policy.written', 'wallets.registered']);
        expect(elsewhere.received).toEqual([]);
        client.leave();
        elsewhere.leave();
    });

    it('refuses an id and a type that there cannot be', async () => {
        for (const query of ['after=yesterday', 'types=coin.minted,coin.stolen']) {
            const { status, body } = await served.get(`/v1/events?${query}`);
            expect([status, body['code']]).toEqual([400, 'REQUEST_INVALID']);
        }
    });

    it('ends when the gateway drains', async () => {
        const client = new EventClient('/v1/events');
        await client.until(({ lastEventId }) => lastEventId !== '');
        served.drain.begin();
        await client.until(({ isEnded }) => isEnded);
        expect(client.received).toEqual([]);
    });
});
