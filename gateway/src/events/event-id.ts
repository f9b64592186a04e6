import { EdgeError } from '@edgebourse/chaincode/common/errors';

/** Place of an event on the ledger; as text `block.transaction.event`, the id of a server-sent event. */
export interface EventId {
    readonly block: number;
    readonly transaction: number;
    readonly event: number;
}

/** @returns The text of an id. */
export function toText({ block, transaction, event }: EventId): string {
    return `${block}.${transaction}.${event}`;
}

/** @returns The id that a client sent. @throws EdgeError REQUEST_INVALID. */
export function readEventId(text: string): EventId {
    const [, block, transaction, event] = /^(\d{1,15})\.(\d{1,9})\.(\d{1,9})$/.exec(text) ?? [];
    if (block === undefined || transaction === undefined || event === undefined) {
        throw new EdgeError('REQUEST_INVALID', { member: 'last-event-id' });
    }
    return { block: Number(block), transaction: Number(transaction), event: Number(event) };
}

/** @returns An id behind all events of a block. */
export function endOfBlock(block: bigint): EventId {
    return { block: Number(block), transaction: 999_999_999, event: 0 };
}
