import {
    billMessage,
    closeMessage,
    fundMessage,
    repayMessage,
    topUpMessage,
    withdrawMessage,
} from '@edgebourse/chaincode/credit/messages';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import type { z } from 'zod';
import { openSpendLane, type CoinLaneOptions } from '../coin/lanes';
import type { Command } from '../journal/command';
import type { Finished } from '../journal/command-book';
import type { JudgeTime } from '../journal/judge-time';
import { openBatchLane, type ClosableLane } from '../lanes/batch-lane';
import { toFinished, type BatchResult } from '../lanes/contract-batch';
import { reserveEndorsers } from './endorsers';

/** What the lanes of credit work with. */
export interface CreditLaneOptions extends CoinLaneOptions {
    readonly policy: () => Promise<Policy>;
    readonly judgedAt: JudgeTime;
}

/** The contract takes at most so many commands of credit a transaction. */
const COMMANDS_MAX = 100;

/** What a contract tells of a bill, a closing, a repayment besides its transaction. */
function told(result: BatchResult): unknown {
    const rest = Object.entries(result).filter(([name]) => !['status', 'id', 'wallet', 'txId'].includes(name));
    return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** How a lane of commands that spend no coins of their signer differs from another. */
interface CommandLane<Payload> {
    readonly type: string;
    readonly fn: string;
    readonly sizeMax: number;
    /** The banks whose reserves the command spends from. */
    readonly banksOf?: (payload: Payload) => string[];
}

function openCommandLane<Payload>(
    options: CreditLaneOptions,
    schema: z.ZodType<Payload>,
    { type, fn, sizeMax, banksOf }: CommandLane<Payload>,
): ClosableLane {
    const { book, waitMs, judgedAt, ledger, policy } = options;
    const run = async (commands: readonly Command<Payload>[]): Promise<Finished[]> => {
        const argument = { commands: commands.map(({ envelope }) => envelope) };
        const banks = banksOf && [...new Set(commands.flatMap(({ payload }) => banksOf(payload)))];
        const endorsers = banks && { endorsers: reserveEndorsers(await policy(), banks) };
        const { transactionId, result } = await ledger.submit({
            as: ledger.actor('operator'),
            fn,
            argument,
            ...endorsers,
        });
        const results = result as readonly BatchResult[];
        return commands.flatMap((command, index) => {
            const one = results[index];
            return one === undefined ? [] : [toFinished(command, one, transactionId, told)];
        });
    };
    return openBatchLane({ book, type, schema, sizeMax, waitMs, run, judgedAt });
}

/** Opens the lanes of what borrowers, sellers and banks sign about loans, apart from requests. */
export function openCreditLanes(options: CreditLaneOptions): ClosableLane[] {
    const { judgedAt } = options;
    const sizeMax = Math.min(options.sizeMax, COMMANDS_MAX);
    return [
        openSpendLane(options, fundMessage, { type: 'credit.fund.v1', fn: 'credit:Fund', sizeMax, judgedAt }),
        openSpendLane(options, repayMessage, { type: 'credit.repay.v1', fn: 'credit:Repay', sizeMax, judgedAt }),
        openSpendLane(options, topUpMessage, { type: 'credit.topup.v1', fn: 'credit:TopUp', sizeMax, judgedAt }),
        openCommandLane(options, withdrawMessage, {
            type: 'credit.withdraw.v1',
            fn: 'credit:Withdraw',
            // One bank a transaction: each must endorse what leaves its reserve.
            sizeMax: 1,
            banksOf: ({ bank }) => [bank],
        }),
        openCommandLane(options, billMessage, { type: 'credit.bill.v1', fn: 'credit:Bill', sizeMax }),
        openCommandLane(options, closeMessage, { type: 'credit.close.v1', fn: 'credit:Close', sizeMax }),
    ];
}
