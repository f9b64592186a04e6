import { decodeError } from '@edgebourse/chaincode/common/errors';
import type { DomainEvent } from '@edgebourse/chaincode/common/events';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { World, type Outcome, type Person } from '../../../chaincode/test/support/world';
import type { HostileClient } from './hostile-client';

/** The members of `World` that name who calls. */
interface Caller {
    readonly mspId: string;
    readonly user: string;
}

const PEOPLE = {
    authority: { mspId: 'AuthorityMSP', user: 'registrar' },
    treasury: { mspId: 'AuthorityMSP', user: 'treasury' },
    eag1: { mspId: 'Eag1MSP', user: 'operator' },
    eag2: { mspId: 'Eag2MSP', user: 'operator' },
};

const nameOf = (person: Person): string => {
    const { mspId, user } = person as unknown as Caller;
    return `${mspId}.${user}`;
};

interface SubmitOptions {
    readonly transient?: Readonly<Record<string, string>>;
    readonly endorsers?: readonly string[];
}

/**
 * The world of the contract tests, on a real peer: the same helpers make the same messages, and every transaction goes
 * through the hostile client.
 */
export class PeerWorld extends World {
    #ids = 0;

    constructor(
        readonly client: HostileClient,
        policy: Policy,
        stateHash: () => Promise<string>,
    ) {
        super({ stateHash } as never, policy, PEOPLE as never);
        this.now = Date.now();
    }

    /** Messages that are timely at any interval of the market. */
    override head(id = `m${String(++this.#ids)}`): ReturnType<World['head']> {
        return { network: this.policy.network, id, issuedAt: '0', expiresAt: '4000000000000' };
    }

    override async submit<Value>(
        as: Person,
        fn: string,
        argument: unknown,
        options: SubmitOptions = {},
    ): Promise<Outcome<Value>> {
        const { txId, code, payload } = await this.client.submit({ as: nameOf(as), fn, argument, ...options });
        if (code !== 0) throw new Error(`${fn} was not valid: ${String(code)}`);
        return { txId, value: JSON.parse(payload) as Value, events: [] as DomainEvent[] };
    }

    override async evaluate<Value>(fn: string, argument: unknown, as: Person = this.people.eag1): Promise<Value> {
        return JSON.parse(await this.client.evaluate({ as: nameOf(as), fn, argument })) as Value;
    }
}

/** @returns The code of the refusal that the task meets, else what happened instead. */
export async function refusalOf(task: Promise<unknown>): Promise<string> {
    return task.then(
        (value) => `no refusal: ${JSON.stringify(value).slice(0, 200)}`,
        (error: unknown) => {
            const message = error instanceof Error ? error.message : String(error);
            return decodeError(message)?.code ?? message;
        },
    );
}
