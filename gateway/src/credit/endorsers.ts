import type { Policy } from '@edgebourse/chaincode/common/policy-record';

/**
 * Who must endorse what spends coins of reserves: the banks, whose word the outputs' key-level policies ask for, and
 * besides them as many organisations as the channel's policy demands.
 * @param banks - MSP ids: the lending bank and its partners.
 * @returns MSP ids, banks first.
 */
export function reserveEndorsers({ organisations, credit }: Policy, banks: readonly string[]): string[] {
    const others = organisations.map(({ mspId }) => mspId).filter((mspId) => !banks.includes(mspId));
    return [...banks, ...others.slice(0, Math.max(0, credit.lending.endorsements - banks.length))];
}
