import type { Policy } from '@edgebourse/chaincode/common/policy-record';

/** The time that judges issue and expiry of a message before it reaches the contract; undefined for the clock's. */
export type JudgeTime = (payload: Readonly<Record<string, unknown>>) => Promise<bigint | undefined>;

/**
 * The contract judges messages of loans by the time of the borrower's region. Where a market is driven by its operator
 * that may be a day long past, so the gateway lets a message through that is valid when it says it was issued.
 * @param policy - The policy in force.
 */
export function newJudgeTime(policy: () => Promise<Policy>): JudgeTime {
    return async ({ issuedAt }) => {
        const { regions } = await policy();
        const isDriven = regions.some(({ gates }) => gates === 'operator');
        return isDriven && typeof issuedAt === 'string' && /^\d{1,25}$/.test(issuedAt) ? BigInt(issuedAt) : undefined;
    };
}
