import { hashText } from '@edgebourse/chaincode/compute/messages';
import { payloadHead, walletText } from '@edgebourse/chaincode/common/envelope';
import { z } from 'zod';

/**
 * Opens an upload of a blob to this gateway's store, or resumes it. Never reaches the ledger: it says whose quota the
 * blob counts against. What is stored is named by its hash and should be sealed: see `client/sealed.ts`.
 */
export const uploadMessage = z.strictObject({
    type: z.literal('compute.upload.v1'),
    ...payloadHead,
    /** SHA-256 of the blob. */
    blob: hashText,
    bytes: z.int().min(1),
});

/**
 * Asks for a blob that belongs to a contract: the gateway relays it, and charges the buyer once for each blob and seller.
 * Signed by the buyer or by the seller. Never reaches the ledger; the charge does.
 */
export const fetchMessage = z.strictObject({
    type: z.literal('compute.fetch.v1'),
    ...payloadHead,
    contract: hashText,
    /** The seller whose part it belongs to: the one that fetches its input, or the one whose output is fetched. */
    seller: walletText,
    blob: hashText,
});

/** See {@link uploadMessage}. */
export type UploadMessage = z.infer<typeof uploadMessage>;
/** See {@link fetchMessage}. */
export type FetchMessage = z.infer<typeof fetchMessage>;
