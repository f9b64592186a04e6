import { z } from 'zod';
import { decimalText, positiveText } from './amount';
import { computePolicy } from './compute-policy';
import { creditPolicy } from './credit-policy';
import { idText, walletText } from './envelope';

const PPM = 1_000_000;
const ppm = z.int().min(0).max(PPM);

/** What an organisation is. */
export const organisationKind = z.enum(['authority', 'eag', 'mec', 'wsp']);

const organisation = z.strictObject({
    mspId: idText,
    kind: organisationKind,
    /** The legal person who runs it. Where there is more than one, no region may be driven by its operator's commands. */
    operator: idText,
    /** Wallet whose locked coins pay proven omissions. */
    bondWallet: walletText.optional(),
});

const region = z.strictObject({
    region: idText,
    /** The EAG organisation that owns it. */
    organisation: idText,
    kind: z.enum(['metering', 'base-station', 'local-aggregator']),
    intervalMs: z.int().min(1000),
    /** `operator`: gates close by the operator's command and the market's time is the interval's start; else the clock. */
    gates: z.enum(['operator', 'clock']),
    /** Ends of the gates before the interval begins, and deadlines after it ends, in ms. Used by `gates: clock`. */
    clock: z.strictObject({ demandMs: z.int(), supplyMs: z.int(), readingMs: z.int(), acceptanceMs: z.int() }),
    feedInMicroPerKwh: positiveText,
    retailMicroPerKwh: positiveText,
    /** Share of the energy that a carrier loses, parts per million. */
    lossPpm: z.strictObject({ line: ppm, wireless: ppm }),
    /** Quote q = a AP + (1 - a) m - k (U - V): a in ppm, k in micro-coins per kWh per kWh. */
    quote: z.strictObject({ aPpm: ppm, kMicroPerKwhPerKwh: decimalText }),
    /** Share of (retail - price) x quantity that a seller deposits. */
    depositPpm: ppm,
    /** The wallet of the grid supplier. */
    supplier: walletText,
    /** Exports, imports and the supplier's meter of an interval may differ by this share before it is a dispute. */
    balanceTolerancePpm: ppm,
});

/** The `policy` record: every value that moves money. */
export const policySchema = z.strictObject({
    version: z.literal(1),
    network: idText,
    organisations: z.array(organisation).min(2).max(64),
    /** Boneh-Boyen public key of the authority: two compressed BLS12-381 G2 points u || v, hex. */
    authorityKey: z
        .string()
        .regex(/^[0-9a-f]+$/)
        .max(400),
    regions: z.array(region).max(256),
    coin: z.strictObject({
        /** When received coins may be spent: once they are committed, or `confirmationMs` after their transaction. */
        confirmation: z.enum(['commit', 'delay']),
        confirmationMs: z.int().min(1).optional(),
        /** Cap of a mint reason per period, micro-coins. */
        mintCapMicro: z.record(z.enum(['external', 'flow']), decimalText),
        mintPeriodMs: z.int().min(1000),
        /** The smallest payment from one wallet to another, micro-coins: dust would fill the payee's wallet. */
        minOutputMicro: positiveText,
    }),
    credit: creditPolicy,
    flow: z.strictObject({ periodIntervals: z.int().min(1), rewardMicro: decimalText, claimIntervals: z.int().min(1) }),
    /** Paid from the bond for each proven omission. */
    omissionMicro: positiveText,
    compute: computePolicy,
});

/** See {@link policySchema}. */
export type Policy = z.infer<typeof policySchema>;

/** The rules of one region. */
export type RegionPolicy = Policy['regions'][number];
