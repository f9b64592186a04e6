import { z } from 'zod';
import { parseAmount, positiveText } from '../common/amount';
import { envelopeSchema, idText, walletText } from '../common/envelope';
import { outputId } from './messages';

/** Key `coin~wallet~txId~n`: coins that exist. Spent whole, with change; never added to. */
export interface OutputRecord {
    readonly amountMicro: string;
    /** Set while only the contract function that owns the lock may move it: `trade:ID`, `deposit:ID`, ... */
    readonly lock?: string;
    /** Under `confirmation: delay`: the time, ms since the epoch, before which these received coins cannot be spent. */
    readonly confirmedAt?: string;
}

/** @returns Whether coins are not confirmed yet at a time, ms since the epoch. */
export function isPending({ confirmedAt }: Pick<OutputRecord, 'confirmedAt'>, now: bigint): boolean {
    return confirmedAt !== undefined && parseAmount(confirmedAt) > now;
}

/** Why coins were made. */
export type MintReason = 'external' | 'flow';

/** Key `mint~reference`. */
export interface MintRecord {
    readonly reference: string;
    readonly reason: MintReason;
    readonly outputs: readonly { readonly wallet: string; readonly amountMicro: string }[];
    readonly amountMicro: string;
    readonly mintedAt: string;
    /** The transaction that made them, so that a repeat can be answered as the first was. */
    readonly txId: string;
}

/** Key `burn~wallet~commandId`. */
export interface BurnRecord {
    readonly wallet: string;
    readonly amountMicro: string;
    readonly reference: string;
    readonly burnedAt: string;
}

/** Key `supply~reason~period~txId` (reason `burn` for burned coins): delta rows, no shared total. */
export interface SupplyRow {
    readonly amountMicro: string;
}

/** Key `bond~MSP`: coins held in the record itself, so that dust sent to a wallet cannot get in its way. */
export interface BondRecord {
    readonly organisation: string;
    readonly amountMicro: string;
}

/** Key `command~wallet~id`: a signed coin command that was carried out, so that a repeat answers `exists`. */
export interface CommandRecord {
    readonly hash: string;
    readonly txId: string;
}

/** A signed command and the further outputs of the same wallet that the gateway adds. */
const spend = z.strictObject({ envelope: envelopeSchema, inputs: z.array(outputId).max(50) });

/** Arguments of the contract's functions, by name; each function takes one JSON text. */
export const coinArguments = {
    Mint: z.strictObject({
        reference: idText,
        reason: z.literal('external'),
        outputs: z
            .array(z.strictObject({ wallet: walletText, amountMicro: positiveText }))
            .min(1)
            .max(1000),
    }),
    Transfer: z.strictObject({ commands: z.array(spend).min(1).max(1000) }),
    Burn: z.strictObject({ commands: z.array(spend).min(1).max(1000) }),
    Consolidate: z.strictObject({ commands: z.array(envelopeSchema).min(1).max(1000) }),
    Bond: z.strictObject({ commands: z.array(spend).min(1).max(100) }),
    Balance: z.strictObject({ wallet: walletText }),
    Outputs: z.strictObject({ wallet: walletText }),
    BondOf: z.strictObject({ organisation: idText }),
    Supply: z.strictObject({}),
    MintOf: z.strictObject({ reference: idText }),
};

/** Answer of `coin:Balance`, micro-coins. Under `confirmation: commit` nothing is ever pending; locked coins never are. */
export interface Balance {
    readonly wallet: string;
    readonly confirmedMicro: string;
    readonly pendingMicro: string;
    readonly lockedMicro: string;
    readonly outputs: number;
}

/** Answer of `coin:Outputs`. */
export interface OutputList {
    readonly wallet: string;
    readonly outputs: readonly (OutputRecord & { readonly id: string })[];
    /** There are more: only the first 10 000 in key order are listed. */
    readonly hasMore?: true;
}

/** Answer of `coin:Supply`: micro-coins by reason, from the delta rows. */
export interface Supply {
    readonly mintedMicro: Readonly<Record<string, string>>;
    readonly burnedMicro: string;
    readonly outstandingMicro: string;
}
