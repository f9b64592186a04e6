import { hashJson } from '../common/hash';
import type { PaymentRecord, TokenRecord } from './records';

/** @returns What a payment intent names, so that it holds for this version of the token alone. */
export function tokenHash(token: TokenRecord): string {
    return hashJson(token);
}

/** @returns The hash of a payment record, as the token's pre_record lists it. */
export function paymentHash(payment: PaymentRecord): string {
    return hashJson(payment);
}
