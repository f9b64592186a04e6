import { unitsE12 } from './draw';

/** Name of the demo's network: what every signed message names. */
export const NETWORK = 'edgebourse-compute-demo';
/** The region of the street; its node's operator is Eag1MSP. Disputes go to Eag2MSP, which runs r2. */
export const REGION = 'r1';
export const NODE_ORGANISATION = 'Eag1MSP';
export const ARBITER_ORGANISATION = 'Eag2MSP';

/** Sellers that are in the street when the task is offered, and sellers that come while it runs. */
export const PRESENT_VEHICLES = 30;
export const ARRIVING_VEHICLES = 10;
/** Within so many seconds they come. */
export const ARRIVALS_S = 20;
/** Second of the trace at which the task is offered. */
export const TRACE_START_S = 20;
/** Two vehicles reach each other within so many metres; farther apart they use the MEC's relay. */
export const REACH_M = 75;

/** How long a hired vehicle may take to answer, and a buyer to dispute. */
export const ACCEPT_MS = 10_000;
export const CHALLENGE_MS = 120_000;
export const DURATION_MS = 30_000;
/** Fuel a second that every vehicle promises: every machine of today is faster, and so all promises are equal. */
export const PROMISED_FUEL = 100_000_000n;
/** Each piece goes to so many vehicles. */
export const REDUNDANCY = 3;
export const PIECES = 30;

/** The buyer's side of the game: a in coins an hour, lambda (figures 6 and 7 of the computing paper). */
export const COST_SCALE_E12 = unitsE12(30);
export const COST_EXPONENT_E12 = unitsE12(0.05);

export const BUYER_COINS_MICRO = 20_000_000n;
export const MAX_PAYMENT_MICRO = 5_000_000n;
export const MAX_RELAY_MICRO = 1_000_000n;
/** Of relayed data, micro-coins a MB. */
export const RELAY_MICRO_PER_MB = '1000';

/** The valley of the sea horses: much detail, all pieces about the same work. */
export const PICTURE = { width: 640, height: 480, iterations: 2000, left: -0.7512, top: 0.095, step: 0.00001 };
