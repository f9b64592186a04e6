import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type {
    Announcement,
    ClearingRecord,
    GateName,
    ReadingRecord,
    SettlementRecord,
    TradeRecord,
    TradeSettlement,
} from '@edgebourse/chaincode/energy/records';
import type { LedgerReader } from './ledger-reader';
import { gateEnd, type RoundName } from './market-time';

/** A round as the ledger has it. */
export interface IntervalView extends RoundName {
    /** The gate that was closed last; by the clock, the one that ended last. */
    readonly gate: GateName | null;
    readonly announcement?: Announcement;
    readonly clearing?: ClearingRecord;
    readonly settlement?: SettlementRecord;
    readonly readings: readonly ReadingRecord[];
}

/** A trade with what became of it. */
export interface TradeView extends TradeRecord {
    /** `region.interval.index`. */
    readonly id: string;
    readonly priceMicroPerKwh: string;
    readonly settlement?: TradeSettlement;
}

const GATES: readonly GateName[] = ['demand', 'supply', 'reading'];

/** @returns The round, read from the ledger. @throws EdgeError REGION_UNKNOWN. */
export async function intervalView(reader: LedgerReader, name: RoundName, nowMs: number): Promise<IntervalView> {
    const policy = await reader.region(name.region);
    const [gates, clearing, settlement, readings] = await Promise.all([
        reader.gates(name),
        reader.clearing(name),
        reader.settlement(name),
        reader.readings(name),
    ]);
    const byClock = GATES.filter((gate) => gateEnd(policy, name.interval, gate) <= nowMs);
    const { announcement } = gates;
    return {
        ...name,
        gate: (policy.gates === 'clock' ? byClock : gates.closed).at(-1) ?? null,
        ...(announcement && { announcement }),
        ...(clearing && { clearing }),
        ...(settlement && { settlement }),
        readings,
    };
}

/** @returns The trades of a cleared round, in order. @throws EdgeError REGION_UNKNOWN, INTERVAL_NOT_CLEARED. */
export async function tradeViews(reader: LedgerReader, name: RoundName): Promise<TradeView[]> {
    const { region, interval } = name;
    await reader.region(region);
    const [clearing, settlement] = await Promise.all([reader.clearing(name), reader.settlement(name)]);
    if (clearing === undefined) throw new EdgeError('INTERVAL_NOT_CLEARED', { region, interval });
    return clearing.trades.map((trade, index) => {
        const settled = settlement?.trades[index];
        const id = `${region}.${interval}.${index}`;
        const { priceMicroPerKwh } = clearing;
        return { id, ...trade, priceMicroPerKwh, ...(settled && { settlement: settled }) };
    });
}
