import { z } from 'zod';
import { decimalText } from '../common/amount';
import { envelopeSchema, idText, walletText } from '../common/envelope';
import { receiptSchema } from '../common/receipt';

/** Gates of an interval, in their order. */
export const gateName = z.enum(['demand', 'supply', 'reading']);

/** See {@link gateName}. */
export type GateName = z.infer<typeof gateName>;

/** What the EAG announces when the demand gate closes: Wh and an indicative quote; the clearing recomputes the quote. */
export interface Announcement {
    readonly demandWh: string;
    /** Supply of the last cleared interval: what was seen so far. */
    readonly supplySeenWh: string;
    readonly quoteMicroPerKwh: string;
}

/** Key `gate~region~interval`: how far an operator-driven interval has come. */
export interface GateRecord {
    readonly closed: readonly GateName[];
    readonly announcement?: Announcement;
}

/** Key `head~region~interval~MSP`: the end of the receipt chain that an organisation's gateway published. */
export interface HeadRecord {
    readonly count: number;
    readonly head: string;
}

/** Key `chain~region~interval~MSP`: the links of a chain that a clearing took, for omission claims. */
export interface ChainRecord {
    readonly links: readonly string[];
}

/** One trade of a clearing; its id is `region.interval.index`. */
export interface TradeRecord {
    readonly buyer: string;
    readonly seller: string;
    readonly payTo: string;
    readonly energyWh: string;
    /** The buyer's coins that the record holds: the cost at the clearing price. */
    readonly escrowMicro: string;
    /** The seller's coins that the record holds: (retail - price) x quantity x depositPpm. */
    readonly depositMicro: string;
    /** The buyer's token that the escrow came from; absent where it came from the buyer's own coins. */
    readonly creditToken?: string;
}

/** Key `clearing~region~interval`: immutable. Escrow and deposits live in it and are released by index. */
export interface ClearingRecord {
    readonly region: string;
    readonly interval: number;
    readonly priceMicroPerKwh: string;
    readonly quoteMicroPerKwh: string;
    readonly averageMicroPerKwh: string;
    readonly demandWh: string;
    readonly supplyWh: string;
    readonly volumeWh: string;
    readonly trades: readonly TradeRecord[];
    /** Merkle root of the trades. */
    readonly root: string;
    readonly heads: readonly { readonly organisation: string; readonly count: number; readonly head: string }[];
    /** Orders that could not take part, with the code of the reason. */
    readonly refused: readonly { readonly order: string; readonly wallet: string; readonly code: string }[];
    readonly clearedAt: string;
}

/** Key `sums~region~interval`: prefix sums of all clearings of the region up to here: Wh, and micro-coins per kWh x Wh. */
export interface SumsRecord {
    readonly energyWh: string;
    readonly moneyMicroWhPerKwh: string;
    /** Supply of this clearing alone. */
    readonly supplyWh: string;
    readonly interval: number;
    /** First interval of the unbroken run of cleared intervals that this one belongs to. */
    readonly runStart: number;
    /** Last interval of the run before, absent in the first run. */
    readonly previousRun?: number;
}

/** Key `latest~region`: the last cleared interval; clearings of a region go forward only. */
export interface LatestRecord {
    readonly interval: number;
}

/** A meter's registers of one interval, as recorded. */
export interface ReadingRecord {
    readonly wallet: string;
    readonly importWh: string;
    readonly exportWh: string;
    /** Hash of the signed payload, so that a repeat answers `exists`. */
    readonly hash: string;
}

/** Key `reading~region~interval~txId`: readings that were recorded before the settlement. */
export interface ReadingsRecord {
    readonly readings: readonly ReadingRecord[];
}

/** `a` settled and accepted by the seller, `u` settled without its word, `d` disputed, `r` resolved. */
export type TradeStatus = 'a' | 'u' | 'd' | 'r';

/** What became of one trade. `settledWh` is at the buyer's meter. Money in micro-coins. */
export interface TradeSettlement {
    readonly status: TradeStatus;
    readonly settledWh: string;
    /** What the seller's meter delivered to the buyer; beyond `settledWh` it was not taken, and is compensated. */
    readonly deliveredWh: string;
    readonly paidMicro: string;
    /** The seller delivered less than the buyer took: from its deposit to the buyer. */
    readonly sellerShortMicro: string;
    /** The buyer took less than was delivered: from its escrow to the seller. */
    readonly buyerShortMicro: string;
    /** Why it is disputed, or how it was resolved. */
    readonly reason?: string;
    readonly resolvedBy?: string;
    /** While disputed: what the meters showed for this trade, kept out of the grid lines. At the buyer's meter, Wh. */
    readonly held?: { readonly deliveredWh: string; readonly takenWh: string };
}

/** What a wallet exchanged with the grid supplier in one interval: residual energy at retail or feed-in. */
export interface GridLine {
    readonly wallet: string;
    readonly importWh: string;
    readonly exportWh: string;
    /** Import that no trade covered. */
    readonly gridImportWh: string;
    /** Export that no trade took: as metered, and what arrived at buyers who did not take it. */
    readonly gridExportWh: string;
    readonly chargedMicro: string;
    readonly creditedMicro: string;
    /** What the wallet could not pay; kept as a debt that its next coins pay first. */
    readonly owedMicro: string;
}

/** Key `settlement~region~interval`. */
export interface SettlementRecord {
    readonly region: string;
    readonly interval: number;
    readonly trades: readonly TradeSettlement[];
    readonly grid: readonly GridLine[];
    /** Registers of the supplier's meter, against which the region was balanced; absent without a reading. */
    readonly supplierMeter?: { readonly importWh: string; readonly exportWh: string };
    readonly settledAt: string;
}

/** Key `delivered~region~period~interval`: Wh that each seller delivered in settled trades, for the proof-of-flow. */
export type DeliveredRecord = Readonly<Record<string, string>>;

/** Key `debt~region~wallet`: what it owes the region's supplier. Absent without a debt. */
export interface DebtRecord {
    readonly owedMicro: string;
    readonly supplier: string;
}

/** Answer of `energy:Debt`: what a wallet owes in all regions, micro-coins. */
export interface Debt {
    readonly owedMicro: string;
    readonly debts: readonly { readonly region: string; readonly supplier: string; readonly owedMicro: string }[];
}

/** Key `omission~region~interval~MSP~link`: a proven omission that was paid, named by the link of its receipt. */
export interface OmissionRecord {
    readonly wallet: string;
    readonly paidMicro: string;
}

/** Key `flow~region~period`: the best claim so far. */
export interface FlowRecord {
    readonly claim: string;
    readonly wallets: readonly string[];
    readonly payTo: string;
    readonly deliveredWh: string;
    /** Interval of its last delivery: the earliest wins a tie. */
    readonly lastInterval: number;
    readonly awarded: boolean;
}

const round = { region: idText, interval: z.int().min(0) };
const batch = z.array(envelopeSchema).max(1000);

/** The result that the gateway's solver proposes; the contract recomputes it and accepts no other. */
export const proposedClearing = z.strictObject({
    quoteMicroPerKwh: decimalText,
    priceMicroPerKwh: decimalText,
    volumeWh: decimalText,
    /** Orders by their place in the concatenated chains (organisations in ascending order of MSP id). */
    matches: z.array(z.strictObject({ buy: z.int().min(0), sell: z.int().min(0), energyWh: decimalText })).max(2000),
});

/** See {@link proposedClearing}. */
export type ProposedClearing = z.infer<typeof proposedClearing>;

/** One organisation's receipts of a round, in order, each with the order that it confirms. */
export const chainArgument = z.strictObject({
    organisation: idText,
    receipts: z.array(z.strictObject({ timeMs: decimalText, order: envelopeSchema })).max(1000),
});

/** See {@link chainArgument}. */
export type ChainArgument = z.infer<typeof chainArgument>;

/** Arguments of the contract's functions, by name; each function takes one JSON text. */
export const energyArguments = {
    CloseGate: z.strictObject({ ...round, gate: gateName, demandWh: decimalText.optional() }),
    PublishHead: z.strictObject({ ...round, count: z.int().min(0).max(1000), head: walletText }),
    Clear: z.strictObject({ ...round, chains: z.array(chainArgument).max(64), result: proposedClearing }),
    /** What `Clear` will find: who may take part and the quote. Read-only, for the gateway's solver. */
    PreviewClear: z.strictObject({ ...round, chains: z.array(chainArgument).max(64) }),
    ClaimOmission: z.strictObject({ receipt: receiptSchema, order: envelopeSchema }),
    RecordReadings: z.strictObject({ ...round, readings: batch.min(1) }),
    Settle: z.strictObject({ ...round, readings: batch, acceptances: batch, objections: batch }),
    Accept: z.strictObject({ ...round, acceptances: batch.min(1) }),
    Resolve: z.strictObject({
        ...round,
        trade: z.int().min(0),
        settledWh: decimalText,
        reason: z.string().min(1).max(200),
    }),
    ClaimFlow: z.strictObject({ commands: z.array(envelopeSchema).min(1).max(50) }),
    AwardFlow: z.strictObject({ region: idText, period: z.int().min(0) }),
    Gate: z.strictObject(round),
    Clearing: z.strictObject(round),
    Settlement: z.strictObject(round),
    Readings: z.strictObject(round),
    /** Average price and quote inputs for the interval: what `Clear` will use. */
    Market: z.strictObject(round),
    Flow: z.strictObject({ region: idText, period: z.int().min(0) }),
    Debt: z.strictObject({ wallet: walletText }),
};

/** Answer of `energy:Market`, micro-coins per kWh and Wh. */
export interface Market {
    readonly averageMicroPerKwh: string;
    readonly supplySeenWh: string;
}

/** Answer of `energy:PreviewClear`: the orders that take part, the quote, the others with the code of the reason. */
export interface PreviewedClearing {
    readonly eligible: readonly {
        /** Place in the concatenated chains. */
        readonly index: number;
        readonly side: 'buy' | 'sell';
        readonly limitMicroPerKwh: string;
        readonly energyWh: string;
        readonly timeMs: string;
        /** Breaks ties of limit and time: the smaller text goes first. */
        readonly tie: string;
        readonly wallet: string;
    }[];
    readonly quoteMicroPerKwh: string;
    readonly refused: readonly {
        readonly index: number;
        readonly order: string;
        readonly wallet: string;
        readonly code: string;
    }[];
}
