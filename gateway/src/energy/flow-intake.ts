import { flowMessage, type FlowMessage } from '@edgebourse/chaincode/energy/messages';
import { BatchQueue } from '../journal/batch-queue';
import type { Command, Intake } from '../journal/command';
import type { EnergyBooks } from './books';
import type { EnergyServices } from './clearing-service';
import type { BatchTimes } from './delivery-queues';
import { intervalStart } from './market-time';

/** A claim holds at most so many wallets. */
const WALLETS_MAX = 50;

/** The time by which the contract judges a claim: as issued, while claims of its period are taken; else the clock. */
async function claimTime(
    { reader }: EnergyBooks,
    { region: name, period, issuedAt }: Readonly<Record<string, unknown>>,
): Promise<bigint | undefined> {
    if (typeof name !== 'string' || typeof period !== 'number' || !Number.isSafeInteger(period)) return undefined;
    if (typeof issuedAt !== 'string' || !/^\d{1,25}$/.test(issuedAt)) return undefined;
    const region = await reader.region(name);
    if (region.gates === 'clock') return undefined;
    const { flow } = await reader.policy();
    const begin = BigInt(intervalStart(region, (period + 1) * flow.periodIntervals));
    const end = begin + BigInt((flow.claimIntervals + 1) * region.intervalMs);
    const issued = BigInt(issuedAt);
    if (issued < begin) return begin;
    return issued > end ? end : issued;
}

const claimOf = ({ payload }: Command<FlowMessage>): string => `${payload.region}/${payload.period}/${payload.claim}`;

/** @returns The queue of claims: what wallets signed for one claim travels in one transaction. */
export function flowClaims(
    { ledger, commands, operatorOf }: Pick<EnergyServices, 'ledger' | 'commands' | 'operatorOf'>,
    times: BatchTimes,
): BatchQueue<FlowMessage> {
    return new BatchQueue<FlowMessage>({
        ...times,
        commands,
        sizeMax: WALLETS_MAX,
        keyOf: claimOf,
        run: async (_key, batch) => {
            const argument = { commands: batch.map(({ envelope }) => envelope) };
            const as = operatorOf();
            const { transactionId, result } = await ledger.submit({ as, fn: 'energy:ClaimFlow', argument });
            const outcome = { status: 'committed', transactionId, result } as const;
            return batch.map(({ signer, id }) => ({ signer, id, outcome }));
        },
    });
}

/** @returns What takes in `energy.flow.v1`. All wallets of a claim hand in their messages by one call. */
export function flowIntake(books: EnergyBooks, claims: Pick<BatchQueue<FlowMessage>, 'add'>): Intake<FlowMessage> {
    return {
        type: 'energy.flow.v1',
        schema: flowMessage,
        isPrompt: true,
        judgedAt: async (payload) => claimTime(books, payload),
        prepare: async (commands) => books.wallets.load(commands.map(({ signer }) => signer)),
        admit: ({ signer }) => {
            books.wallets.require(signer);
            return {};
        },
        take: (commands) => {
            claims.add(commands);
        },
    };
}
