import { setTimeout as delay } from 'node:timers/promises';
import { newJudgeTime } from '../journal/judge-time';
import type { ClosableLane } from '../lanes/batch-lane';
import { findEvidence } from '../read-model/credit-evidence';
import type { Reader } from '../read-model/read-model';
import { openCreditLanes, type CreditLaneOptions } from './lanes';
import { RequestBook } from './request-book';
import { CreditService } from './service';

/** How long an assessment waits for the read model. */
const LAG_MS_MAX = 5000;

/** What credit is built from. */
export interface CreditDomainOptions extends Omit<CreditLaneOptions, 'judgedAt'> {
    readonly model: Reader;
}

/** Credit, as one gateway serves it. */
export interface CreditDomain {
    readonly service: CreditService;
    readonly lanes: readonly ClosableLane[];
}

/** Opens the lanes of credit, the book of requests, and the service. Call before the command book starts. */
export function openCredit(options: CreditDomainOptions): CreditDomain {
    const { model, policy, book } = options;
    const judgedAt = newJudgeTime(policy);
    const service = new CreditService({
        ...options,
        commands: book,
        requests: new RequestBook(book, judgedAt),
        judgeTime: judgedAt,
        findEvidence: async (wallets, block) => {
            // A read model that lags for long must not hold up the bank: what it lacks only lowers what an account shows.
            await Promise.race([model.caughtUp(block), delay(LAG_MS_MAX, undefined, { ref: false })]);
            return findEvidence(await model.database(), wallets);
        },
    });
    return { service, lanes: openCreditLanes({ ...options, judgedAt }) };
}
