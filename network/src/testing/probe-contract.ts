import { randomUUID } from 'node:crypto';
import { Context, Contract } from 'fabric-contract-api';
import { KeyEndorsementPolicy } from 'fabric-shim';

type Row = readonly [key: string, value: string];

interface ClosableRows {
    next(): Promise<{ done?: boolean; value?: { key: string; value: Uint8Array } }>;
    close(): Promise<void>;
}

async function readRows(rows: ClosableRows, limit = Infinity): Promise<Row[]> {
    const found: Row[] = [];
    while (found.length < limit) {
        const { value, done } = await rows.next();
        if (value !== undefined) found.push([value.key, Buffer.from(value.value).toString()]);
        if (done === true) break;
    }
    await rows.close();
    return found;
}

/**
 * Does with the ledger whatever its caller asks, one stub call a function: for tests of the ledger, not for use.
 * Results are JSON text, because fabric-contract-api 2.5.8 cannot return objects (its class-transformer 0.4.1 lacks
 * `classToPlain`).
 */
export class ProbeContract extends Contract {
    constructor() {
        super('probe');
    }

    async Get(ctx: Context, key: string): Promise<string> {
        return Buffer.from(await ctx.stub.getState(key)).toString();
    }

    async Put(ctx: Context, key: string, value: string): Promise<void> {
        await ctx.stub.putState(key, Buffer.from(value));
    }

    /** Puts `count` keys, the prefix followed by three digits, each with itself as value. */
    async PutMany(ctx: Context, prefix: string, count: string): Promise<void> {
        for (let index = 0; index < Number(count); index++) {
            const key = prefix + String(index).padStart(3, '0');
            await ctx.stub.putState(key, Buffer.from(key));
        }
    }

    async Delete(ctx: Context, key: string): Promise<void> {
        await ctx.stub.deleteState(key);
    }

    /** Reads, then writes: conflicts with every other writer of the key. */
    async Append(ctx: Context, key: string, text: string): Promise<void> {
        const before = Buffer.from(await ctx.stub.getState(key)).toString();
        await ctx.stub.putState(key, Buffer.from(before + text));
    }

    /** Puts a value, and gives back what a read of the key says afterwards. */
    async PutAndGet(ctx: Context, key: string, value: string): Promise<string> {
        await ctx.stub.putState(key, Buffer.from(value));
        return this.Get(ctx, key);
    }

    /** Puts another value at each run, as a contract that is not deterministic does. */
    async Fickle(ctx: Context, key: string): Promise<void> {
        await ctx.stub.putState(key, Buffer.from(randomUUID()));
    }

    /** Puts a key, and sets two events: a transaction carries the last. */
    async EventTwice(ctx: Context, key: string, first: string, second: string): Promise<void> {
        await ctx.stub.putState(key, Buffer.from(second));
        ctx.stub.setEvent(first, Buffer.from(key));
        ctx.stub.setEvent(second, Buffer.from(key));
    }

    /** Reads a private key and writes it anew, joined with the transient `value`. */
    async AppendPrivate(ctx: Context, collection: string, key: string): Promise<void> {
        const before = await ctx.stub.getPrivateData(collection, key);
        const value = ctx.stub.getTransient().get('value') ?? new Uint8Array();
        await ctx.stub.putPrivateData(collection, key, Buffer.concat([before, value]));
    }

    async Refuse(_ctx: Context, message: string): Promise<void> {
        throw new Error(message);
    }

    async Event(ctx: Context, name: string, payload: string): Promise<void> {
        ctx.stub.setEvent(name, Buffer.from(payload));
    }

    async Range(ctx: Context, start: string, end: string, limit: string): Promise<string> {
        const rows = await ctx.stub.getStateByRange(start, end);
        return JSON.stringify(await readRows(rows, limit === '' ? Infinity : Number(limit)));
    }

    /** Puts the number of keys that it finds in the range under `key`. */
    async Count(ctx: Context, start: string, end: string, key: string): Promise<void> {
        const rows = await readRows(await ctx.stub.getStateByRange(start, end));
        await ctx.stub.putState(key, Buffer.from(String(rows.length)));
    }

    async Page(ctx: Context, start: string, end: string, size: string, bookmark: string): Promise<string> {
        const page = await ctx.stub.getStateByRangeWithPagination(start, end, Number(size), bookmark);
        return JSON.stringify({ rows: await readRows(page.iterator), ...page.metadata });
    }

    async PageAndPut(ctx: Context, key: string): Promise<void> {
        await ctx.stub.getStateByRangeWithPagination('', '', 1, '');
        await ctx.stub.putState(key, Buffer.from('x'));
    }

    async Composite(ctx: Context, ...parts: string[]): Promise<void> {
        const [type = '', ...attributes] = parts;
        await ctx.stub.putState(ctx.stub.createCompositeKey(type, attributes), Buffer.from('x'));
    }

    async Partial(ctx: Context, type: string, attribute: string): Promise<string> {
        const rows = await readRows(await ctx.stub.getStateByPartialCompositeKey(type, [attribute]));
        return JSON.stringify(rows.map(([key]) => ctx.stub.splitCompositeKey(key).attributes.join('/')));
    }

    async History(ctx: Context, key: string): Promise<string> {
        const entries: object[] = [];
        for await (const change of ctx.stub.getHistoryForKey(key)) {
            const { txId, isDelete, value } = change;
            entries.push({ txId, isDelete, value: Buffer.from(value).toString() });
        }
        return JSON.stringify(entries);
    }

    /** Both organisations' peers must endorse the key's next change. */
    async Guard(ctx: Context, key: string, first: string, second: string): Promise<void> {
        const policy = new KeyEndorsementPolicy();
        policy.addOrgs('PEER', ...[first, second].filter((mspId) => mspId !== ''));
        await ctx.stub.setStateValidationParameter(key, policy.getPolicy());
    }

    async IsGuarded(ctx: Context, key: string): Promise<string> {
        // The typings know nothing of a key without a policy.
        const policy = (await ctx.stub.getStateValidationParameter(key)) as Uint8Array | undefined;
        return String((policy?.length ?? 0) > 0);
    }

    async GetPrivate(ctx: Context, collection: string, key: string): Promise<string> {
        return Buffer.from(await ctx.stub.getPrivateData(collection, key)).toString();
    }

    async GetPrivateHash(ctx: Context, collection: string, key: string): Promise<string> {
        return Buffer.from(await ctx.stub.getPrivateDataHash(collection, key)).toString('hex');
    }

    /** The value travels in the transient map, as the field `value`. */
    async PutPrivate(ctx: Context, collection: string, key: string): Promise<void> {
        const value = ctx.stub.getTransient().get('value');
        if (value === undefined) throw new Error('no transient value');
        await ctx.stub.putPrivateData(collection, key, value);
    }

    async DeletePrivate(ctx: Context, collection: string, key: string): Promise<void> {
        await ctx.stub.deletePrivateData(collection, key);
    }

    async RangePrivate(ctx: Context, collection: string, start: string, end: string): Promise<string> {
        const rows: Row[] = [];
        for await (const { key, value } of ctx.stub.getPrivateDataByRange(collection, start, end)) {
            rows.push([key, Buffer.from(value).toString()]);
        }
        return JSON.stringify(rows);
    }

    async RangePrivateAndPut(ctx: Context, collection: string, key: string): Promise<void> {
        await ctx.stub.getPrivateDataByRange(collection, '', '');
        await ctx.stub.putState(key, Buffer.from('x'));
    }

    async Query(ctx: Context): Promise<void> {
        await ctx.stub.getQueryResult('{"selector":{}}');
    }

    async InvokeOther(ctx: Context): Promise<void> {
        await ctx.stub.invokeChaincode('other', ['f'], '');
    }

    /** Reads for ever, without a pause. */
    async Spin(ctx: Context): Promise<void> {
        for (;;) await ctx.stub.getState('spin');
    }

    async GuardPrivate(ctx: Context, collection: string, key: string, mspId: string): Promise<void> {
        const policy = new KeyEndorsementPolicy();
        policy.addOrgs('PEER', mspId);
        await ctx.stub.setPrivateDataValidationParameter(collection, key, policy.getPolicy());
    }

    /** Waits for ever, as a contract with an endless wait would. */
    async Hang(): Promise<void> {
        await new Promise(() => undefined);
    }

    async Exit(): Promise<void> {
        process.exit(3);
    }
}

export const contracts = [ProbeContract];
