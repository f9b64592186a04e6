import { entry, type ErrorEntry } from './error-entry';

/** Refusals of the compute contract; part of the one catalogue in errors.ts. */
export const COMPUTE_ERRORS = {
    COMPUTE_GAME_INVALID: entry(
        400,
        'An input of the computing game is outside its domain: reward not above cost, own demand above capacity + 1, or not positive.',
    ),
    COMPUTE_CERTIFICATE_SHAPE: entry(400, 'The certificate does not answer exactly the sellers of the game.'),
    COMPUTE_MARGINAL: entry(422, 'The marginal value is not the root of the buyer’s equation.'),
    COMPUTE_STATE: entry(422, 'A seller’s state (shut, interior, full) is not the one that the marginal value gives.'),
    COMPUTE_PRICE: entry(422, 'A seller’s price is not the equilibrium price.'),
    COMPUTE_AMOUNT: entry(422, 'A seller’s amount is not the best response to its price.'),
    COMPUTE_NODE_UNKNOWN: entry(404, 'The region has no MEC node.'),
    COMPUTE_SEED_USED: entry(409, 'The seed of the assessment is that of the seller’s last one: it must be fresh.'),
    COMPUTE_NOT_ASSESSED: entry(409, 'The seller’s machine has no assessment, or it expired or was made void.'),
    COMPUTE_STANDARD: entry(403, 'Measured score, offered score or reputation is below the admission standard.'),
    COMPUTE_ABOVE_SCORE: entry(
        422,
        'The offer promises more than was assessed: a higher score, or more than one whole machine.',
    ),
    COMPUTE_OFFER_INVALID: entry(
        400,
        'The offer is in no game: reward not above cost, own demand above capacity + 1, or supply a step in its price.',
    ),
    COMPUTE_OFFER_STALE: entry(409, 'The wallet has given a later offer.'),
    COMPUTE_REQUEST_INVALID: entry(
        400,
        'The request lasts longer than allowed, or its pieces do not suffice for its sellers and copies.',
    ),
    COMPUTE_MARKET_CHANGED: entry(409, 'The solution answers other sellers than those who offer now.', true),
    COMPUTE_NO_SELLERS: entry(422, 'Fewer sellers sell at the equilibrium than the copies of a piece need.', true),
    COMPUTE_BUDGET: entry(422, 'The work costs more than the buyer’s limit.'),
    COMPUTE_OVERLOADED: entry(409, 'The MEC is above its load threshold, or the amount above its free capacity.', true),
    COMPUTE_CONTRACT_UNKNOWN: entry(404, 'No such contract.'),
    COMPUTE_PARTY: entry(403, 'The wallet is no party, or not the right party, of this contract.'),
    COMPUTE_TERMS: entry(409, 'The answer names another amount or price than the part has.'),
    COMPUTE_PART_STATE: entry(409, 'The part, or the contract, is not in the state that this needs.'),
    COMPUTE_WINDOW_OVER: entry(410, 'The time to answer, or to dispute, is over.'),
    COMPUTE_LATE: entry(410, 'The result comes after the end of the contract.'),
    COMPUTE_WRONG_HASH: entry(422, 'The hash is not that of the contract’s task, or of the recorded result.'),
    COMPUTE_RESULT_INVALID: entry(
        422,
        'The result or verdict does not fit the pieces of the part, or took more fuel than was bought.',
    ),
    COMPUTE_RELAY_LIMIT: entry(422, 'The relay would cost more than the buyer’s limit.'),

    COMPUTE_BLOB_UNKNOWN: entry(404, 'The gateway holds no such upload or blob of the other party, or it has expired.'),
    COMPUTE_BLOB_OFFSET: entry(409, 'The chunk does not begin where the upload ends, or reading begins beyond it.'),
    COMPUTE_BLOB_LARGE: entry(413, 'The blob is larger than allowed, or the chunk goes beyond the announced size.'),
    COMPUTE_BLOB_QUOTA: entry(
        429,
        'The wallet’s blobs, or all blobs of this gateway, take the space that is allowed.',
        true,
    ),
    COMPUTE_BLOB_HASH: entry(422, 'The uploaded bytes do not have the announced hash; the upload begins anew.'),
} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** Events of the compute contract; part of the one list in events.ts. */
export interface ComputeEvents {
    'compute.assessed': { region: string; count: number; refused: number };
    'compute.stays': { region: string; count: number };
    'compute.load': { region: string; loadPpm: number; queued: number };
    'compute.offered': { regions: string[]; count: number; refused: number };
    'compute.contracted': { region: string; contract: string; kind: string; sellers: number; escrowMicro: string };
    'compute.answered': { accepted: number; declined: number; refused: number };
    'compute.left': { count: number; refused: number };
    'compute.rehired': { contract: string; sellers: number; missing: number };
    'compute.results': { count: number; refused: number };
    'compute.verdicts': { count: number; refused: number };
    'compute.contested': { count: number; refused: number };
    'compute.resolved': { contract: string; seller: string; wrong: number };
    'compute.settled': { contracts: string[]; paidMicro: string; closed: number };
    'compute.relayed': { region: string; lines: number; bytes: number; chargedMicro: string };
}

/** What each of them means. */
export const COMPUTE_EVENTS = {
    'compute.assessed': 'A MEC measured sellers’ machines.',
    'compute.stays': 'A MEC capped what sellers may sell in its region.',
    'compute.load': 'A MEC reported its load and queue.',
    'compute.offered': 'Sellers offered computing, replaced offers or withdrew them.',
    'compute.contracted': 'A buyer’s contract was made and its money locked.',
    'compute.answered': 'Hired sellers accepted or declined.',
    'compute.left': 'Sellers gave their parts up.',
    'compute.rehired': 'Pieces that nobody held were given to other sellers.',
    'compute.results': 'Sellers returned results.',
    'compute.verdicts': 'Buyers accepted or disputed results.',
    'compute.contested': 'Outvoted sellers asked for another organisation’s decision.',
    'compute.resolved': 'Another organisation decided disputed pieces.',
    'compute.settled': 'What was due of contracts was paid, refunded or closed.',
    'compute.relayed': 'A MEC charged for data that it relayed.',
} as const satisfies Readonly<Record<keyof ComputeEvents, string>>;
