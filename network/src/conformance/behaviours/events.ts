import type { ChaincodeEvent, ChaincodeEventsOptions } from '@hyperledger/fabric-gateway';
import { behaviour } from '../behaviour';
import { commit, endorse, prepare } from '../calls';
import type { Party, Session } from '../session';

const text = ({ eventName, payload }: ChaincodeEvent): string => `${eventName} ${Buffer.from(payload).toString()}`;

/** @returns The next events of this chaincode. */
async function hear(
    by: Party,
    { profile }: Session,
    count: number,
    options: ChaincodeEventsOptions,
): Promise<ChaincodeEvent[]> {
    const stream = await by.network.getChaincodeEvents(profile.chaincode, options);
    const heard: ChaincodeEvent[] = [];
    try {
        for await (const event of stream) {
            heard.push(event);
            if (heard.length === count) break;
        }
    } finally {
        stream.close();
    }
    return heard;
}

/** Submits one transaction and tells its block. */
async function blockOf(by: Party, call: readonly string[]): Promise<bigint> {
    const submitted = await (await endorse(by, call)).submit();
    return (await submitted.getStatus()).blockNumber;
}

/** Chaincode events, as the gateway's reader depends on them. */
export const EVENTS = [
    behaviour('a transaction carries one event, the last that it set', async (session, key) => {
        const by = session.party(0);
        const startBlock = await blockOf(by, ['EventTwice', key, 'first', 'second']);
        await prepare(by, ['Event', 'third', key]);
        return (await hear(by, session, 2, { startBlock })).map((event) => text(event).replace(key, '<key>'));
    }),
    behaviour('events are told in the order of their transactions, from a block on', async (session, key) => {
        const by = session.party(0);
        await prepare(by, ['Event', 'before', key]);
        const startBlock = await blockOf(by, ['Event', 'one', key]);
        for (const name of ['two', 'three']) await prepare(by, ['Event', name, key]);
        return (await hear(by, session, 3, { startBlock })).map(({ eventName }) => eventName);
    }),
    behaviour('events go on after the last transaction that was taken', async (session, key) => {
        const by = session.party(0);
        const startBlock = await blockOf(by, ['Event', 'one', key]);
        for (const name of ['two', 'three']) await prepare(by, ['Event', name, key]);
        const [, two] = await hear(by, session, 2, { startBlock });
        if (two === undefined) throw new Error('no event');
        const checkpoint = { getBlockNumber: () => two.blockNumber, getTransactionId: () => two.transactionId };
        return (await hear(by, session, 1, { checkpoint })).map(({ eventName }) => eventName);
    }),
    behaviour('an invalid transaction tells nothing', async (session, key) => {
        const by = session.party(0);
        const one = session.msp(1);
        const startBlock = await blockOf(by, ['Event', 'valid', key]);
        const call = ['EventTwice', key, 'lost', 'lost'];
        const invalid = await commit(by, await endorse(by, call, { endorsingOrganizations: [one] }));
        await prepare(by, ['Event', 'next', key]);
        return { invalid, heard: (await hear(by, session, 2, { startBlock })).map(({ eventName }) => eventName) };
    }),
];
