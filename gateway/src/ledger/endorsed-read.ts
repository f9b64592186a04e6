import type { Contract, ProposalOptions } from '@hyperledger/fabric-gateway';

/**
 * Reads as a transaction is endorsed, and lets the transaction be forgotten: as many organisations as the channel's policy
 * asks for ran the function, read the same versions and gave the same bytes.
 * @returns The answer.
 * @throws GatewayError; toRefusal makes it LEDGER_CONFLICT when they differ: one of them lags behind, or lies.
 */
export async function endorsedRead(contract: Contract, fn: string, proposal: ProposalOptions): Promise<Uint8Array> {
    const transaction = await contract.newProposal(fn, proposal).endorse();
    return transaction.getResult();
}
