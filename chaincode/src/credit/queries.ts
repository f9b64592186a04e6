import type { z } from 'zod';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { LoanTerms } from '../common/loan-terms';
import { newEscrow } from '../coin/escrow';
import { bankTime, partnersOf, requireBank, requireProduct } from './banks';
import { paymentKey } from './keys';
import { requireToken } from './loan-book';
import { reserveOf } from './places';
import type { creditArguments, PaymentRecord, Preview, PreviewedLoan } from './records';
import { priceOf, termsOf, type RegionPrice } from './terms';

type PreviewArgument = z.infer<typeof creditArguments.Preview>;

function previewed(terms: LoanTerms, productVersion: number, price: RegionPrice): PreviewedLoan {
    return {
        terms: {
            dMicro: String(terms.dMicro),
            thetaWh: String(terms.thetaWh),
            qMinWh: String(terms.qMinWh),
            pMicroPerKwh: String(terms.pMicroPerKwh),
            tE12: String(terms.tE12),
            etaE12: String(terms.etaE12),
            lambdaE12: String(terms.lambdaE12),
            gammaE12: String(terms.gammaE12),
            cE12: String(terms.cE12),
            alphaMaxE12: String(terms.alphaMaxE12),
        },
        productVersion,
        ...(price.interval !== undefined && { priceInterval: price.interval }),
    };
}

/**
 * What `Lend` would price with now, for whoever solves the game.
 * @throws EdgeError CREDIT_BANK_UNKNOWN, CREDIT_PRODUCT_UNKNOWN, CREDIT_PRODUCT_UNFIT.
 */
export async function preview(ctx: EdgeContext, argument: PreviewArgument): Promise<Preview> {
    const bank = await requireBank(ctx, argument.bank);
    const price = await priceOf(ctx, bank.region);
    const loans: PreviewedLoan[] = [];
    for (const facts of argument.loans) {
        const product = await requireProduct(ctx, bank.mspId, facts.product);
        loans.push(previewed(await termsOf(ctx, product, facts, price), product.version, price));
    }
    const escrow = newEscrow(ctx);
    const partners = await partnersOf(ctx, escrow, bank.mspId);
    return {
        loans,
        reserveMicro: String(await escrow.balance(reserveOf(await ctx.policy(), bank.mspId))),
        partners: partners.map(({ bank: mspId, freeMicro }) => ({ mspId, freeMicro: String(freeMicro) })),
        nowMs: String(await bankTime(ctx, bank)),
    };
}

/** @returns The payments of a token, in order. @throws EdgeError CREDIT_LOAN_UNKNOWN. */
export async function statementOf(ctx: EdgeContext, id: string): Promise<PaymentRecord[]> {
    const { preRecord } = await requireToken(ctx, id);
    const payments: PaymentRecord[] = [];
    for (let n = 1; n <= preRecord.payments.length; n += 1) {
        const lost = (): EdgeError => new EdgeError('RECORD_CORRUPT', { token: id, n });
        payments.push(await ctx.store.require<PaymentRecord>(paymentKey(id, n), lost));
    }
    return payments;
}
