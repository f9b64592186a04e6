import { parseAmount, sum } from '../common/amount';
import type { ClearingRecord, SettlementRecord } from './records';

/**
 * Coins that a clearing holds: all escrows and deposits before the settlement, afterwards those of disputed trades.
 * With it anyone can check that outputs + bonds + held = minted - burned.
 * @returns Micro-coins.
 */
export function heldMicro(
    clearing: Pick<ClearingRecord, 'trades'>,
    settlement?: Pick<SettlementRecord, 'trades'>,
): bigint {
    const held = clearing.trades.filter((_, index) => (settlement?.trades[index]?.status ?? 'd') === 'd');
    return sum(held.map(({ escrowMicro, depositMicro }) => parseAmount(escrowMicro) + parseAmount(depositMicro)));
}
