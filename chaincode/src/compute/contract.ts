import { Info, Returns, Transaction } from 'fabric-contract-api';
import { sum } from '../common/amount';
import type { CommandResult } from '../common/batch';
import { EdgeContext } from '../common/context';
import { answer, EdgeContract, readArgument } from '../common/edge-contract';
import { computeAccess } from './access';
import { takeAnswers, takeLeaves } from './answers';
import { assess, capStays } from './assess';
import { buy, rehire } from './buy';
import { takeContests } from './contests';
import { openDesk } from './desk';
import { nodeState, reportLoad, serve } from './node';
import { takeOffers } from './offers';
import { missingCopies } from './parts';
import { marketView, offerOf, resultOf } from './queries';
import { computeArguments as args } from './records';
import { relay } from './relay';
import { resolve } from './resolve';
import { takeResults } from './results';
import { settle } from './settle';
import { takeVerdicts } from './verdicts';

function refusedOf(results: readonly CommandResult[]): number {
    return results.filter(({ status }) => status === 'refused').length;
}

const counts = (results: readonly CommandResult[]): { count: number; refused: number } => ({
    count: results.length - refusedOf(results),
    refused: refusedOf(results),
});

/** The market of computing on demand. docs/concepts/compute.md has the table of functions. */
@Info({ title: 'compute', description: 'Computing between vehicles, phones and MEC nodes at Stackelberg prices' })
export class ComputeContract extends EdgeContract {
    protected override readonly access = computeAccess;

    constructor() {
        super('compute');
    }

    /** Keeps what a MEC measured of sellers' machines. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Assess(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Assess);
        const desk = await openDesk(ctx);
        const results = await assess(desk, argument);
        desk.close();
        ctx.emit({ type: 'compute.assessed', region: argument.region, ...counts(results) });
        return answer(results);
    }

    /** Caps what sellers may sell while they stay. Answers a result each. */
    @Transaction()
    @Returns('string')
    async CapStays(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.CapStays);
        const desk = await openDesk(ctx);
        const results = await capStays(desk, argument);
        desk.close();
        ctx.emit({ type: 'compute.stays', region: argument.region, count: counts(results).count });
        return answer(results);
    }

    /** Keeps a MEC's load. Answers the {@link LoadRecord}. */
    @Transaction()
    @Returns('string')
    async ReportLoad(ctx: EdgeContext, json: string): Promise<string> {
        const { region, loadPpm, queued } = readArgument(json, args.ReportLoad);
        const record = reportLoad(await openDesk(ctx), region, loadPpm, queued);
        ctx.emit({ type: 'compute.load', region, loadPpm, queued });
        return answer(record);
    }

    /** Takes sellers' offers. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Offer(ctx: EdgeContext, json: string): Promise<string> {
        const { offers } = readArgument(json, args.Offer);
        const desk = await openDesk(ctx);
        const results = await takeOffers(desk, offers);
        desk.close();
        const regions = new Set(results.flatMap((result) => (result.status === 'refused' ? [] : [result.region])));
        ctx.emit({ type: 'compute.offered', regions: [...regions], ...counts(results) });
        return answer(results);
    }

    /** Makes contracts of buyers' requests. Answers a result each; a contract's id is the hash of its request. */
    @Transaction()
    @Returns('string')
    async Contract(ctx: EdgeContext, json: string): Promise<string> {
        const { requests } = readArgument(json, args.Contract);
        const desk = await openDesk(ctx);
        const results = await buy(desk, requests);
        desk.close();
        return answer(results);
    }

    /** The region's MEC takes tasks itself. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Serve(ctx: EdgeContext, json: string): Promise<string> {
        const { requests } = readArgument(json, args.Serve);
        const desk = await openDesk(ctx);
        const results = await serve(desk, requests);
        desk.close();
        return answer(results);
    }

    /** Hired sellers accept or decline. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Answer(ctx: EdgeContext, json: string): Promise<string> {
        const { answers } = readArgument(json, args.Answer);
        const desk = await openDesk(ctx);
        const results = await takeAnswers(desk, answers);
        desk.close();
        const accepted = results.filter((result) => result.status !== 'refused' && result.part === 'accepted').length;
        const { count, refused } = counts(results);
        ctx.emit({ type: 'compute.answered', accepted, declined: count - accepted, refused });
        return answer(results);
    }

    /** Sellers give their parts up. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Leave(ctx: EdgeContext, json: string): Promise<string> {
        const { leaves } = readArgument(json, args.Leave);
        const desk = await openDesk(ctx);
        const results = await takeLeaves(desk, leaves);
        desk.close();
        ctx.emit({ type: 'compute.left', ...counts(results) });
        return answer(results);
    }

    /** Gives pieces that nobody holds to other sellers. Answers the {@link ContractRecord}. */
    @Transaction()
    @Returns('string')
    async Rehire(ctx: EdgeContext, json: string): Promise<string> {
        const { contract, solution } = readArgument(json, args.Rehire);
        const desk = await openDesk(ctx);
        const before = (await desk.requireContract(contract)).parts.length;
        const record = await rehire(desk, contract, solution);
        desk.close();
        const missing = sum([...missingCopies(record).values()].map(BigInt));
        const sellers = record.parts.length - before;
        ctx.emit({ type: 'compute.rehired', contract, sellers, missing: Number(missing) });
        return answer(record);
    }

    /** Takes sellers' results. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Result(ctx: EdgeContext, json: string): Promise<string> {
        const { results: envelopes } = readArgument(json, args.Result);
        const desk = await openDesk(ctx);
        const results = await takeResults(desk, envelopes);
        desk.close();
        ctx.emit({ type: 'compute.results', ...counts(results) });
        return answer(results);
    }

    /** Buyers accept or dispute results. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Verdict(ctx: EdgeContext, json: string): Promise<string> {
        const { verdicts } = readArgument(json, args.Verdict);
        const desk = await openDesk(ctx);
        const results = await takeVerdicts(desk, verdicts);
        desk.close();
        ctx.emit({ type: 'compute.verdicts', ...counts(results) });
        return answer(results);
    }

    /** Outvoted sellers contest the vote. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Contest(ctx: EdgeContext, json: string): Promise<string> {
        const { contests } = readArgument(json, args.Contest);
        const desk = await openDesk(ctx);
        const results = await takeContests(desk, contests);
        desk.close();
        ctx.emit({ type: 'compute.contested', ...counts(results) });
        return answer(results);
    }

    /** Decides a dispute. Answers the {@link Part}. */
    @Transaction()
    @Returns('string')
    async Resolve(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Resolve);
        const desk = await openDesk(ctx);
        const part = await resolve(desk, argument);
        desk.close();
        const { contract, seller } = argument;
        ctx.emit({ type: 'compute.resolved', contract, seller, wrong: part.wrong?.length ?? 0 });
        return answer(part);
    }

    /** Does what is due of contracts. Answers what became of each. */
    @Transaction()
    @Returns('string')
    async Settle(ctx: EdgeContext, json: string): Promise<string> {
        const { contracts } = readArgument(json, args.Settle);
        const desk = await openDesk(ctx);
        const settled = await settle(desk, contracts);
        desk.close();
        const paidMicro = String(sum(settled.map((each) => BigInt(each.paidMicro))));
        const closed = settled.filter(({ status }) => status === 'closed').length;
        ctx.emit({ type: 'compute.settled', contracts, paidMicro, closed });
        return answer(settled);
    }

    /** Charges relayed data. Answers a result each. */
    @Transaction()
    @Returns('string')
    async Relay(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Relay);
        const desk = await openDesk(ctx);
        const results = await relay(desk, argument);
        desk.close();
        const done = results.flatMap((result) => (result.status === 'done' ? [result] : []));
        const chargedMicro = String(sum(done.map((each) => BigInt(each.chargedMicro))));
        const bytes = done.reduce((all, each) => all + each.bytes, 0);
        ctx.emit({ type: 'compute.relayed', region: argument.region, lines: done.length, bytes, chargedMicro });
        return answer(results);
    }

    /** Answers a {@link MarketView}. */
    @Transaction(false)
    @Returns('string')
    async Market(ctx: EdgeContext, json: string): Promise<string> {
        const argument = readArgument(json, args.Market);
        return answer(await marketView(await openDesk(ctx), argument));
    }

    /** Answers a {@link ContractRecord}. */
    @Transaction(false)
    @Returns('string')
    async ContractOf(ctx: EdgeContext, json: string): Promise<string> {
        const { contract } = readArgument(json, args.ContractOf);
        return answer(await (await openDesk(ctx)).requireContract(contract));
    }

    /** Answers a {@link WorkerRecord}; a wallet that never took part has the reputation that everybody begins with. */
    @Transaction(false)
    @Returns('string')
    async WorkerOf(ctx: EdgeContext, json: string): Promise<string> {
        const { wallet } = readArgument(json, args.WorkerOf);
        return answer(await (await openDesk(ctx)).worker(wallet));
    }

    /** Answers an {@link OfferRecord} or null. */
    @Transaction(false)
    @Returns('string')
    async OfferOf(ctx: EdgeContext, json: string): Promise<string> {
        const { region, wallet } = readArgument(json, args.OfferOf);
        return answer(await offerOf(await openDesk(ctx), region, wallet));
    }

    /** Answers a {@link ResultRecord} or null. */
    @Transaction(false)
    @Returns('string')
    async ResultOf(ctx: EdgeContext, json: string): Promise<string> {
        const { contract, seller } = readArgument(json, args.ResultOf);
        return answer(await resultOf(await openDesk(ctx), contract, seller));
    }

    /** Answers a {@link NodeState}. */
    @Transaction(false)
    @Returns('string')
    async NodeOf(ctx: EdgeContext, json: string): Promise<string> {
        const { region } = readArgument(json, args.NodeOf);
        return answer(await nodeState(await openDesk(ctx), region));
    }
}
