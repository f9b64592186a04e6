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

/** So many arguments that were read last are kept, of transactions that may run once more in this process. */
const KEPT_MAX = 8;
const kept: { readonly json: string; readonly schema: z.ZodType; readonly value: unknown }[] = [];

/**
 * Reads the one JSON argument of a contract function. A process that simulates for several organisations reads a text
 * once: functions must not change what they get.
 * @throws EdgeError JSON_INVALID or ARGUMENT_INVALID.
 */
export function readArgument<Value>(json: string, schema: z.ZodType<Value>): Value {
    const known = kept.find((entry) => entry.schema === schema && entry.json === json);
    // The schema made the value.
    if (known !== undefined) return known.value as Value;
    const parsed = schema.safeParse(parseJson(json));
    if (!parsed.success) throw invalid(parsed.error);
    kept.push({ json, schema, value: parsed.data });
    if (kept.length > KEPT_MAX) kept.shift();
    return parsed.data;
}

/** @returns A function's answer as canonical JSON. */
export function answer(value: unknown): string {
    return canonicalJson(value);
}
