import type { Collection, EndorsementPolicy, LedgerCore } from '../core/types';
import type { CertifiedMspRegistry } from '../msp/registry';
import type { BlockFeed } from './block-feed';
import type { CommitWaiters } from './commit-waiters';
import type { Endorser } from './endorser';
import type { Orderer } from './orderer';
import type { TransientStore } from './transient-store';

/** What all services of one peer share. */
export interface FrontContext {
    readonly channelId: string;
    readonly chaincode: string;
    readonly core: LedgerCore;
    readonly msp: CertifiedMspRegistry;
    /** By MSP id: one endorser for each organisation of the channel. */
    readonly endorsers: ReadonlyMap<string, Endorser>;
    readonly policy: EndorsementPolicy;
    readonly collections: readonly Collection[];
    readonly timeWindowMs: number;
    readonly feed: BlockFeed;
    readonly waiters: CommitWaiters;
    readonly orderer: Orderer;
    readonly transient: TransientStore;
    /** host:port as error details name it. */
    readonly address: string;
    /** Milliseconds since the epoch. */
    now(): number;
    /** Aborts, with an RpcError as reason, when the peer shuts down. */
    readonly shutdown: AbortSignal;
}
