import { setTimeout as delay } from 'node:timers/promises';
import type { DomainEvent } from '@edgebourse/chaincode/common/events';
import { EVENT_NAME } from '@edgebourse/chaincode/common/events';
import type { CloseableAsyncIterable, Network } from '@hyperledger/fabric-gateway';
import type { Logger } from 'pino';
import { decodeBlock } from './block-decoder';
import type { LedgerConnection } from './connection';
import type { LedgerBlock, LedgerEvent, LedgerIdentity, StreamOptions } from './ledger';

/** Where streams come from. */
export interface StreamSource {
    readonly connection: LedgerConnection;
    readonly reader: LedgerIdentity;
    readonly log: Logger;
}

const RECONNECT_MS = 500;

/**
 * Reads one stream after another: when one breaks, the next goes on where it stopped, until the signal fires.
 * @param open - Opens a stream at the position that `advance` last noted.
 */
async function* resuming<Item>(
    { signal }: StreamOptions,
    { connection, reader, log }: StreamSource,
    open: (network: Network) => Promise<CloseableAsyncIterable<Item>>,
): AsyncGenerator<Item> {
    while (!signal.aborted) {
        const reach = connection.reach(reader);
        const ends = AbortSignal.any([signal, reach.left]);
        let stream: CloseableAsyncIterable<Item> | undefined;
        const end = (): void => stream?.close();
        ends.addEventListener('abort', end);
        try {
            stream = await open(reach.network);
            // What was decided while it was opened did not close it.
            if (ends.aborted) end();
            yield* stream;
        } catch (error) {
            log.warn({ err: error }, 'stream of the ledger broke off');
            connection.leave(reach);
        } finally {
            ends.removeEventListener('abort', end);
            end();
        }
        await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
}

/** Domain events in their order, exactly once each. */
export async function* streamEvents(source: StreamSource, options: StreamOptions): AsyncGenerator<LedgerEvent> {
    let startBlock = options.startBlock ?? 0n;
    let after = options.afterTransactionId;
    const open = (network: Network): ReturnType<Network['getChaincodeEvents']> => {
        const position = startBlock;
        const transaction = after;
        const checkpoint = { getBlockNumber: () => position, getTransactionId: () => transaction };
        return network.getChaincodeEvents(source.connection.chaincode, { checkpoint });
    };
    for await (const event of resuming(options, source, open)) {
        startBlock = event.blockNumber;
        after = event.transactionId;
        if (event.eventName !== EVENT_NAME) continue;
        yield {
            blockNumber: event.blockNumber,
            transactionId: event.transactionId,
            events: JSON.parse(Buffer.from(event.payload).toString('utf8')) as DomainEvent[],
        };
    }
}

/** Blocks in their order, exactly once each. */
export async function* streamBlocks(source: StreamSource, options: StreamOptions): AsyncGenerator<LedgerBlock> {
    let startBlock = options.startBlock ?? 0n;
    const open = (network: Network): ReturnType<Network['getBlockEvents']> => network.getBlockEvents({ startBlock });
    for await (const block of resuming(options, source, open)) {
        const decoded = decodeBlock(block, source.connection.chaincode);
        startBlock = decoded.number + 1n;
        yield decoded;
    }
}
