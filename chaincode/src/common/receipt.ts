import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { decimalText } from './amount';
import { canonicalJson } from './canonical-json';
import { assertSignature, idText, signBytes, walletText } from './envelope';
import { EdgeError } from './errors';
import { sha256Hex } from './hash';

/** What stands before the first receipt of a chain. */
export const CHAIN_START = '0'.repeat(64);

const receiptBody = {
    organisation: idText,
    region: idText,
    interval: z.int().min(0),
    /** 1, 2, 3, ... within organisation, region and interval. */
    seq: z.int().min(1),
    /** When the order arrived; in an operator-driven region the market's time. Ms since the epoch. */
    timeMs: decimalText,
    /** Hash of the order's payload. */
    order: walletText,
    /** Link of the receipt before. */
    previous: walletText,
};

/** A receipt: an organisation's signed word that it took an order, chained so that none can be left out later. */
export const receiptSchema = z.strictObject({ ...receiptBody, signature: z.string().length(88) });

/** See {@link receiptSchema}. */
export type Receipt = z.infer<typeof receiptSchema>;

/** A receipt without its signature. */
export type ReceiptBody = Omit<Receipt, 'signature'>;

function receiptBytes(body: ReceiptBody): Buffer {
    return Buffer.from(`edgebourse.receipt.v1\n${canonicalJson(body)}`, 'utf8');
}

/** @returns The link of a receipt: the hash that the next one names as `previous`; the last link is the chain's head. */
export function receiptLink(body: ReceiptBody): string {
    return sha256Hex(receiptBytes(body));
}

/** @returns The receipt, signed with the organisation's receipt key (P-256). */
export function signReceipt(body: ReceiptBody, key: KeyObject): Receipt {
    return { ...body, signature: signBytes(receiptBytes(body), key) };
}

/**
 * Checks a receipt against its organisation's registered key.
 * @returns The receipt's link.
 * @throws EdgeError RECEIPT_INVALID.
 */
export function checkReceipt(receipt: Receipt, receiptKey: string): string {
    const { signature, ...body } = receipt;
    try {
        assertSignature(receiptBytes(body), receiptKey, signature);
    } catch (error) {
        if (!(error instanceof EdgeError)) throw error;
        throw new EdgeError('RECEIPT_INVALID', { organisation: receipt.organisation }, { cause: error });
    }
    return receiptLink(body);
}

/** What identifies one chain. */
export type ChainName = Pick<Receipt, 'organisation' | 'region' | 'interval'>;

/**
 * Folds orders, in order, into the links of their chain.
 * @param entries - Arrival time and payload hash of each order.
 * @returns The links; the last one is the head ({@link CHAIN_START} when there is none).
 */
export function chainLinks(name: ChainName, entries: readonly { timeMs: string; order: string }[]): string[] {
    const links: string[] = [];
    for (const [index, { timeMs, order }] of entries.entries()) {
        links.push(receiptLink({ ...name, seq: index + 1, timeMs, order, previous: links.at(-1) ?? CHAIN_START }));
    }
    return links;
}
