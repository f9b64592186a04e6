import { z } from 'zod';
import { decimalText } from '../common/amount';
import { envelopeSchema, idText, walletText } from '../common/envelope';

const publicKey = z.string().min(100).max(200);

/** What a participant is. */
export const participantRole = z.enum([
    'energy-node',
    'charger',
    'supplier',
    'bond',
    'bank',
    'vehicle',
    'uav',
    'phone',
    'rsu',
    'station',
    'mec',
]);

/** What the authority signs for each wallet (Boneh-Boyen, over the canonical JSON of exactly these members). */
export const walletStatement = z.strictObject({
    wallet: walletText,
    role: participantRole,
    region: idText,
    /** Address of the key with which the meter signs for this wallet; fresh per wallet, so it links nothing. */
    meterAlias: walletText.optional(),
    notAfter: decimalText,
    serial: idText,
});

/** See {@link walletStatement}. */
export type WalletStatement = z.infer<typeof walletStatement>;

/** A wallet as it is registered: the statement, the key it speaks of and the authority's signature (hex). */
export const walletCertificate = z.strictObject({
    statement: walletStatement,
    publicKey,
    signature: z
        .string()
        .regex(/^[0-9a-f]+$/)
        .max(400),
});

/** See {@link walletCertificate}. */
export type WalletCertificate = z.infer<typeof walletCertificate>;

/** What a wallet may do. `expired` is never stored: it follows from `notAfter`. */
export type WalletStatus = 'active' | 'suspended' | 'blacklisted' | 'revoked';

/** Key `wallet~W`. */
export interface WalletRecord extends WalletStatement {
    readonly publicKey: string;
    readonly certificate: string;
    readonly status: WalletStatus;
    /** Why the status is what it is: reason, evidence hash, organisation; absent while it was never changed. */
    readonly statusReason?: { readonly reason: string; readonly evidence?: string; readonly organisation: string };
    /** Organisation that proposes to lift a blacklisting. */
    readonly liftProposedBy?: string;
    /** Region that the wallet is attached to; registration attaches it to its home region. */
    readonly attached: string;
    /** The sequence number that its next command must carry. */
    readonly nextSeq: number;
    /** Its last sequenced command, so that a repeat answers the first result. */
    readonly lastCommand?: { readonly id: string; readonly hash: string };
    readonly registeredAt: string;
}

/** Key `serial~serial`: the wallet that a certificate speaks of. */
export interface SerialRecord {
    readonly wallet: string;
}

/** Key `organisation~MSP`: the key that signs the receipts of its gateways. */
export interface OrganisationRecord {
    readonly mspId: string;
    readonly receiptKey: string;
    readonly registeredAt: string;
}

/** Private, in the home organisation's implicit collection, key `mapping~participant` (a random id). */
export const mappingRecord = z.strictObject({
    participant: idText,
    trueIdentity: z.string().min(1).max(200),
    account: z.string().min(1).max(100),
    homeOrganisation: idText,
    wallets: z.array(walletText).min(1).max(50),
    meterNumber: z.string().max(100).optional(),
    salt: z.string().regex(/^[0-9a-f]{64}$/),
});

/** See {@link mappingRecord}. */
export type MappingRecord = z.infer<typeof mappingRecord>;

const wallets = z.array(walletText).min(1).max(100);
const reason = z.string().min(1).max(200);

/** Arguments of the contract's functions, by name; each function takes one JSON text. */
export const identityArguments = {
    RegisterOrganisation: z.strictObject({ receiptKey: publicKey }),
    RegisterWallets: z.strictObject({ wallets: z.array(walletCertificate).min(1).max(7) }),
    /** The mapping itself travels in the transient map under `mapping`. */
    PutMapping: z.strictObject({ participant: idText }),
    GetMapping: z.strictObject({ participant: idText }),
    DeleteMapping: z.strictObject({ participant: idText }),
    Attach: z.strictObject({ commands: z.array(envelopeSchema).min(1).max(1000) }),
    SetStatus: z.strictObject({ wallets, status: z.enum(['active', 'suspended']), reason }),
    /** `evidence`: SHA-256 of the file that shows the misbehaviour; without it the refusal says EVIDENCE_MISSING. */
    Blacklist: z.strictObject({ wallets, reason, evidence: walletText.optional() }),
    ProposeLift: z.strictObject({ wallets, reason }),
    Lift: z.strictObject({ wallets, reason }),
    Revoke: z.strictObject({ serials: z.array(idText).min(1).max(100), reason }),
    Wallet: z.strictObject({ wallet: walletText }),
    Wallets: z.strictObject({ wallets: z.array(walletText).min(1).max(1000) }),
    Organisation: z.strictObject({ mspId: idText }),
};
