import type { z } from 'zod';
import { parseAmount } from '../common/amount';
import { BATCH_MAX } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { payloadHash, type Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { chainLinks } from '../common/receipt';
import { headKey, type Round } from './keys';
import type { chainArgument, ClearingRecord, HeadRecord } from './records';

/** An order at its place among all receipts of the round. */
export interface Entry {
    readonly index: number;
    readonly organisation: string;
    readonly timeMs: bigint;
    readonly envelope: Envelope;
    /** Hash of the order's payload. */
    readonly hash: string;
}

/** The published heads that a clearing takes. */
export type Heads = ClearingRecord['heads'];

type Chain = z.infer<typeof chainArgument>;

/**
 * Numbers the receipts of all chains, organisation by organisation.
 * @throws EdgeError CHAIN_BROKEN when organisations are not in ascending order, BATCH_TOO_LARGE above 1000 orders.
 */
export function entriesOf(chains: readonly Chain[]): Entry[] {
    const entries: Entry[] = [];
    for (const [place, { organisation, receipts }] of chains.entries()) {
        const before = chains[place - 1]?.organisation;
        if (before !== undefined && before >= organisation) {
            throw new EdgeError('CHAIN_BROKEN', { organisation, reason: 'organisations not in ascending order' });
        }
        for (const { timeMs, order } of receipts) {
            const hash = payloadHash(order);
            entries.push({ index: entries.length, organisation, timeMs: parseAmount(timeMs), envelope: order, hash });
        }
    }
    if (entries.length > BATCH_MAX) throw new EdgeError('BATCH_TOO_LARGE', { commands: entries.length });
    return entries;
}

/** @returns The heads of the round that confirm at least one order, in ascending order of organisation. */
async function publishedHeads(ctx: EdgeContext, round: Round): Promise<Heads> {
    const rows = await ctx.store.range<HeadRecord>(headKey(round));
    return rows
        .filter(({ value }) => value.count > 0)
        .map(({ attributes, value }) => ({ organisation: attributes[2] ?? '', ...value }));
}

/**
 * Checks that the receipts are exactly the published chains: none left out, none added, none changed, none moved.
 * @returns The heads and the links of each chain.
 * @throws EdgeError HEAD_MISSING (a chain that nobody published), CHAIN_BROKEN.
 */
export async function takeChains(
    ctx: EdgeContext,
    round: Round,
    chains: readonly Chain[],
    entries: readonly Entry[],
): Promise<{ heads: Heads; links: ReadonlyMap<string, readonly string[]> }> {
    const heads = await publishedHeads(ctx, round);
    for (const { organisation } of chains) {
        if (!heads.some((head) => head.organisation === organisation)) {
            throw new EdgeError('HEAD_MISSING', { ...round, organisation });
        }
    }
    const links = new Map(heads.map((head) => [head.organisation, matchingLinks(round, head, entries)]));
    return { heads, links };
}

function matchingLinks(round: Round, head: Heads[number], entries: readonly Entry[]): readonly string[] {
    const { organisation } = head;
    const own = entries.filter((entry) => entry.organisation === organisation);
    const receipts = own.map(({ timeMs, hash }) => ({ timeMs: String(timeMs), order: hash }));
    const links = chainLinks({ organisation, region: round.region, interval: round.interval }, receipts);
    if (links.length !== head.count || links.at(-1) !== head.head) {
        throw new EdgeError('CHAIN_BROKEN', { ...round, organisation, count: links.length });
    }
    return links;
}
