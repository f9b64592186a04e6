import { Info, Returns, Transaction } from 'fabric-contract-api';
import { EdgeContext } from '../common/context';
import { answer, EdgeContract, readArgument } from '../common/edge-contract';
import { EdgeError } from '../common/errors';
import type { Policy } from '../common/policy-record';
import { policyAccess } from './access';
import { policyArguments } from './records';
import { assertConsistent } from './rules';

/** The one record of every value that moves money. */
@Info({ title: 'policy', description: 'Organisations, regions and every value that moves money' })
export class PolicyContract extends EdgeContract {
    protected override readonly access = policyAccess;

    constructor() {
        super('policy');
    }

    /** Writes the first policy, by the organisation that it names as authority. Answers the {@link Policy}. */
    @Transaction()
    @Returns('string')
    async Genesis(ctx: EdgeContext, json: string): Promise<string> {
        const { policy } = readArgument(json, policyArguments.Genesis);
        if ((await ctx.store.get<Policy>(['policy'])) !== undefined) throw new EdgeError('POLICY_EXISTS');
        const { mspId, role } = ctx.caller;
        const caller = policy.organisations.find((organisation) => organisation.mspId === mspId);
        if (caller?.kind !== 'authority') throw new EdgeError('ACCESS_DENIED', { mspId, role });
        assertConsistent(policy);
        ctx.store.put(['policy'], policy);
        ctx.emit({ type: 'policy.written', version: policy.version });
        return answer(policy);
    }

    /** Answers the {@link Policy} in force. */
    @Transaction(false)
    @Returns('string')
    async Get(ctx: EdgeContext, json: string): Promise<string> {
        readArgument(json, policyArguments.Get);
        return answer(await ctx.policy());
    }
}
