import type { LinkKind } from '@edgebourse/chaincode/compute/messages';
import { bringDirect, fetchDirect } from './direct-link';
import type { Relay } from './market';
import { contentHash } from './task-package';

/** The way between a seller and the buyer of one contract. */
export interface Link {
    readonly kind: LinkKind;
    fetch(hash: string): Promise<Buffer>;
    bring(bytes: Uint8Array): Promise<void>;
}

/** Straight from vehicle to vehicle. */
export function directLink(address: string, seller: string): Link {
    return {
        kind: 'v2v',
        fetch: (hash) => fetchDirect(address, hash),
        bring: (bytes) => bringDirect(address, seller, bytes),
    };
}

/** Through the region's MEC, which charges for every byte. */
export function relayLink(relay: Relay, contract: string, seller: string): Link {
    return {
        kind: 'relay',
        fetch: async (hash) => {
            const bytes = await relay.get(contract, seller, hash);
            if (contentHash(bytes) !== hash) throw new Error(`the relay gave other bytes than ${hash}`);
            return bytes;
        },
        bring: (bytes) => relay.put(bytes),
    };
}
