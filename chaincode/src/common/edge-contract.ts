import { Contract } from 'fabric-contract-api';
import type { z } from 'zod';
import { authorise, type AccessTable } from './access';
import { canonicalJson, parseJson } from './canonical-json';
import { EdgeContext } from './context';
import { invalid } from './envelope';
import { EdgeError } from './errors';
import type { Policy } from './policy-record';

/**
 * What every contract shares: the typed context, access by the table beside the contract before each function, the
 * overlay and the event written after it. Instances hold no state: one serves all transactions.
 */
export abstract class EdgeContract extends Contract {
    /** Who may call which function. */
    protected abstract readonly access: AccessTable;

    override createContext(): EdgeContext {
        return new EdgeContext();
    }

    override async beforeTransaction(ctx: EdgeContext): Promise<void> {
        const name = ctx.stub.getFunctionAndParameters().fcn.split(':').at(-1) ?? '';
        const policy = await ctx.store.get<Policy>(['policy']);
        authorise(Object.hasOwn(this.access, name) ? this.access[name] : undefined, ctx.caller, policy);
    }

    override async afterTransaction(ctx: EdgeContext): Promise<void> {
        await ctx.finish();
    }

    override async unknownTransaction(ctx: EdgeContext): Promise<void> {
        throw new EdgeError('ARGUMENT_INVALID', { function: ctx.stub.getFunctionAndParameters().fcn.slice(0, 100) });
    }
}

/**
 * Reads the one JSON argument of a contract function.
 * @throws EdgeError JSON_INVALID or ARGUMENT_INVALID.
 */
export function readArgument<Value>(json: string, schema: z.ZodType<Value>): Value {
    const parsed = schema.safeParse(parseJson(json));
    if (!parsed.success) throw invalid(parsed.error);
    return parsed.data;
}

/** @returns A function's answer as canonical JSON. */
export function answer(value: unknown): string {
    return canonicalJson(value);
}
