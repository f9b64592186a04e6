import { setTimeout as delay } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import type { World } from '../../../chaincode/test/support/world';
import { decodeBlock } from '../../src/ledger/block-decoder';
import type { Ledger } from '../../src/ledger/ledger';

/** The blocks of a test world, as the gateway's door hands them out. */
export function blocksOf({ ledger }: World): Pick<Ledger, 'blocks'> {
    return {
        async *blocks({ startBlock = 0n, signal }) {
            let number = startBlock;
            while (!signal.aborted) {
                const bytes = await ledger.core.block(number);
                if (bytes === undefined) await delay(5, undefined, { signal }).catch(() => undefined);
                else {
                    yield decodeBlock(common.Block.deserializeBinary(bytes), 'edgebourse');
                    number += 1n;
                }
            }
        },
    };
}

/** @returns The number of the last block. */
export async function lastBlock({ ledger }: World): Promise<bigint> {
    return (await ledger.core.height()) - 1n;
}
