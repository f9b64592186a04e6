import { decimalText } from '@edgebourse/chaincode/common/amount';
import { idText, walletText } from '@edgebourse/chaincode/common/envelope';
import { participantRole, walletCertificate, walletStatement } from '@edgebourse/chaincode/identity/records';
import { z } from 'zod';

const publicKey = z.string().min(100).max(200).describe('Base64 of a DER SubjectPublicKeyInfo (P-256).');
const reason = z.string().min(1).max(200);
const wallets = z.array(walletText).min(1).max(100);

/** A participant as the authority registers it. Keys are made by the devices; no secret key is ever sent. */
export const participantApplication = z.strictObject({
    trueIdentity: z.string().min(1).max(200),
    account: z.string().min(1).max(100),
    role: participantRole,
    homeOrganisation: idText,
    region: idText,
    meterNumber: z.string().max(100).optional(),
    notAfter: decimalText.describe('When the certificates end, ms since the epoch.'),
    wallets: z
        .array(
            z.strictObject({ publicKey, meterKey: publicKey.optional().describe('The meter’s key for this wallet.') }),
        )
        .min(1)
        .max(50),
});

/** See {@link participantApplication}. */
export type ParticipantApplication = z.infer<typeof participantApplication>;

/** Up to 200 participants at once. */
export const registration = z.strictObject({ participants: z.array(participantApplication).min(1).max(200) });

/** What the authority certifies of a participant; never on the public ledger. */
export const participantCertificate = z.strictObject({
    statement: z.strictObject({
        participant: idText,
        trueIdentity: z.string(),
        role: participantRole,
        homeOrganisation: idText,
        notAfter: decimalText,
    }),
    signature: z.string(),
});

/** A registered participant with the certificates of its wallets. */
export const registeredParticipant = z.strictObject({
    participant: idText,
    certificate: participantCertificate,
    wallets: z.array(walletCertificate),
});

/** See {@link registeredParticipant}. */
export type RegisteredParticipant = z.infer<typeof registeredParticipant>;

/** A wallet's record on the ledger. */
export const walletRecord = walletStatement.extend({
    publicKey: z.string(),
    certificate: z.string(),
    status: z.enum(['active', 'suspended', 'blacklisted', 'revoked']),
    statusReason: z
        .strictObject({ reason: z.string(), evidence: walletText.optional(), organisation: idText })
        .optional(),
    liftProposedBy: idText.optional(),
    attached: idText,
    nextSeq: z.int(),
    lastCommand: z.strictObject({ id: idText, hash: walletText }).optional(),
    registeredAt: decimalText,
});

/** An organisation's record on the ledger. */
export const organisationRecord = z.strictObject({ mspId: idText, receiptKey: z.string(), registeredAt: decimalText });

/** A change of a wallet's status by an operator. */
export const statusChange = z.strictObject({
    status: z.enum(['active', 'suspended', 'blacklisted']),
    reason,
    evidence: walletText.optional().describe('SHA-256 of the file that shows why; a blacklisting needs it.'),
});

/** See {@link statusChange}. */
export type StatusChange = z.infer<typeof statusChange>;

/** A step of lifting a blacklisting: proposed by one organisation, approved by another. */
export const liftStep = z.strictObject({ wallets, reason, step: z.enum(['propose', 'approve']) });

/** Certificates that end before their time. */
export const revocation = z.strictObject({ serials: z.array(idText).min(1).max(100), reason });

/** What a transaction over wallets answers. */
export const walletChange = z.strictObject({ transactionId: z.string(), wallets: z.array(walletRecord) });
