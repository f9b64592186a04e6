import { decimalText } from '@edgebourse/chaincode/common/amount';
import { idText, walletText } from '@edgebourse/chaincode/common/envelope';
import { participantRole } from '@edgebourse/chaincode/identity/records';
import { z } from 'zod';
import { pageQuery } from './cursor';

const signedText = z.string().regex(/^-?(?:0|[1-9][0-9]*)$/, 'a decimal text of an integer');
const intervalNumber = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const asOfBlock = z.int().describe('The last block that the answer knows of; the ledger may have more.');

/** Path of a wallet. */
export const walletPath = z.strictObject({ wallet: walletText });

const rounds = {
    region: idText.optional().describe('All regions when absent.'),
    from: intervalNumber.optional().describe('First interval.'),
    to: intervalNumber.optional().describe('Last interval.'),
};

export const tradesQuery = z.strictObject({ wallet: walletText.optional(), ...rounds, ...pageQuery });

export const statementQuery = z.strictObject(rounds);

export const linesQuery = z.strictObject(pageQuery);

export const walletsQuery = z.strictObject({
    region: idText.optional(),
    role: participantRole.optional(),
    status: z.enum(['active', 'suspended', 'blacklisted', 'revoked']).optional(),
    ...pageQuery,
});

/** @returns The schema of a page. */
function page<Item extends z.ZodType>(name: string, item: Item): z.ZodType {
    return z.strictObject({ [name]: z.array(item), next: z.string().optional(), asOfBlock });
}

export const tradesPage = page(
    'trades',
    z.strictObject({
        id: z.string(),
        region: idText,
        interval: z.int(),
        buyer: walletText,
        seller: walletText,
        payTo: walletText,
        energyWh: decimalText,
        priceMicroPerKwh: decimalText,
        escrowMicro: decimalText,
        depositMicro: decimalText,
        creditToken: walletText.optional(),
        clearedAt: decimalText,
        settlement: z
            .strictObject({
                status: z.enum(['a', 'u', 'd', 'r']),
                settledWh: decimalText,
                paidMicro: decimalText,
                sellerShortMicro: decimalText,
                buyerShortMicro: decimalText,
                reason: z.string().optional(),
                resolvedBy: idText.optional(),
                settledAt: decimalText,
            })
            .optional(),
    }),
);

export const linesPage = page(
    'lines',
    z.strictObject({
        transactionId: z.string(),
        block: z.int(),
        fn: z.string(),
        at: decimalText,
        receivedMicro: decimalText,
        paidMicro: decimalText,
        balanceMicro: decimalText,
    }),
);

export const walletsPage = page(
    'wallets',
    z.strictObject({
        wallet: walletText,
        role: z.string(),
        region: idText,
        status: z.string(),
        notAfter: decimalText,
        registeredAt: decimalText,
    }),
);

export const statement = z.strictObject({
    wallet: walletText,
    region: idText.optional(),
    from: z.int().optional(),
    to: z.int().optional(),
    trades: z.int(),
    readings: z.int(),
    energy: z.strictObject({
        importWh: decimalText,
        exportWh: decimalText,
        boughtWh: decimalText,
        soldWh: decimalText,
        gridImportWh: decimalText,
        gridExportWh: decimalText,
        heldImportWh: decimalText,
        heldExportWh: decimalText,
        importDifferenceWh: signedText,
        exportDifferenceWh: signedText,
    }),
    coins: z.strictObject({
        paidMicro: decimalText,
        paidOnCreditMicro: decimalText.describe('Paid by tokens, compensation included; not part of the sum.'),
        earnedMicro: decimalText,
        compensationPaidMicro: decimalText,
        compensationReceivedMicro: decimalText,
        heldMicro: decimalText,
        gridChargedMicro: decimalText,
        gridCreditedMicro: decimalText,
        debtGrowthMicro: signedText,
        suppliedMicro: signedText,
        netMicro: signedText,
        ledgerMicro: signedText,
    }),
    isReconciled: z.boolean(),
    asOfBlock,
});

export const credit = z.strictObject({
    wallet: walletText,
    settledTrades: z.int(),
    failedMicro: decimalText,
    value: signedText,
    grade: z.string(),
    asOfBlock,
});
