import type { Contract, ProposalOptions } from '@hyperledger/fabric-gateway';
import { toRefusal } from './refusal';

/**
 * Reads as a transaction is endorsed, and lets the transaction be forgotten: as many organisations as the channel's policy
 * asks for ran the function, read the same versions and gave the same bytes.
 * @returns The answer.
 * @throws EdgeError LEDGER_CONFLICT when they differ: one of them lags behind, or lies.
 */
export async function endorsedRead(contract: Contract, fn: string, proposal: ProposalOptions): Promise<Uint8Array> {
    try {
        const transaction = await contract.newProposal(fn, proposal).endorse();
        return transaction.getResult();
    } catch (error) {
        throw toRefusal(error);
    }
}
