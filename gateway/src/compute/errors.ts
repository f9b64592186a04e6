import type { ErrorCode } from '@edgebourse/chaincode/common/errors';

/** What may stand against a wallet that takes part. */
export const WALLET_ERRORS: readonly ErrorCode[] = [
    'WALLET_UNKNOWN',
    'WALLET_SUSPENDED',
    'WALLET_BLACKLISTED',
    'WALLET_EXPIRED',
    'WALLET_REVOKED',
];

const PLACE_ERRORS: readonly ErrorCode[] = ['WALLET_NOT_ATTACHED', 'COMPUTE_NODE_UNKNOWN', 'COMPUTE_STANDARD'];

/** Refusals of an offer. */
export const OFFER_ERRORS: readonly ErrorCode[] = [
    ...WALLET_ERRORS,
    ...PLACE_ERRORS,
    'COMPUTE_OFFER_STALE',
    'COMPUTE_OFFER_INVALID',
    'COMPUTE_NOT_ASSESSED',
    'COMPUTE_ABOVE_SCORE',
];

/** Refusals of a game that is solved. */
export const GAME_ERRORS: readonly ErrorCode[] = [
    'COMPUTE_NODE_UNKNOWN',
    'COMPUTE_NO_SELLERS',
    'COMPUTE_GAME_INVALID',
    'COMPUTE_MARKET_CHANGED',
];

/** Refusals of whoever buys. */
const BUYER_ERRORS: readonly ErrorCode[] = [
    ...WALLET_ERRORS,
    ...PLACE_ERRORS,
    'COMPUTE_REQUEST_INVALID',
    'COMPUTE_BUDGET',
    'COIN_INSUFFICIENT',
    'COIN_INPUTS_TOO_MANY',
];

/** Refusals of a request. */
export const REQUEST_ERRORS: readonly ErrorCode[] = [...BUYER_ERRORS, ...GAME_ERRORS];

/** Refusals of a task for the MEC itself. */
export const SERVE_ERRORS: readonly ErrorCode[] = [
    ...BUYER_ERRORS,
    'COMPUTE_OVERLOADED',
    'ACCESS_DENIED',
    'REQUEST_FORBIDDEN',
];

/** Refusals of what is said of a contract. */
export const CONTRACT_ERRORS: readonly ErrorCode[] = [
    ...WALLET_ERRORS,
    'COMPUTE_CONTRACT_UNKNOWN',
    'COMPUTE_PARTY',
    'COMPUTE_PART_STATE',
];

/** Refusals of a MEC's operator. */
export const NODE_ERRORS: readonly ErrorCode[] = ['COMPUTE_NODE_UNKNOWN', 'ACCESS_DENIED'];
