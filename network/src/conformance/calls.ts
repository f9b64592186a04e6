import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { passOrdered, statusRequest } from '@edgebourse/gateway/ledger/ordered';
import type { ProposalOptions, Transaction } from '@hyperledger/fabric-gateway';
import { codeName, observed, type Observation } from './outcome';
import type { Party } from './session';

const POLL_MS = 10;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** What a call names besides its function. */
export type CallOptions = Pick<ProposalOptions, 'endorsingOrganizations' | 'transientData'>;

/** @returns The endorsed transaction. @throws EndorseError. */
export async function endorse(
    by: Party,
    call: readonly string[],
    { endorsingOrganizations, transientData }: CallOptions = {},
): Promise<Transaction> {
    const [name = '', ...args] = call;
    const proposal = by.contract.newProposal(name, {
        arguments: args,
        ...(endorsingOrganizations && { endorsingOrganizations }),
        ...(transientData && { transientData }),
    });
    return proposal.endorse();
}

/**
 * Submits an endorsed transaction and waits for its block.
 * @returns The name of its validation code.
 */
export async function commit(by: Party, transaction: Transaction): Promise<string> {
    await transaction.submit().catch(passOrdered);
    const request = statusRequest(by.gateway, by.network.getName(), transaction.getTransactionId());
    return codeName((await by.gateway.newCommit(request).getStatus()).code);
}

/** Endorses, submits and waits. @returns The validation code and the result, or the refusal. */
export async function submit(by: Party, call: readonly string[], options?: CallOptions): Promise<Observation> {
    return observed(
        endorse(by, call, options).then(async (transaction) => {
            const code = await commit(by, transaction);
            await settle(by);
            return { code, result: text(transaction.getResult()) };
        }),
    );
}

/** As {@link submit}, for what a behaviour only prepares: anything but a valid transaction is an error. */
export async function prepare(by: Party, call: readonly string[], options?: CallOptions): Promise<void> {
    const code = await commit(by, await endorse(by, call, options));
    if (code !== 'VALID') throw new Error(`${call.join(' ')} became ${code}`);
    await settle(by);
}

/**
 * Waits until every organisation's peer has the blocks that are there: a status is that of one peer, and the others
 * follow when they follow.
 */
export async function settle(by: Party): Promise<void> {
    // A key of its own: cases that run at the same time wait too.
    const mark = `settled-${randomUUID()}`;
    await commit(by, await endorse(by, ['Put', mark, mark]));
    for (const mspId of by.members) {
        while ((await evaluate(by, ['Get', mark], { endorsingOrganizations: [mspId] })) !== mark) {
            await delay(POLL_MS);
        }
    }
}

/** @returns What an evaluation answers. @throws Error where it is refused. */
export async function answered(by: Party, call: readonly string[]): Promise<string> {
    const answer = await evaluate(by, call);
    if (typeof answer !== 'string') throw new Error(`${call.join(' ')} was refused: ${JSON.stringify(answer)}`);
    return answer;
}

/** @returns What an evaluation answers, or the refusal. */
export async function evaluate(by: Party, call: readonly string[], options?: CallOptions): Promise<Observation> {
    const [name = '', ...args] = call;
    const proposal = by.contract.newProposal(name, {
        arguments: args,
        ...(options?.endorsingOrganizations && { endorsingOrganizations: options.endorsingOrganizations }),
        ...(options?.transientData && { transientData: options.transientData }),
    });
    return observed(proposal.evaluate().then(text));
}
