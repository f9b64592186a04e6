import { z } from 'zod';
import { decimalText, positiveText } from './amount';
import { idText, walletText } from './envelope';

/** A MEC node: one a region at most. */
const node = z.strictObject({
    region: idText,
    /** The organisation that runs it: a MEC operator, or the region's own EAG. */
    organisation: idText,
    /** Earns what the node serves and relays. */
    wallet: walletText,
    /** What it can serve itself, units of 10^-12. */
    capacityE12: positiveText,
    /** Its tariff, coins per unit and hour, units of 10^-12. */
    tariffE12: positiveText,
    /** Above this load it takes no more work itself: tasks go to the market. */
    loadThresholdPpm: z.int().min(0).max(1_000_000),
    /** Price of relayed data, micro-coins per 1 000 000 bytes. */
    relayMicroPerMb: decimalText,
});

/** The computing market's part of the policy. */
export const computePolicy = z.strictObject({
    nodes: z.array(node).max(256),
    /** How long an assessment holds. */
    assessmentMs: z.int().min(1000),
    /** The admission standard: fuel a second that a machine must reach, and the reputation that a seller must keep. */
    minFuelPerSecond: positiveText,
    minReputation: z.int(),
    /** Reputation: where it begins, what a paid part adds, what a wrong, a late and an abandoned part take. */
    reputation: z.strictObject({
        initial: z.int(),
        gain: z.int().min(0),
        lossWrong: z.int().min(0),
        lossLate: z.int().min(0),
        lossLeft: z.int().min(0),
    }),
    /** How long a hired seller may take to answer. */
    acceptMs: z.int().min(1000),
    /** How long the buyer may dispute a result; an undisputed one is paid then. */
    challengeMs: z.int().min(1000),
    durationMaxMs: z.int().min(1000),
    /** A game is played among the first so many offers of its region, in the order of their wallets. */
    sellersMax: z.int().min(1).max(500),
});

/** See {@link computePolicy}. */
export type ComputePolicy = z.infer<typeof computePolicy>;
/** The policy of one MEC node. */
export type ComputeNode = ComputePolicy['nodes'][number];
