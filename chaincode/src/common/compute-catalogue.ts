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
} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** Events of the compute contract; part of the one list in events.ts. */
export type ComputeEvents = Record<never, never>;

/** What each of them means. */
export const COMPUTE_EVENTS = {} as const;
