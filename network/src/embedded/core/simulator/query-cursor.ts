import { ledger, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { HistoryEntry } from '../state-store';
import type { Row, Rows } from './transaction-simulator';

/** Results that travel in one message, as on a Fabric peer. */
const BATCH_SIZE = 100;

/** A peer stops a query here without saying so (`ledger.state.totalQueryLimit`). */
export const TOTAL_QUERY_LIMIT = 100_000;

/** Rows that a page of the asked size may have; a size of 0 asks for all that a peer gives. */
export function pageLimitOf(pageSize: number): number {
    return pageSize > 0 ? Math.min(pageSize, TOTAL_QUERY_LIMIT) : TOTAL_QUERY_LIMIT;
}

/** One result, encoded for the chaincode; the key serves as bookmark. */
export interface EncodedResult {
    readonly key: string;
    readonly bytes: Uint8Array;
}

/** Encodes a range row as queryresult.KV. */
export async function* encodeRows(namespace: string, rows: Rows<Row>): Rows<EncodedResult> {
    for await (const { key, value } of rows) {
        const message = new ledger.queryresult.KV();
        message.setNamespace(namespace);
        message.setKey(key);
        message.setValue(value);
        yield { key, bytes: message.serializeBinary() };
    }
    return undefined;
}

/** Encodes a history entry as queryresult.KeyModification. */
export async function* encodeHistoryRows(key: string, rows: Rows<HistoryEntry>): Rows<EncodedResult> {
    for await (const entry of rows) {
        const message = new ledger.queryresult.KeyModification();
        message.setTxId(entry.txId);
        message.setValue(entry.value);
        message.setTimestamp(Timestamp.fromDate(new Date(entry.timestampMs)));
        message.setIsDelete(entry.isDelete);
        yield { key, bytes: message.serializeBinary() };
    }
    return undefined;
}

/** An open query of one transaction: hands out batches of 100 until the rows, the page or the total limit end. */
export class QueryCursor {
    private pending: Uint8Array[] = [];
    private returned = 0;
    private readonly limit: number;

    /** @param pageLimit undefined for a query without paging, else from `pageLimitOf`. */
    constructor(
        private readonly id: string,
        private readonly rows: Rows<EncodedResult>,
        private readonly pageLimit?: number,
    ) {
        this.limit = pageLimit ?? TOTAL_QUERY_LIMIT;
    }

    /** Follows QueryResponseGenerator of Fabric: one row is read ahead, so that `has_more` is true only if it is. */
    async nextBatch(): Promise<peer.QueryResponse> {
        while (this.returned < this.limit) {
            const next = await this.rows.next();
            if (next.done === true) break;
            const batch = this.pending;
            const isFull = this.pageLimit === undefined && batch.length === BATCH_SIZE;
            if (isFull) this.pending = [];
            this.pending.push(next.value.bytes);
            this.returned++;
            if (isFull) return this.response(batch, true);
        }
        return this.lastBatch();
    }

    private async lastBatch(): Promise<peer.QueryResponse> {
        const response = this.response(this.pending, false);
        if (this.pageLimit !== undefined) {
            const following = this.returned < this.limit ? undefined : await this.rows.next();
            const metadata = new peer.QueryResponseMetadata();
            metadata.setFetchedRecordsCount(this.returned);
            metadata.setBookmark(following?.value?.key ?? '');
            response.setMetadata(metadata.serializeBinary());
        }
        await this.close();
        return response;
    }

    async close(): Promise<void> {
        await this.rows.return(undefined);
    }

    private response(batch: readonly Uint8Array[], hasMore: boolean): peer.QueryResponse {
        const response = new peer.QueryResponse();
        response.setId(this.id);
        response.setHasMore(hasMore);
        response.setResultsList(
            batch.map((bytes) => {
                const result = new peer.QueryResultBytes();
                result.setResultbytes(bytes);
                return result;
            }),
        );
        return response;
    }
}
