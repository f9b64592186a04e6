import type { Place } from '../coin/escrow';
import { ownerAndOthers } from '../common/endorsement-policy';
import { sha256Hex } from '../common/hash';
import type { Policy } from '../common/policy-record';

/**
 * The address of the wallet that a bank and a borrower share: the hash of both public keys, the smaller bytes first.
 * Neither key opens it: a payment needs the borrower's intent and the bank's rules, a return to the bank the bank.
 * @param keys - Base64 DER SubjectPublicKeyInfo.
 */
export function sharedAddress(...keys: readonly [string, string]): string {
    const ordered = keys.map((key) => Buffer.from(key, 'base64')).sort((a, b) => Buffer.compare(a, b));
    return sha256Hex(Buffer.concat(ordered));
}

/** @returns The address of a bank's reserve: no key has it, and no wallet. */
export function reserveAddress(mspId: string): string {
    return sha256Hex(`edgebourse.reserve.v1\n${mspId}`);
}

/** @returns Where a bank's free coins lie; each output answers to AND(bank, the channel's policy). */
export function reserveOf({ credit, organisations }: Policy, mspId: string): Place {
    const names = organisations.map((organisation) => organisation.mspId);
    return {
        address: reserveAddress(mspId),
        lock: `reserve:${mspId}`,
        policy: ownerAndOthers(mspId, credit.lending.endorsements, names),
    };
}

/** @returns Where the coins of a token lie. */
export function tokenPlace({ id, sharedWallet }: { readonly id: string; readonly sharedWallet: string }): Place {
    return { address: sharedWallet, lock: `loan:${id}` };
}
