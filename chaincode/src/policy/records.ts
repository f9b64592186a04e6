import { z } from 'zod';
import { policySchema } from '../common/policy-record';

/** Arguments of the contract's functions, by name; each function takes one JSON text. */
export const policyArguments = {
    Genesis: z.strictObject({ policy: policySchema }),
    Get: z.strictObject({}),
};
