import {
    answerMessage,
    contestMessage,
    leaveMessage,
    offerMessage,
    requestMessage,
    resultMessage,
    serveMessage,
    verdictMessage,
    type RequestMessage,
    type ServeMessage,
} from '@edgebourse/chaincode/compute/messages';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { z } from 'zod';
import { BatchQueue } from '../journal/batch-queue';
import type { Command } from '../journal/command';
import type { CommandBook, Finished } from '../journal/command-book';
import { isPassing } from '../journal/passing';
import { openBatchLane, type ClosableLane } from '../lanes/batch-lane';
import { toFinished, type BatchResult } from '../lanes/contract-batch';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import type { ComputeReader } from './reader';
import { isMarketChanged, playAgain } from './play-again';
import { solveGame } from './solve-game';

/** What the lanes of computing work with. */
export interface ComputeLaneOptions {
    readonly ledger: Ledger;
    readonly book: CommandBook;
    readonly reader: ComputeReader;
    readonly sizeMax: number;
    readonly waitMs: number;
    /** The organisation that runs a region's MEC node. @throws EdgeError COMPUTE_NODE_UNKNOWN. */
    readonly nodeOf: (region: string) => Promise<string>;
}

const RETRY_MS = 500;

/** What the contract tells of a command besides its transaction: the contract, the part, the hash. */
function told(result: BatchResult): unknown {
    const rest = Object.entries(result).filter(([name]) => !['status', 'id', 'wallet', 'txId'].includes(name));
    return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** The id of a contract is the hash of its request, which its buyer may not have computed. */
const toldContract =
    ({ hash }: Command) =>
    (): unknown => ({ contract: hash });

/** A lane of commands that the contract takes many of, as they are. */
interface PlainLane {
    readonly type: string;
    /** Function of the contract, and the member of its argument that holds the envelopes. */
    readonly fn: string;
    readonly member: string;
    /** How many the function takes. */
    readonly sizeMax: number;
}

function openPlainLane<Payload>(
    { ledger, book, sizeMax, waitMs }: ComputeLaneOptions,
    schema: z.ZodType<Payload>,
    lane: PlainLane,
): ClosableLane {
    const run = async (commands: readonly Command<Payload>[]): Promise<Finished[]> => {
        const argument = { [lane.member]: commands.map(({ envelope }) => envelope) };
        const as = ledger.actor('operator');
        const { transactionId, result } = await ledger.submit({ as, fn: `compute:${lane.fn}`, argument });
        const results = result as readonly BatchResult[];
        return commands.flatMap((command, index) => {
            const one = results[index];
            return one === undefined ? [] : [toFinished(command, one, transactionId, told)];
        });
    };
    const most = Math.min(sizeMax, lane.sizeMax);
    return openBatchLane({ book, type: lane.type, schema, sizeMax: most, waitMs, run });
}

/** Opens a lane whose commands go one by one, region by region: each changes what the next one finds. */
function openRegionLane<Payload extends { readonly region: string }>(
    { book, waitMs }: ComputeLaneOptions,
    type: string,
    schema: z.ZodType<Payload>,
    runOne: (command: Command<Payload>) => Promise<Finished>,
): ClosableLane {
    const queue = new BatchQueue<Payload>({
        commands: book,
        keyOf: ({ payload }) => payload.region,
        sizeMax: 1,
        waitMs,
        retryMs: RETRY_MS,
        run: async (_region, commands) => Promise.all(commands.map(runOne)),
    });
    book.register<Payload>({
        type,
        schema,
        isPrompt: true,
        take: (commands) => {
            queue.add(commands);
        },
    });
    return queue;
}

interface Submission {
    readonly ledger: Ledger;
    readonly as: LedgerIdentity;
    readonly fn: string;
    readonly request: unknown;
}

async function submitOne(
    { ledger, as, fn, request }: Submission,
    command: Command,
): Promise<{ readonly result: BatchResult | undefined; readonly finished: Finished }> {
    const argument = { requests: [request] };
    const { transactionId, result } = await ledger.submit({ as, fn: `compute:${fn}`, argument });
    const [one = { status: 'refused', code: 'LEDGER_REFUSED', message: '' }] = result as readonly BatchResult[];
    return { result: one, finished: toFinished(command, one, transactionId, toldContract(command)) };
}

/**
 * @returns The end of a request whose contract was made by an earlier process that did not live to note it; undefined where
 * there is no contract.
 */
async function alreadyMade(reader: ComputeReader, { signer, id, hash }: Command): Promise<Finished | undefined> {
    try {
        const { txId: transactionId } = await reader.contract(hash);
        return { signer, id, outcome: { status: 'committed', transactionId, result: { contract: hash } } };
    } catch (error) {
        if (error instanceof EdgeError && error.code === 'COMPUTE_CONTRACT_UNKNOWN') return undefined;
        throw error;
    }
}

/** Plays the game for each request: reads the sellers, solves, and again when they changed in between. */
function openContractLane(options: ComputeLaneOptions): ClosableLane {
    const { ledger, reader } = options;
    const play = async (command: Command<RequestMessage>): Promise<Finished> => {
        const { payload, signer, envelope } = command;
        const { region, durationMs } = payload;
        const { finished } = await playAgain(
            async () => {
                const { sellers } = await reader.market({ region, buyer: signer, durationMs });
                const request = { envelope, solution: solveGame(payload, sellers) };
                return submitOne({ ledger, as: ledger.actor('operator'), fn: 'Contract', request }, command);
            },
            ({ result }) => result?.status === 'refused' && isMarketChanged(result.code),
        );
        return finished;
    };
    return openRegionLane(options, 'compute.request.v1', requestMessage, async (command) => {
        try {
            return await play(command);
        } catch (error) {
            // The contract would have known a repeat; a game that cannot even be solved does not reach it.
            const made = isPassing(error) ? undefined : await alreadyMade(reader, command);
            if (made === undefined) throw error;
            return made;
        }
    });
}

function openServeLane(options: ComputeLaneOptions): ClosableLane {
    const { ledger, nodeOf } = options;
    return openRegionLane<ServeMessage>(options, 'compute.serve.v1', serveMessage, async (command) => {
        const as = ledger.actor('operator', await nodeOf(command.payload.region));
        const { finished } = await submitOne({ ledger, as, fn: 'Serve', request: command.envelope }, command);
        return finished;
    });
}

/** Opens the lanes of everything that buyers and sellers of computing sign. */
export function openComputeLanes(options: ComputeLaneOptions): ClosableLane[] {
    const plain = <Payload>(schema: z.ZodType<Payload>, lane: PlainLane): ClosableLane =>
        openPlainLane(options, schema, lane);
    return [
        plain(offerMessage, { type: 'compute.offer.v1', fn: 'Offer', member: 'offers', sizeMax: 1000 }),
        openContractLane(options),
        openServeLane(options),
        plain(answerMessage, { type: 'compute.answer.v1', fn: 'Answer', member: 'answers', sizeMax: 1000 }),
        plain(leaveMessage, { type: 'compute.leave.v1', fn: 'Leave', member: 'leaves', sizeMax: 1000 }),
        plain(resultMessage, { type: 'compute.result.v1', fn: 'Result', member: 'results', sizeMax: 200 }),
        plain(contestMessage, { type: 'compute.contest.v1', fn: 'Contest', member: 'contests', sizeMax: 200 }),
        plain(verdictMessage, { type: 'compute.verdict.v1', fn: 'Verdict', member: 'verdicts', sizeMax: 100 }),
    ];
}
