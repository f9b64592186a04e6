import { COMPUTE_ERRORS } from './compute-catalogue';
import { CREDIT_ERRORS } from './credit-catalogue';
import { entry, type ErrorEntry } from './error-entry';

export type { ErrorEntry } from './error-entry';

/**
 * The one catalogue of refusals, shared by contracts and gateway. A code is never reused for another meaning.
 * docs/reference/errors.md is generated from it.
 */
export const ERRORS = {
    ARGUMENT_INVALID: entry(400, 'An argument does not have the shape that the function asks for.'),
    JSON_INVALID: entry(400, 'The text is no JSON, or JSON that has no single canonical form.'),
    AMOUNT_INVALID: entry(
        400,
        'An amount is no canonical decimal text, negative, zero where none may be, too large, or a payment below the least.',
    ),
    BATCH_TOO_LARGE: entry(413, 'A batch holds more commands than one transaction may carry.'),
    ACCESS_DENIED: entry(403, 'The caller’s organisation or role may not call this function.'),
    RECORD_CORRUPT: entry(500, 'A stored record cannot be read.'),

    ENVELOPE_SIGNATURE: entry(401, 'The signature does not belong to this payload and key.'),
    ENVELOPE_HIGH_S: entry(401, 'The signature is not in low-s form.'),
    ENVELOPE_KEY: entry(400, 'The public key is no P-256 key in DER SubjectPublicKeyInfo form.'),
    ENVELOPE_NETWORK: entry(400, 'The message was signed for another network.'),
    ENVELOPE_TYPE: entry(400, 'The message is of another type than this function takes.'),
    ENVELOPE_EXPIRED: entry(410, 'The message has expired.'),
    ENVELOPE_FUTURE: entry(400, 'The message was issued in the future.'),
    SEQUENCE_USED: entry(409, 'The sequence number of this wallet was consumed by another command.'),
    SEQUENCE_GAP: entry(409, 'The sequence number is not the next one of this wallet.', true),

    POLICY_MISSING: entry(503, 'The ledger has no policy record yet.', true),
    POLICY_EXISTS: entry(409, 'The genesis policy was written before.'),
    POLICY_INVALID: entry(400, 'The policy contradicts itself.'),

    ORGANISATION_UNKNOWN: entry(404, 'No such organisation is in the policy.'),
    ORGANISATION_EXISTS: entry(
        409,
        'The organisation has registered another receipt key: a new one would void the receipts it signed.',
    ),
    RECEIPT_KEY_MISSING: entry(409, 'The organisation has not registered its receipt key.'),
    REGION_UNKNOWN: entry(404, 'No such region is in the policy.'),
    WALLET_UNKNOWN: entry(404, 'No such wallet is registered.'),
    WALLET_EXISTS: entry(409, 'The wallet is registered already.'),
    WALLET_MISMATCH: entry(400, 'The wallet is not the hash of the public key.'),
    WALLET_SUSPENDED: entry(403, 'The wallet is suspended.'),
    WALLET_BLACKLISTED: entry(403, 'The wallet is blacklisted.'),
    WALLET_EXPIRED: entry(403, 'The certificate of the wallet has expired.'),
    WALLET_REVOKED: entry(403, 'The certificate of the wallet was revoked.'),
    WALLET_NOT_ATTACHED: entry(409, 'The wallet is not attached to this region.'),
    CERTIFICATE_FORGED: entry(400, 'The Boneh-Boyen signature of the certificate does not verify.'),
    SERIAL_USED: entry(409, 'A certificate of this serial was registered before.'),
    STATUS_UNCHANGED: entry(409, 'The wallet has this status already.'),
    STATUS_SECOND_ORGANISATION: entry(
        403,
        'Lifting a blacklisting needs another organisation than the one that proposes it.',
    ),
    EVIDENCE_MISSING: entry(400, 'A blacklisting names its evidence.'),
    MAPPING_UNKNOWN: entry(404, 'This organisation holds no such mapping.'),
    TRANSIENT_MISSING: entry(400, 'The private data must travel in the transient map.'),

    OUTPUT_UNKNOWN: entry(409, 'A coin output does not exist or is spent.'),
    OUTPUT_LOCKED: entry(409, 'A coin output is locked.'),
    COIN_PENDING: entry(409, 'The coins are received but not confirmed yet.', true),
    OUTPUT_DUPLICATE: entry(400, 'A coin output is named twice.'),
    COIN_INSUFFICIENT: entry(422, 'The named outputs do not cover the amount.', true),
    COIN_INPUTS_TOO_MANY: entry(
        400,
        'A payment names more than 50 outputs, or the wallet holds more than can be read: consolidate first.',
    ),
    MINT_REFERENCE_USED: entry(409, 'Coins were minted for this reference before.'),
    MINT_CAP: entry(422, 'The cap of this reason and period is reached.'),

    INTERVAL_CLEARED: entry(409, 'The interval of this region is cleared already.'),
    INTERVAL_NOT_CLEARED: entry(409, 'The interval of this region is not cleared yet.', true),
    GATE_CLOSED: entry(409, 'The gate of this interval is closed.'),
    GATE_OPEN: entry(409, 'The gate of this interval is still open.', true),
    GATE_MODE: entry(409, 'The gates of this region are closed by the clock, not by its operator.'),
    QUOTE_MISMATCH: entry(422, 'The quote differs from the one that the rule gives.'),
    ORDER_INVALID: entry(400, 'The order does not fit the region, the interval or the gate.'),
    ORDER_DUPLICATE: entry(409, 'The wallet has an order in this interval already.'),
    HEAD_MISSING: entry(409, 'No head of this receipt chain was published.'),
    HEAD_EXISTS: entry(409, 'The head of this receipt chain was published before.'),
    CHAIN_BROKEN: entry(422, 'The receipts do not form the published chain: gap, order or content differ.'),
    CLEARING_MISMATCH: entry(422, 'Price, volume, priority or pairs differ from the recomputed clearing.'),
    RECEIPT_INVALID: entry(400, 'The receipt was not signed by the organisation that it names.'),
    OMISSION_UNPROVEN: entry(422, 'The order of this receipt is part of the cleared chain.'),
    OMISSION_CLAIMED: entry(409, 'This omission was paid before.'),
    BOND_EXHAUSTED: entry(422, 'The bond of the organisation does not cover the claim.'),
    METER_MISMATCH: entry(403, 'The reading was not signed by the meter of this wallet.'),
    READING_EXISTS: entry(409, 'The meter has reported this interval already.'),
    READING_MISSING: entry(409, 'A reading of this interval is missing and its deadline has not passed.', true),
    READING_INVALID: entry(400, 'The reading does not fit the region or the interval.'),
    SETTLED_ALREADY: entry(409, 'The interval was settled before.'),
    TRADE_UNKNOWN: entry(404, 'No such trade.'),
    TRADE_STATE: entry(409, 'The trade is not in the state that this needs.'),
    TRADE_PARTY: entry(403, 'The wallet is no party, or not the right party, of this trade.'),
    RESOLVER_SAME: entry(403, 'A dispute is resolved by another organisation than the region’s own.'),
    GRID_DEBT: entry(409, 'The wallet owes the grid supplier and has not paid.', true),
    FLOW_CLAIMED: entry(409, 'The proof-of-flow of this period was claimed.'),
    FLOW_NOT_BEST: entry(422, 'Another claim of this period is better.'),
    PERIOD_OPEN: entry(409, 'The period has not ended.', true),

    REQUEST_INVALID: entry(400, 'The request does not match the schema.'),
    REQUEST_MEDIA_TYPE: entry(415, 'The body must be application/json.'),
    REQUEST_TOO_LARGE: entry(413, 'The body is larger than allowed.'),
    REQUEST_UNAUTHENTICATED: entry(401, 'The request carries no valid bearer token.'),
    REQUEST_FORBIDDEN: entry(403, 'The token does not allow this operation.'),
    ROUTE_UNKNOWN: entry(404, 'No such route.'),
    METHOD_NOT_ALLOWED: entry(405, 'The route does not offer this method.'),
    RATE_LIMITED: entry(429, 'Too many requests.', true),
    ID_REUSED: entry(409, 'The id was used before for another command.'),
    COMMAND_UNKNOWN: entry(404, 'No such command.'),
    RECORD_UNKNOWN: entry(404, 'No such record.'),
    LEDGER_UNAVAILABLE: entry(503, 'The ledger does not answer.', true),
    LEDGER_BUSY: entry(429, 'The ledger’s concurrency limit is reached.', true),
    LEDGER_CONFLICT: entry(409, 'Another transaction changed the same records first.', true),
    LEDGER_REFUSED: entry(502, 'The ledger refused the transaction.'),
    DEADLINE_EXCEEDED: entry(504, 'The ledger did not answer in time.', true),
    SHUTTING_DOWN: entry(503, 'The gateway is draining.', true),
    INTERNAL: entry(500, 'An unexpected failure; the log has the details.'),

    ...CREDIT_ERRORS,
    ...COMPUTE_ERRORS,
} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS;

/** The values that a refusal is about; shown to the client. */
export type ErrorContext = Readonly<Record<string, string | number | boolean>>;

/** Longer messages hang a Fabric client's connection. */
const MESSAGE_CHARACTERS_MAX = 900;

function encodeMessage(code: ErrorCode, context: ErrorContext): string {
    const text = `${code} ${JSON.stringify(context)}`;
    return text.length <= MESSAGE_CHARACTERS_MAX ? text : `${code} {"cut":true}`;
}

/** A refusal with its code. Only `message` crosses from chaincode to client: the code, a space, the context as JSON. */
export class EdgeError extends Error {
    readonly code: ErrorCode;
    readonly context: ErrorContext;

    constructor(code: ErrorCode, context: ErrorContext = {}, options?: ErrorOptions) {
        super(encodeMessage(code, context), options);
        this.name = 'EdgeError';
        this.code = code;
        this.context = context;
    }
}

/** @returns Whether the text is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
    return Object.hasOwn(ERRORS, text);
}

/**
 * Reads a refusal back from a message that crossed the ledger, wherever in the text it stands.
 * @returns The refusal, or undefined when the message carries no code of the catalogue.
 */
export function decodeError(message: string): EdgeError | undefined {
    const match = /\b([A-Z][A-Z0-9_]+) (\{.*\})/s.exec(message);
    if (match?.[1] === undefined || match[2] === undefined || !isErrorCode(match[1])) {
        return undefined;
    }
    return new EdgeError(match[1], readContext(match[2]));
}

function readContext(text: string): ErrorContext {
    for (let end = text.length; end > 0; end = text.lastIndexOf('}', end - 1)) {
        try {
            return JSON.parse(text.slice(0, end + 1)) as ErrorContext;
        } catch {
            continue; // text of the transport follows the context
        }
    }
    return {};
}
