import type { z } from 'zod';
import { EdgeError } from '../common/errors';
import type { Desk } from './desk';
import { offerKey, resultKey } from './keys';
import { marketSellers, rehireSellers } from './market';
import { missingCopies } from './parts';
import type { computeArguments, MarketView, OfferRecord, ResultRecord } from './records';

type MarketArgument = z.infer<typeof computeArguments.Market>;

/**
 * @returns The game that a buyer would play now, or that of a contract's `Rehire`.
 * @throws EdgeError COMPUTE_NODE_UNKNOWN, COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY (the contract is of another region).
 */
export async function marketView(desk: Desk, argument: MarketArgument): Promise<MarketView> {
    const { region, buyer, durationMs, contract: id } = argument;
    desk.node(region);
    if (id === undefined) {
        return { region, sellers: await marketSellers(desk, { region, buyer, durationMs, excluded: new Set() }) };
    }
    const contract = await desk.requireContract(id);
    if (contract.region !== region) throw new EdgeError('COMPUTE_PARTY', { contract: id, region });
    const missing = [...missingCopies(contract).values()].reduce((all, count) => all + count, 0);
    const { costScaleE12, costExponentE12 } = contract;
    return {
        ...{ region, sellers: await rehireSellers(desk, contract), missing },
        ...(costScaleE12 === undefined ? {} : { costScaleE12 }),
        ...(costExponentE12 === undefined ? {} : { costExponentE12 }),
    };
}

/** @returns The wallet's offer in a region, or null. */
export async function offerOf({ ctx }: Desk, region: string, wallet: string): Promise<OfferRecord | null> {
    return (await ctx.store.get<OfferRecord>(offerKey(region, wallet))) ?? null;
}

/** @returns What a seller returned, or null. */
export async function resultOf({ ctx }: Desk, contract: string, seller: string): Promise<ResultRecord | null> {
    return (await ctx.store.get<ResultRecord>(resultKey(contract, seller))) ?? null;
}
