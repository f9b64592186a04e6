import { decimalText } from '@edgebourse/chaincode/common/amount';
import { envelopeSchema, idText, walletText } from '@edgebourse/chaincode/common/envelope';
import { receiptSchema } from '@edgebourse/chaincode/common/receipt';
import { gateName } from '@edgebourse/chaincode/energy/records';
import { z } from 'zod';

/** Numbers of a path come as text. */
const pathNumber = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Path of a region. */
export const regionPath = z.strictObject({ region: idText });

/** Path of a round. */
export const roundPath = z.strictObject({ region: idText, interval: pathNumber });

/** Path of a gate. */
export const gatePath = z.strictObject({ region: idText, interval: pathNumber, gate: gateName });

/** Path of a trade. */
export const tradePath = z.strictObject({ region: idText, interval: pathNumber, trade: pathNumber });

/** Path of a period of the proof-of-flow. */
export const periodPath = z.strictObject({ region: idText, period: pathNumber });

/** A body without members. */
export const nothing = z.strictObject({});

/** What an omission is proven with. */
export const omissionClaim = z.strictObject({ receipt: receiptSchema, order: envelopeSchema });

/** How another organisation's operator decides a disputed trade. */
export const resolution = z.strictObject({ settledWh: decimalText, reason: z.string().min(1).max(200) });

/** See the record of the same name. */
export const announcement = z.strictObject({
    demandWh: decimalText,
    supplySeenWh: decimalText,
    quoteMicroPerKwh: decimalText,
});

const trade = z.strictObject({
    buyer: walletText,
    seller: walletText,
    payTo: walletText,
    energyWh: decimalText,
    escrowMicro: decimalText,
    depositMicro: decimalText,
    creditToken: walletText.optional().describe('The buyer’s token that pays.'),
});

/** See the record of the same name. */
export const clearing = z.strictObject({
    region: idText,
    interval: z.int(),
    priceMicroPerKwh: decimalText,
    quoteMicroPerKwh: decimalText,
    averageMicroPerKwh: decimalText,
    demandWh: decimalText,
    supplyWh: decimalText,
    volumeWh: decimalText,
    trades: z.array(trade),
    root: walletText,
    heads: z.array(z.strictObject({ organisation: idText, count: z.int(), head: walletText })),
    refused: z.array(z.strictObject({ order: walletText, wallet: z.string(), code: z.string() })),
    clearedAt: decimalText,
});

const tradeSettlement = z.strictObject({
    status: z.enum(['a', 'u', 'd', 'r']),
    settledWh: decimalText,
    deliveredWh: decimalText,
    paidMicro: decimalText,
    sellerShortMicro: decimalText,
    buyerShortMicro: decimalText,
    reason: z.string().optional(),
    resolvedBy: idText.optional(),
    held: z.strictObject({ deliveredWh: decimalText, takenWh: decimalText }).optional(),
});

const gridLine = z.strictObject({
    wallet: walletText,
    importWh: decimalText,
    exportWh: decimalText,
    gridImportWh: decimalText,
    gridExportWh: decimalText,
    chargedMicro: decimalText,
    creditedMicro: decimalText,
    owedMicro: decimalText,
});

/** See the record of the same name. */
export const settlement = z.strictObject({
    region: idText,
    interval: z.int(),
    trades: z.array(tradeSettlement),
    grid: z.array(gridLine),
    supplierMeter: z.strictObject({ importWh: decimalText, exportWh: decimalText }).optional(),
    settledAt: decimalText,
});

/** What followed from closing a gate. */
export const gateAnswer = z.strictObject({
    announcement: announcement.optional(),
    clearing: clearing.optional(),
    settlement: settlement.optional(),
});

/** A round as the ledger has it. */
export const intervalView = z.strictObject({
    region: idText,
    interval: z.int(),
    /** The gate that was closed last. */
    gate: gateName.nullable(),
    announcement: announcement.optional(),
    clearing: clearing.optional(),
    settlement: settlement.optional(),
    /** Recorded before the settlement; the others are in it. */
    readings: z.array(
        z.strictObject({ wallet: walletText, importWh: decimalText, exportWh: decimalText, hash: walletText }),
    ),
});

/** A trade with what became of it. */
export const tradeView = z.strictObject({
    id: z.string(),
    ...trade.shape,
    priceMicroPerKwh: decimalText,
    settlement: tradeSettlement.optional(),
});

/** A region's rules, as the policy has them. */
export const regionView = z.looseObject({ region: idText, organisation: idText, gates: z.enum(['operator', 'clock']) });

/** See the record of the same name. */
export const omission = z.strictObject({ wallet: walletText, paidMicro: decimalText });

/** A decided trade. */
export const resolvedTrade = tradeSettlement;

/** See the record of the same name. */
export const flow = z.strictObject({
    claim: idText,
    wallets: z.array(walletText),
    payTo: walletText,
    deliveredWh: decimalText,
    lastInterval: z.int(),
    awarded: z.boolean(),
});
