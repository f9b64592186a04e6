import { openDurableLog, type DurableLog } from '@edgebourse/storage/durable-log';
import type { FileLayer } from '@edgebourse/storage/file-layer';
import { join } from 'node:path';
import { parseBlock, type ParsedBlock } from './blocks';
import type { PrivateDataOfTransaction } from './types';

/** File of the blocks: record n is block n. */
export const BLOCKS_FILE = 'blocks.log';
/** File of private data: each record is JSON with its block's number. */
const PRIVATE_FILE = 'private.log';

interface PrivateRecord {
    readonly block: number;
    readonly transactions: readonly { readonly index: number; readonly privateWrites: string }[];
}

/** The hash-chained blocks on disk, and private data beside them. */
export class BlockLog {
    private tip: ParsedBlock | undefined;

    private constructor(
        private readonly blocks: DurableLog,
        private readonly privateLog: DurableLog,
        private readonly privateIndex: Map<number, number>,
    ) {}

    /**
     * Opens the log and verifies it from block 0 on.
     * @param acknowledged blocks that the state database knows: a log that ends before them was cut.
     * @throws Error naming the damaged place when a byte was changed or the chain is broken.
     */
    static async open(folder: string, acknowledged: number, fileLayer?: FileLayer): Promise<BlockLog> {
        const layer = fileLayer && { fileLayer };
        const blocks = await openDurableLog(join(folder, BLOCKS_FILE), { ...layer, acknowledged });
        const opened = [blocks];
        try {
            const privateLog = await openDurableLog(join(folder, PRIVATE_FILE), { ...layer });
            opened.push(privateLog);
            const log = new BlockLog(blocks, privateLog, await indexPrivate(privateLog));
            await log.verify();
            return log;
        } catch (error) {
            await Promise.all(opened.map((file) => file.close()));
            throw error;
        }
    }

    get height(): number {
        return this.blocks.length;
    }

    /** The last block, undefined before block 0 is written. */
    get last(): ParsedBlock | undefined {
        return this.tip;
    }

    private async verify(): Promise<void> {
        let number = 0n;
        for await (const bytes of this.blocks.entries()) {
            const block = parseBlock(bytes);
            if (block.number !== number) throw new Error(`block ${String(number)}: it says ${String(block.number)}`);
            if (!Buffer.from(block.previousHash).equals(this.tip?.hash ?? Buffer.alloc(0))) {
                throw new Error(`block ${String(number)}: the previous hash is not that of the block before`);
            }
            this.tip = block;
            number++;
        }
    }

    /** Resolves when block and private data are on the disk; private data first, so that no block lacks its own. */
    async append(bytes: Uint8Array, privateData: readonly PrivateDataOfTransaction[]): Promise<void> {
        const number = this.height;
        if (privateData.length > 0) {
            const transactions = privateData.map(({ index, privateWrites }) => ({
                index,
                privateWrites: Buffer.from(privateWrites).toString('base64'),
            }));
            const record: PrivateRecord = { block: number, transactions };
            this.privateIndex.set(number, await this.privateLog.append(Buffer.from(JSON.stringify(record))));
        } else {
            // A crash between the two files may have left the data of a block that was never written.
            this.privateIndex.delete(number);
        }
        await this.blocks.append(bytes);
        this.tip = parseBlock(bytes);
    }

    async block(number: number): Promise<Buffer | undefined> {
        return number < this.height ? this.blocks.read(number) : undefined;
    }

    async privateData(number: number): Promise<readonly PrivateDataOfTransaction[]> {
        const index = this.privateIndex.get(number);
        if (index === undefined || number >= this.height) return [];
        const record = JSON.parse((await this.privateLog.read(index)).toString()) as PrivateRecord;
        return record.transactions.map((transaction) => ({
            index: transaction.index,
            privateWrites: Buffer.from(transaction.privateWrites, 'base64'),
        }));
    }

    async close(): Promise<void> {
        await Promise.all([this.blocks.close(), this.privateLog.close()]);
    }
}

async function indexPrivate(log: DurableLog): Promise<Map<number, number>> {
    const index = new Map<number, number>();
    let position = 0;
    // A later record of the same block replaces one whose block a crash prevented.
    for await (const bytes of log.entries())
        index.set((JSON.parse(bytes.toString()) as PrivateRecord).block, position++);
    return index;
}
