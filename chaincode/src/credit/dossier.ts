import { z } from 'zod';
import { decimalText } from '../common/amount';
import { idText, walletText } from '../common/envelope';
import { participantRole } from '../identity/records';
import { loanId, type ineligible } from './messages';

/** Private to the bank, in its implicit collection, key `dossier~request`: what the borrower discloses to it alone. */
export const dossierRecord = z.strictObject({
    /** Hash of the request's payload. */
    request: walletText,
    trueIdentity: z.string().min(1).max(200),
    /** The authority's certificate of the participant, as it was issued. */
    certificate: z.strictObject({
        statement: z.strictObject({
            participant: idText,
            trueIdentity: z.string(),
            role: participantRole,
            homeOrganisation: idText,
            notAfter: decimalText,
        }),
        signature: z.string().max(400),
    }),
    /** All used wallets of the account, the asking one among them. */
    wallets: z.array(walletText).min(1).max(50),
    salt: z.string().regex(/^[0-9a-f]{64}$/),
});

/** See {@link dossierRecord}. */
export type DossierRecord = z.infer<typeof dossierRecord>;

/** A round. */
const interval = { region: idText, interval: z.int().min(0) };

/** Where on the ledger the bank looks; the gateway finds the places, the contract reads what stands there. */
export const evidence = z.strictObject({
    /** Trades of the account's wallets: settled ones count for the credit value, recent incoming ones as income. */
    trades: z.array(z.strictObject({ ...interval, trade: z.int().min(0) })).max(500),
    /** Registered deposits: mints to the account's wallets. */
    mints: z.array(idText).max(100),
    /** Proof-of-flow rewards. */
    flows: z.array(z.strictObject({ region: idText, period: z.int().min(0) })).max(100),
    /** Payments by tokens of others. */
    payments: z.array(z.strictObject({ token: loanId, n: z.int().min(1) })).max(100),
    /** Settled intervals whose readings give the mean import. */
    readings: z.array(z.strictObject(interval)).max(700),
});

/** See {@link evidence}. */
export type Evidence = z.infer<typeof evidence>;

/** Answer of `credit:Assess`: what the bank may sign as attestation. Private: wealth and credit value stay with it. */
export interface Assessment {
    readonly verdict: 'eligible' | z.infer<typeof ineligible>;
    readonly wealthMicro: string;
    readonly incomes: number;
    readonly creditValue: string;
    readonly grade: string;
    readonly repaid: number;
    readonly failed: number;
    readonly qMinWh: string;
}
