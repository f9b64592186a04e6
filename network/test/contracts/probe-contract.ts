import { Context, Contract } from 'fabric-contract-api';

let runs = 0;

/** Does one thing to the ledger per function, so that each rule of the peer can be met or broken on purpose. */
export class ProbeContract extends Contract {
    constructor() {
        super('probe');
    }

    async put(ctx: Context, key: string, value: string): Promise<string> {
        await ctx.stub.putState(key, Buffer.from(value));
        return value;
    }

    async get(ctx: Context, key: string): Promise<string> {
        return Buffer.from(await ctx.stub.getState(key)).toString('utf8');
    }

    /** Reads and writes one key: two of them in one block conflict. */
    async append(ctx: Context, key: string, text: string): Promise<string> {
        const value = `${await this.get(ctx, key)}${text}`;
        return this.put(ctx, key, value);
    }

    /** Counts the keys of a range and writes the count elsewhere: a new key in the range is a phantom. */
    async count(ctx: Context, start: string, end: string, target: string): Promise<string> {
        let count = 0;
        const iterator = await ctx.stub.getStateByRange(start, end);
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) count += 1;
        await iterator.close();
        return this.put(ctx, target, String(count));
    }

    async announce(ctx: Context, name: string, payload: string): Promise<void> {
        await this.put(ctx, `announced-${name}`, payload);
        ctx.stub.setEvent(name, Buffer.from(payload));
    }

    async putPrivate(ctx: Context, collection: string, key: string, value: string): Promise<void> {
        await ctx.stub.putPrivateData(collection, key, Buffer.from(value));
    }

    async putSecret(ctx: Context, collection: string, key: string): Promise<void> {
        const value = ctx.stub.getTransient().get('value');
        if (value === undefined) throw new Error('no value in the transient map');
        await ctx.stub.putPrivateData(collection, key, value);
    }

    /** Writes a secret and a public key: the policies of both count. */
    async putBoth(ctx: Context, collection: string, key: string): Promise<void> {
        await this.putSecret(ctx, collection, key);
        await this.put(ctx, key, 'public');
    }

    async getPrivate(ctx: Context, collection: string, key: string): Promise<string> {
        return Buffer.from(await ctx.stub.getPrivateData(collection, key)).toString('utf8');
    }

    /** Another value at each run, as a contract that keeps state in memory gives. */
    async fickle(ctx: Context, key: string): Promise<string> {
        runs += 1;
        return this.put(ctx, key, String(runs));
    }

    async refuse(_: Context, message: string): Promise<void> {
        throw new Error(message);
    }
}
