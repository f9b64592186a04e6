import { common, orderer, peer } from '@hyperledger/fabric-protos';
import type { CertifiedIdentity } from '../msp/registry';
import { authorise, holdsAt } from './access';
import type { BlockView } from './block-view';
import type { FrontContext } from './context';
import { envelopeHeaders, type EnvelopeHeaders } from './transaction';

/** Turns a block into what one of the three Deliver services sends, for one reader. */
export type BlockPresenter = (
    context: FrontContext,
    view: BlockView,
    reader: CertifiedIdentity,
) => Promise<peer.DeliverResponse>;

interface Range {
    readonly start: bigint;
    readonly stop: bigint;
    readonly waits: boolean;
}

interface Granted {
    readonly reader: CertifiedIdentity;
    readonly seek: orderer.SeekInfo;
}

type StatusCode = common.StatusMap[keyof common.StatusMap];

/**
 * One seek request of a Deliver stream: the blocks it asks for, then a status message. Every problem is a status
 * message too (400, 403, 404), never a gRPC error; only the signal's abort throws.
 */
export async function* deliver(
    context: FrontContext,
    envelope: common.Envelope,
    present: BlockPresenter,
    signal: AbortSignal,
): AsyncGenerator<peer.DeliverResponse, StatusCode> {
    const granted = judge(context, envelope);
    if (typeof granted === 'number') return granted;
    const range = blockRange(context, granted.seek);
    if (range === undefined) return common.Status.BAD_REQUEST;
    for (let number = range.start; number <= range.stop; number += 1n) {
        if (!range.waits && number >= context.feed.height) return common.Status.NOT_FOUND;
        const view = await context.feed.block(number, signal);
        if (!holdsAt(granted.reader, context.now())) return common.Status.FORBIDDEN;
        yield await present(context, view, granted.reader);
    }
    return common.Status.SUCCESS;
}

/** The message that ends a seek request. */
export function statusResponse(code: StatusCode): peer.DeliverResponse {
    const response = new peer.DeliverResponse();
    response.setStatus(code);
    return response;
}

function judge(context: FrontContext, envelope: common.Envelope): Granted | StatusCode {
    const headers = headersOf(envelope);
    if (headers === undefined || !insideTimeWindow(context, headers.channel)) return common.Status.BAD_REQUEST;
    if (headers.channel.getChannelId() !== context.channelId) return common.Status.NOT_FOUND;
    const seek = seekOf(headers.data);
    if (seek === undefined) return common.Status.BAD_REQUEST;
    const signed = {
        data: envelope.getPayload_asU8(),
        identity: headers.creator,
        signature: envelope.getSignature_asU8(),
    };
    const reader = authorise(context.msp, 'Readers', signed, context.now());
    return reader === undefined ? common.Status.FORBIDDEN : { reader, seek };
}

function headersOf(envelope: common.Envelope): EnvelopeHeaders | undefined {
    try {
        return envelopeHeaders(envelope);
    } catch {
        return undefined;
    }
}

function seekOf(data: Uint8Array): orderer.SeekInfo | undefined {
    try {
        return orderer.SeekInfo.deserializeBinary(data);
    } catch {
        return undefined;
    }
}

function insideTimeWindow(context: FrontContext, channel: common.ChannelHeader): boolean {
    const timestamp = channel.getTimestamp();
    return timestamp !== undefined && Math.abs(timestamp.toDate().getTime() - context.now()) <= context.timeWindowMs;
}

function blockRange({ feed }: FrontContext, seek: orderer.SeekInfo): Range | undefined {
    const newest = feed.height - 1n;
    const from = seek.getStart();
    const to = seek.getStop();
    if (from === undefined || to === undefined) return undefined;
    const start = position(from, newest);
    const stop = to.hasOldest() ? start : position(to, newest);
    if (start === undefined || stop === undefined || stop < start) return undefined;
    return { start, stop, waits: seek.getBehavior() === orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY };
}

function position(seek: orderer.SeekPosition, newest: bigint): bigint | undefined {
    if (seek.hasOldest()) return 0n;
    if (seek.hasNewest()) return newest;
    if (seek.hasNextCommit()) return newest + 1n;
    const specified = seek.getSpecified();
    return specified === undefined ? undefined : BigInt(specified.getNumber());
}
