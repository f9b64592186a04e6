import { Info, Returns, Transaction } from 'fabric-contract-api';
import type { CommandResult } from '../common/batch';
import { EdgeContext } from '../common/context';
import { answer, EdgeContract, readArgument } from '../common/edge-contract';
import { accept } from './accept';
import { energyAccess } from './access';
import { clear, previewClear } from './clear';
import { debtOf } from './debts';
import { resolve } from './disputes';
import { awardFlow, claimFlow } from './flow';
import { closeGate, gateOf, publishHead } from './gates';
import { clearingKey, flowKey, settlementKey, type Round } from './keys';
import { claimOmission } from './omission';
import { recordReadings } from './record-readings';
import { recordedReadings } from './readings';
import { energyArguments as args, type ClearingRecord, type FlowRecord, type SettlementRecord } from './records';
import { ownRegion } from './region';
import { settle } from './settle';
import { averageOf, sumsBefore } from './sums';

const refusedOf = (results: readonly CommandResult[]): number =>
    results.filter(({ status }) => status === 'refused').length;

const countOf = (trades: SettlementRecord['trades'], status: string): number =>
    trades.filter((trade) => trade.status === status).length;

/** The peer-to-peer energy market: gates, clearing, delivery, settlement, disputes, proof-of-flow. */
@Info({ title: 'energy', description: 'Peer-to-peer energy market of EAG regions' })
export class EnergyContract extends EdgeContract {
    protected override readonly access = energyAccess;

    constructor() {
        super('energy');
    }

    /** Closes a gate of an operator-driven interval. */
    @Transaction()
    @Returns('string')
    async CloseGate(ctx: EdgeContext, json: string): Promise<string> {
        const { region: name, interval, gate, demandWh } = readArgument(json, args.CloseGate);
        const round: Round = { region: name, interval };
        const record = await closeGate(ctx, await ownRegion(ctx, name), round, gate, demandWh);
        const { announcement } = record;
        ctx.emit({
            type: 'energy.gate',
            ...round,
            gate,
            demandWh: announcement?.demandWh ?? '0',
            supplyWh: announcement?.supplySeenWh ?? '0',
            quoteMicroPerKwh: announcement?.quoteMicroPerKwh ?? '0',
        });
        return answer(record);
    }

    /** Publishes the head of the caller's organisation's receipt chain. */
    @Transaction()
    @Returns('string')
    async PublishHead(ctx: EdgeContext, json: string): Promise<string> {
        const { region: name, interval, count, head } = readArgument(json, args.PublishHead);
        const round: Round = { region: name, interval };
        const status = await publishHead(ctx, await ctx.region(name), round, { count, head });
        ctx.emit({ type: 'energy.head', ...round, organisation: ctx.caller.mspId, count, head });
        return answer({ status });
    }

    /** Clears a round; the proposed result must be the recomputed one. */
    @Transaction()
    @Returns('string')
    async Clear(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Clear);
        const { region, interval } = argument;
        const clearing = await clear(ctx, await ownRegion(ctx, region), argument);
        const { priceMicroPerKwh, volumeWh, root, refused } = clearing;
        const summary = { region, interval, trades: clearing.trades.length, volumeWh, priceMicroPerKwh, root };
        ctx.emit({ type: 'energy.cleared', ...summary });
        return answer({ ...summary, quoteMicroPerKwh: clearing.quoteMicroPerKwh, refused });
    }

    /** What a clearing with these receipts would find. */
    @Transaction(false)
    @Returns('string')
    async PreviewClear(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.PreviewClear);
        return answer(await previewClear(ctx, await ctx.region(argument.region), argument));
    }

    /** Pays a proven omission from the organisation's bond. */
    @Transaction()
    @Returns('string')
    async ClaimOmission(ctx: EdgeContext, json: string): Promise<string> {
        const claim = readArgument(json, args.ClaimOmission);
        const paid = await claimOmission(ctx, claim);
        const { region, interval, organisation } = claim.receipt;
        ctx.emit({ type: 'energy.omission', region, interval, organisation, wallet: paid.wallet });
        return answer(paid);
    }

    /** Records readings before the settlement. */
    @Transaction()
    @Returns('string')
    async RecordReadings(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.RecordReadings);
        const { region, interval } = argument;
        const results = await recordReadings(ctx, await ctx.region(region), argument);
        ctx.emit({ type: 'energy.readings', region, interval, count: results.length, refused: refusedOf(results) });
        return answer({ results });
    }

    /** Settles a round on its meters. */
    @Transaction()
    @Returns('string')
    async Settle(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Settle);
        const { region, interval } = argument;
        const { settlement, ...results } = await settle(ctx, await ownRegion(ctx, region), argument);
        const disputed = countOf(settlement.trades, 'd');
        const counts = {
            settled: settlement.trades.length - disputed,
            accepted: countOf(settlement.trades, 'a'),
            disputed,
        };
        ctx.emit({ type: 'energy.settled', region, interval, ...counts });
        return answer({ region, interval, ...counts, gridLines: settlement.grid.length, ...results });
    }

    /** Takes sellers' acceptances of settled trades. */
    @Transaction()
    @Returns('string')
    async Accept(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Accept);
        const { region, interval } = argument;
        const results = await accept(ctx, await ctx.region(region), argument);
        ctx.emit({ type: 'energy.accepted', region, interval, count: results.length - refusedOf(results) });
        return answer({ results });
    }

    /** Decides a disputed trade. */
    @Transaction()
    @Returns('string')
    async Resolve(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Resolve);
        const { region, interval, trade } = argument;
        const resolved = await resolve(ctx, await ctx.region(region), argument);
        ctx.emit({ type: 'energy.resolved', region, interval, trade });
        return answer(resolved);
    }

    /** Claims the proof-of-flow of a period. */
    @Transaction()
    @Returns('string')
    async ClaimFlow(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, args.ClaimFlow);
        const { record, region, period } = await claimFlow(ctx, commands);
        ctx.emit({ type: 'energy.flow', region, period, deliveredWh: record.deliveredWh });
        return answer(record);
    }

    /** Pays the best claim of a period. */
    @Transaction()
    @Returns('string')
    async AwardFlow(ctx: EdgeContext, json: string): Promise<string> {
        const { region, period } = readArgument(json, args.AwardFlow);
        const record = await awardFlow(ctx, await ownRegion(ctx, region), period);
        ctx.emit({ type: 'energy.flow', region, period, deliveredWh: record.deliveredWh });
        return answer(record);
    }

    /** Gates of a round; empty while none was closed. */
    @Transaction(false)
    @Returns('string')
    async Gate(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await gateOf(ctx, readArgument(json, args.Gate)));
    }

    /** The clearing of a round, or null. */
    @Transaction(false)
    @Returns('string')
    async Clearing(ctx: EdgeContext, json: string): Promise<string> {
        const round = readArgument(json, args.Clearing);
        return answer((await ctx.store.get<ClearingRecord>(clearingKey(round))) ?? null);
    }

    /** The settlement of a round, or null. */
    @Transaction(false)
    @Returns('string')
    async Settlement(ctx: EdgeContext, json: string): Promise<string> {
        const round = readArgument(json, args.Settlement);
        return answer((await ctx.store.get<SettlementRecord>(settlementKey(round))) ?? null);
    }

    /** Readings that were recorded before the settlement. */
    @Transaction(false)
    @Returns('string')
    async Readings(ctx: EdgeContext, json: string): Promise<string> {
        const readings = await recordedReadings(ctx, readArgument(json, args.Readings));
        return answer({ readings: [...readings.values()] });
    }

    /** Average price and the supply seen last, before the round is cleared. */
    @Transaction(false)
    @Returns('string')
    async Market(ctx: EdgeContext, json: string): Promise<string> {
        const round = readArgument(json, args.Market);
        const latest = await sumsBefore(ctx, round);
        const average = await averageOf(ctx, await ctx.region(round.region), round.interval, latest);
        return answer({ averageMicroPerKwh: String(average), supplySeenWh: latest?.supplyWh ?? '0' });
    }

    /** The best claim of a period, or null. */
    @Transaction(false)
    @Returns('string')
    async Flow(ctx: EdgeContext, json: string): Promise<string> {
        const { region, period } = readArgument(json, args.Flow);
        return answer((await ctx.store.get<FlowRecord>(flowKey(region, period))) ?? null);
    }

    /** What a wallet owes grid suppliers. */
    @Transaction(false)
    @Returns('string')
    async Debt(ctx: EdgeContext, json: string): Promise<string> {
        const { wallet } = readArgument(json, args.Debt);
        return answer(await debtOf(ctx, wallet));
    }
}
