import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import type { ProductTerms } from '@edgebourse/chaincode/credit/records';

const HOUR_MS = 3_600_000;

/** How long received coins are pending in the demo of credit: the paper's traditional confirmation, one hour. */
const CONFIRMATION_MS = HOUR_MS;

/** What each bank puts into its reserve, coins. */
export const BANK_COINS = 300;

/** The banks' one product: hours instead of months, so that loans of a replayed day fall due within it. */
export const PRODUCT: ProductTerms = {
    product: 'day',
    kind: 'standard',
    dMicro: '2000000',
    thetaWh: '50000',
    etaE12: '3500000000000',
    cE12: '150000000000',
    durationMs: String(8 * HOUR_MS),
    bufferMs: String(4 * HOUR_MS),
    capMicro: '5000000',
    alphaMaxE12: {
        A: '40000000000',
        B: '50000000000',
        C: '60000000000',
        D: '70000000000',
        E: '80000000000',
        F: '90000000000',
        G: '100000000000',
    },
    needIntervals: 4,
};

/** Up to which rates a household takes a loan. */
export const APPETITE = {
    product: PRODUCT.product,
    leastMicro: 50_000n,
    alphaMaxE12: '100000000000',
    betaMaxE12: '9000000000000',
    cushionIntervals: 24,
} as const;

/** @returns The coin policy of the demo of credit, from that of the plain one. */
export function delayedCoins(coin: Policy['coin']): Policy['coin'] {
    return { ...coin, confirmation: 'delay', confirmationMs: CONFIRMATION_MS };
}
