import { isPending, type OutputList } from '@edgebourse/chaincode/coin/records';
import { parseAmount } from '@edgebourse/chaincode/common/amount';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { submitBatch, type BatchAnswer, type BatchFunction, type BatchResult } from '../lanes/contract-batch';
import type { OutputReservations } from './reservations';

/** A signed payment: what the device named, and what it pays. */
export interface SpendCommand {
    readonly envelope: Envelope;
    readonly signer: string;
    readonly payload: { readonly amountMicro: string; readonly consumes: string };
}

/** What payments are carried out with. */
export interface SpendTools {
    readonly reservations: OutputReservations;
    /** Ms since the epoch. */
    readonly now: () => number;
    /** The time by which the contract judges a command, ms since the epoch; the clock's when absent or undefined. */
    readonly judgedAt?: (payload: SpendCommand['payload']) => Promise<bigint | undefined>;
}

/** A contract names at most 50 outputs a payment, the device's own among them. */
const ADDED_MAX = 49;

/** How one command ended, and by which transaction. */
export interface Spent {
    readonly result: BatchResult;
    readonly transactionId: string;
}

/**
 * Carries out payments. Most are covered by the output that the device named, so they go first as they are; only for
 * those that are not, further outputs of the wallet are looked up and added, largest first.
 * @returns How each ended, in order.
 * @throws EdgeError when a transaction as a whole fails.
 */
export async function spend(
    batch: BatchFunction,
    commands: readonly SpendCommand[],
    tools: SpendTools,
): Promise<Spent[]> {
    const { reservations } = tools;
    const named = commands.map(({ payload }) => payload.consumes);
    return reservations.during(named, async () => {
        const first = spentOf(
            await submitBatch(
                batch,
                commands.map((command) => withInputs(command, [])),
            ),
        );
        const poor = commands.filter((_, index) => isInsufficient(first[index]?.result));
        const second = await spendMore(batch, poor, tools);
        return commands.flatMap((command, index) => second.get(command) ?? first[index] ?? []);
    });
}

function spentOf({ transactionId, results }: BatchAnswer): Spent[] {
    return results.map((result) => ({ result, transactionId }));
}

function withInputs({ envelope }: SpendCommand, inputs: readonly string[]): object {
    return { envelope, inputs };
}

function isInsufficient(result: BatchResult | undefined): boolean {
    return result?.status === 'refused' && result.code === 'COIN_INSUFFICIENT';
}

async function spendMore(
    batch: BatchFunction,
    commands: readonly SpendCommand[],
    { reservations, now, judgedAt }: SpendTools,
): Promise<Map<SpendCommand, Spent>> {
    const chosen = new Map<SpendCommand, readonly string[]>();
    const taken = new Set<string>();
    for (const command of commands) {
        const time = (await judgedAt?.(command.payload)) ?? BigInt(now());
        const isTaken = ({ id, ...output }: OutputList['outputs'][number]): boolean =>
            taken.has(id) || reservations.has(id) || isPending(output, time);
        const inputs = await chooseInputs(batch, command, isTaken);
        if (inputs.length === 0) continue;
        for (const input of inputs) taken.add(input);
        chosen.set(command, inputs);
    }
    if (chosen.size === 0) return new Map();
    return reservations.during([...taken], async () => {
        const spends = [...chosen].map(([command, inputs]) => withInputs(command, inputs));
        const spent = spentOf(await submitBatch(batch, spends));
        return new Map(
            [...chosen.keys()].flatMap((command, index) => {
                const one = spent[index];
                return one === undefined ? [] : [[command, one] as const];
            }),
        );
    });
}

/** @returns Outputs that cover the payment together with the named one; none when the wallet is too poor. */
async function chooseInputs(
    { ledger, as }: BatchFunction,
    { signer, payload }: SpendCommand,
    isTaken: (output: OutputList['outputs'][number]) => boolean,
): Promise<string[]> {
    const { outputs } = (await ledger.evaluate({ as, fn: 'coin:Outputs', argument: { wallet: signer } })) as OutputList;
    const named = outputs.find(({ id }) => id === payload.consumes);
    let missing = parseAmount(payload.amountMicro) - parseAmount(named?.amountMicro ?? '0');
    const free = outputs
        .filter((output) => output.lock === undefined && output.id !== payload.consumes && !isTaken(output))
        .map(({ id, amountMicro }) => ({ id, amountMicro: parseAmount(amountMicro) }))
        .sort((a, b) => (a.amountMicro < b.amountMicro ? 1 : -1));
    const inputs: string[] = [];
    for (const { id, amountMicro } of free) {
        if (missing <= 0n || inputs.length === ADDED_MAX) break;
        inputs.push(id);
        missing -= amountMicro;
    }
    return missing <= 0n ? inputs : [];
}
