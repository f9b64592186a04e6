import fc from 'fast-check';
import { z } from 'zod';
import { broken } from './broken';
import type { JsonSchema } from './json-schema';
import { ValuePool } from './value-pool';
import { valuesOf } from './values';

const schema = z.strictObject({
    wallet: z.string().regex(/^[0-9a-f]{64}$/),
    kind: z.enum(['buy', 'sell']),
    interval: z.int().min(0),
    parts: z.array(z.strictObject({ amount: z.string().regex(/^[1-9][0-9]{0,4}$/) })).max(3),
    note: z.string().max(5).optional(),
});
const jsonSchema = z.toJSONSchema(schema) as JsonSchema;
const sampled = { numRuns: 50, seed: 1 };

describe('generated values', () => {
    it('fit their schema', () => {
        for (const value of fc.sample(valuesOf(jsonSchema, new ValuePool()), sampled)) {
            expect(schema.safeParse(value).error).toBeUndefined();
        }
    });

    it('often are values that the ledger knows under that name', () => {
        const pool = new ValuePool();
        pool.learn({ items: [{ wallet: 'a'.repeat(64), interval: 1_628_692 }] });
        const values = fc.sample(valuesOf(jsonSchema, pool), sampled) as z.infer<typeof schema>[];
        expect(values.filter(({ wallet }) => wallet === 'a'.repeat(64)).length).toBeGreaterThan(10);
        expect(values.filter(({ interval }) => interval === 1_628_692).length).toBeGreaterThan(10);
    });

    it('mostly do not fit once they were broken', () => {
        const values = fc.sample(broken(valuesOf(jsonSchema, new ValuePool())), sampled);
        expect(values.filter((value) => !schema.safeParse(value).success).length).toBeGreaterThan(25);
    });
});
