import { Context } from 'fabric-contract-api';
import { EdgeError } from './errors';
import { EVENT_NAME, type DomainEvent } from './events';
import type { Policy, RegionPolicy } from './policy-record';
import { Store } from './store';

/** Who calls: the creator's organisation and the attributes that its CA put into the certificate. */
export interface Caller {
    readonly mspId: string;
    readonly role: string;
    readonly region: string;
}

/** What a contract function works with: the store, the transaction's time and id, the caller, the policy, the events. */
export class EdgeContext extends Context {
    #store: Store | undefined;
    #policy: Policy | undefined;
    readonly #events: DomainEvent[] = [];

    /** The state with this transaction's overlay. */
    get store(): Store {
        this.#store ??= new Store(this.stub);
        return this.#store;
    }

    /** The transaction's timestamp, ms since the epoch: the client's claim, within the peers' window. */
    get now(): bigint {
        const { seconds, nanos } = this.stub.getTxTimestamp();
        return BigInt(seconds.toString()) * 1000n + BigInt(nanos) / 1_000_000n;
    }

    /** The transaction's id. */
    get txId(): string {
        return this.stub.getTxID();
    }

    /** The creator. Attributes that the certificate lacks are empty. */
    get caller(): Caller {
        const attribute = (name: string): string => this.clientIdentity.getAttributeValue(name) ?? '';
        return { mspId: this.clientIdentity.getMSPID(), role: attribute('role'), region: attribute('region') };
    }

    /** @returns The policy in force. @throws EdgeError POLICY_MISSING before genesis. */
    async policy(): Promise<Policy> {
        this.#policy ??= await this.store.require<Policy>(['policy'], () => new EdgeError('POLICY_MISSING'));
        return this.#policy;
    }

    /** @returns The rules of a region. @throws EdgeError REGION_UNKNOWN. */
    async region(name: string): Promise<RegionPolicy> {
        const { regions } = await this.policy();
        const region = regions.find((candidate) => candidate.region === name);
        if (region === undefined) throw new EdgeError('REGION_UNKNOWN', { region: name });
        return region;
    }

    /** Adds a domain event to the one chaincode event of this transaction. */
    emit(event: DomainEvent): void {
        this.#events.push(event);
    }

    /** Writes the overlay and, when anything was to tell, the one event. Called once, after the function. */
    async finish(): Promise<void> {
        await this.store.flush();
        if (this.#events.length > 0) {
            this.stub.setEvent(EVENT_NAME, Buffer.from(JSON.stringify(this.#events), 'utf8'));
        }
    }
}
