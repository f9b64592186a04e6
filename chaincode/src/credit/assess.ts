import type { z } from 'zod';
import { parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { creditGrade, creditValue } from '../common/credit-value';
import { openEnvelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { outputKey } from '../coin/keys';
import type { OutputRecord } from '../coin/records';
import { requireWallet } from '../identity/wallets';
import { bankTime, requireBank, requireProduct } from './banks';
import { readDossier } from './dossiers';
import { fundFlowsOf } from './fund-flows';
import { borrowerOf } from './loan-book';
import { requestMessage } from './messages';
import type { Assessment, creditArguments, ProductRecord } from './records';

type AssessArgument = z.infer<typeof creditArguments.Assess>;

/** An attestation is public: an exact need would be the same in two wallets of one account, and link them. */
const NEED_STEP_WH = 100n;

/** Rounds a need up to whole steps. */
function coarse(needWh: bigint): bigint {
    return ((needWh + NEED_STEP_WH - 1n) / NEED_STEP_WH) * NEED_STEP_WH;
}

/** Coins in all wallets of an account, pending and locked ones too. */
async function wealthOf(ctx: EdgeContext, wallets: readonly string[]): Promise<bigint> {
    const amounts: bigint[] = [];
    for (const wallet of wallets) {
        const { rows } = await ctx.store.beginning<OutputRecord>(outputKey(wallet));
        amounts.push(...rows.map(({ value }) => parseAmount(value.amountMicro)));
    }
    return sum(amounts);
}

/** s, f and failed coins of all wallets of an account. */
async function recordOf(
    ctx: EdgeContext,
    wallets: readonly string[],
): Promise<{ repaid: number; failed: number; failedMicro: bigint }> {
    let [repaid, failed, failedMicro] = [0, 0, 0n];
    for (const wallet of wallets) {
        const borrower = await borrowerOf(ctx, wallet);
        repaid += borrower.s;
        failed += borrower.f;
        failedMicro += parseAmount(borrower.failedMicro);
    }
    return { repaid, failed, failedMicro };
}

async function isBlacklisted(ctx: EdgeContext, wallets: readonly string[]): Promise<boolean> {
    for (const wallet of wallets) {
        if ((await requireWallet(ctx, wallet)).status === 'blacklisted') return true;
    }
    return false;
}

/** What the verdict rests on. */
interface Findings {
    readonly wealthMicro: bigint;
    readonly incomes: number;
    readonly value: bigint;
    readonly blacklisted: boolean;
}

/**
 * The paper's requirements: (a) some wealth, (b) a regular income, (c) a credit value that is not negative, (d) on no
 * blacklist; in this order. A starter loan asks for (c) and (d) only: who has no record yet may have nothing else.
 */
async function verdictOf(ctx: EdgeContext, { kind }: ProductRecord, found: Findings): Promise<Assessment['verdict']> {
    const { wealthMinMicro, incomesMin } = (await ctx.policy()).credit.lending;
    const isStarter = kind === 'starter';
    if (!isStarter && found.wealthMicro < parseAmount(wealthMinMicro)) return 'CREDIT_WEALTH';
    if (!isStarter && found.incomes < incomesMin) return 'CREDIT_INCOME';
    if (found.value < 0n) return 'CREDIT_NEGATIVE';
    return found.blacklisted ? 'WALLET_BLACKLISTED' : 'eligible';
}

/**
 * Looks into a borrower's accounts: step 2 of the paper's token requesting. Evaluated by the bank on its own peer, which
 * alone holds the dossier; what it finds stays with the bank, which signs the outcome.
 * @throws EdgeError CREDIT_BANK_UNKNOWN, of the request's envelope, CREDIT_MISMATCH for another bank's request,
 * CREDIT_PRODUCT_UNKNOWN, CREDIT_IDENTITY, WALLET_UNKNOWN.
 */
export async function assess(ctx: EdgeContext, { request, evidence }: AssessArgument): Promise<Assessment> {
    const bank = await requireBank(ctx, ctx.caller.mspId);
    const now = await bankTime(ctx, bank);
    const { network, credit } = await ctx.policy();
    const { payload, signer, hash } = openEnvelope(request, requestMessage, { network, now });
    if (payload.bank !== bank.mspId) throw new EdgeError('CREDIT_MISMATCH', { member: 'bank', bank: payload.bank });
    const product = await requireProduct(ctx, bank.mspId, payload.product);
    const { wallets } = await readDossier(ctx, { request: hash, wallet: signer, now });

    const windowMs = BigInt(credit.lending.incomeWindowMs);
    const flows = await fundFlowsOf(ctx, { wallets: new Set(wallets), now, windowMs }, evidence);
    const { failedMicro, ...record } = await recordOf(ctx, wallets);
    const value = creditValue(credit, { settledTrades: BigInt(flows.settledTrades), failedMicro });
    const wealthMicro = await wealthOf(ctx, wallets);
    const blacklisted = await isBlacklisted(ctx, wallets);
    return {
        verdict: await verdictOf(ctx, product, { wealthMicro, incomes: flows.incomes, value, blacklisted }),
        wealthMicro: String(wealthMicro),
        incomes: flows.incomes,
        creditValue: String(value),
        grade: creditGrade(credit, value),
        ...record,
        qMinWh: String(coarse(flows.meanImportWh * BigInt(product.needIntervals))),
    };
}
