import type { KeyParts } from '../common/store';

/** @returns The key of a bank. */
export const bankKey = (mspId: string): KeyParts => ['bank', mspId];

/** @returns The key of a product, or the beginning of all products of the bank. */
export const productKey = (mspId: string, ...product: [] | [string]): KeyParts => ['product', mspId, ...product];

/** @returns The key of a loan. */
export const loanKey = (id: string): KeyParts => ['loan', id];

/** @returns The key that lists an unfinished loan with a bank that has a share of it, or the beginning of the list. */
export const bookKey = (mspId: string, ...id: [] | [string]): KeyParts => ['book', mspId, ...id];

/** @returns The key of a token. */
export const tokenKey = (id: string): KeyParts => ['token', id];

/** @returns The key of the nth payment of a token, from 1. */
export const paymentKey = (token: string, n: number): KeyParts => ['payment', token, String(n)];

/** @returns The key that marks a payment intent as billed. */
export const paidKey = (token: string, hash: string): KeyParts => ['paid', token, hash];

/** @returns The key of a borrower's record. */
export const borrowerKey = (wallet: string): KeyParts => ['borrower', wallet];
