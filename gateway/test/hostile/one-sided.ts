import type { ErrorCode } from '@edgebourse/chaincode/common/errors';

/** Why a code is not met at a side. */
export type Side = Partial<Record<ErrorCode, string>>;

const REQUEST = 'of the HTTP request';
const WAY = 'of the way to the ledger';

const STORE = 'of the gateway’s blob store';
const CERTIFICATE = 'shown by chaincode/src/compute/certificate.test.ts';
const SOLVED = 'the gateway solves the game itself';

/** Codes that no contract answers. */
export const NOT_BY_CONTRACT: Side = {
    REQUEST_INVALID: REQUEST,
    REQUEST_MEDIA_TYPE: REQUEST,
    REQUEST_TOO_LARGE: REQUEST,
    REQUEST_UNAUTHENTICATED: REQUEST,
    REQUEST_FORBIDDEN: REQUEST,
    ROUTE_UNKNOWN: REQUEST,
    METHOD_NOT_ALLOWED: REQUEST,
    RATE_LIMITED: REQUEST,
    COMMAND_UNKNOWN: 'of the gateway’s journal',
    LEDGER_UNAVAILABLE: WAY,
    LEDGER_BUSY: WAY,
    LEDGER_CONFLICT: WAY,
    LEDGER_REFUSED: WAY,
    DEADLINE_EXCEEDED: WAY,
    SHUTTING_DOWN: 'of the gateway’s process',
    INTERNAL: 'a defect, not a refusal: a contract that fails so is LEDGER_REFUSED',
    COMPUTE_BLOB_UNKNOWN: STORE,
    COMPUTE_BLOB_OFFSET: STORE,
    COMPUTE_BLOB_LARGE: STORE,
    COMPUTE_BLOB_QUOTA: STORE,
    COMPUTE_BLOB_HASH: STORE,
    COMPUTE_GAME_INVALID: `what is in no game is refused when it is offered or asked; ${CERTIFICATE}`,
    COMPUTE_CERTIFICATE_SHAPE: `the sellers are compared first; ${CERTIFICATE}`,
    RECORD_CORRUPT: 'no transaction can write a broken record; shown by chaincode/src/common/store.test.ts',
    OUTPUT_LOCKED: 'no function locks outputs today; shown by chaincode/src/coin/accounts.test.ts',
};

/** Codes that the gateway itself keeps from happening, so that no request meets them. */
export const NOT_THROUGH_REST: Side = {
    WALLET_MISMATCH: 'the gateway computes the wallet from the key',
    ORGANISATION_EXISTS: 'the gateway registers a receipt key only where there is none',
    TRANSIENT_MISSING: 'the gateway always sends the mapping in the transient map',
    COIN_INPUTS_TOO_MANY: 'the gateway adds 49 outputs at most',
    QUOTE_MISMATCH: 'the gateway proposes what the rule gives',
    CLEARING_MISMATCH: 'the gateway proposes what the rule gives',
    HEAD_MISSING: 'the gateway publishes its heads before it clears',
    BATCH_TOO_LARGE: 'the schema ends at 1000 messages; more orders than that need 1001 wallets in one interval',
    COMPUTE_CERTIFICATE_SHAPE: SOLVED,
    COMPUTE_MARGINAL: SOLVED,
    COMPUTE_STATE: SOLVED,
    COMPUTE_PRICE: SOLVED,
    COMPUTE_AMOUNT: SOLVED,
    COMPUTE_MARKET_CHANGED: 'the gateway plays the game again',
    COMPUTE_SEED_USED: 'told of one measurement in the answer to many; shown by gateway/test/compute.test.ts',
    RECORD_CORRUPT: 'no transaction can write a broken record; shown by chaincode/src/common/store.test.ts',
    OUTPUT_LOCKED: 'no function locks outputs today; shown by chaincode/src/coin/accounts.test.ts',
    LEDGER_BUSY: 'needs an overloaded peer; shown by gateway/src/ledger/transaction.test.ts',
    LEDGER_CONFLICT: 'the gateway makes the transaction again; shown by gateway/src/ledger/transaction.test.ts',
    LEDGER_REFUSED: 'needs a peer that fails; shown by gateway/src/ledger/transaction.test.ts',
    SHUTTING_DOWN: 'needs a request at the moment of shutdown; shown by gateway/src/app.test.ts',
    INTERNAL: 'a defect; shown by gateway/src/app.test.ts',
};
