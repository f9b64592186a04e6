import type {
    ContractRecord,
    MarketView,
    NodeState,
    ResultRecord,
    WorkerRecord,
} from '@edgebourse/chaincode/compute/records';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { WalletRecord } from '@edgebourse/chaincode/identity/records';
import type { Ledger } from '../ledger/ledger';

/** Whose game, of what length; with `contract`, the game of its rehire. */
export interface MarketAsked {
    readonly region: string;
    readonly buyer: string;
    readonly durationMs: number;
    readonly contract?: string;
}

const REFUSED_STATUS = {
    suspended: 'WALLET_SUSPENDED',
    blacklisted: 'WALLET_BLACKLISTED',
    revoked: 'WALLET_REVOKED',
} as const;

/** Reads of the compute contract. */
export class ComputeReader {
    readonly #ledger: Ledger;

    constructor(ledger: Ledger) {
        this.#ledger = ledger;
    }

    /** @throws EdgeError COMPUTE_NODE_UNKNOWN, COMPUTE_CONTRACT_UNKNOWN. */
    async market({ region, buyer, durationMs, contract }: MarketAsked): Promise<MarketView> {
        const argument = { region, buyer, durationMs, ...(contract !== undefined && { contract }) };
        return (await this.#read('Market', argument)) as MarketView;
    }

    /** @throws EdgeError COMPUTE_CONTRACT_UNKNOWN. */
    async contract(contract: string, isEndorsed = false): Promise<ContractRecord> {
        return (await this.#read('ContractOf', { contract }, isEndorsed)) as ContractRecord;
    }

    /** @throws EdgeError RECORD_UNKNOWN where the seller returned nothing. */
    async result(contract: string, seller: string, isEndorsed = false): Promise<ResultRecord> {
        const record = (await this.#read('ResultOf', { contract, seller }, isEndorsed)) as ResultRecord | null;
        if (record === null) throw new EdgeError('RECORD_UNKNOWN', { contract, seller });
        return record;
    }

    /** @returns What is known of a wallet; one that never took part has the reputation that everybody begins with. */
    async worker(wallet: string, isEndorsed = false): Promise<WorkerRecord> {
        return (await this.#read('WorkerOf', { wallet }, isEndorsed)) as WorkerRecord;
    }

    /** @throws EdgeError COMPUTE_NODE_UNKNOWN. */
    async node(region: string, isEndorsed = false): Promise<NodeState> {
        return (await this.#read('NodeOf', { region }, isEndorsed)) as NodeState;
    }

    /**
     * Whether a wallet may put blobs into the store; the contract checks again whatever it decides.
     * @throws EdgeError WALLET_UNKNOWN, WALLET_SUSPENDED, WALLET_BLACKLISTED, WALLET_REVOKED.
     */
    async assertWallet(wallet: string): Promise<void> {
        const as = this.#ledger.actor('operator');
        const { status } = (await this.#ledger.evaluate({
            as,
            fn: 'identity:Wallet',
            argument: { wallet },
        })) as WalletRecord;
        if (status !== 'active') throw new EdgeError(REFUSED_STATUS[status], { wallet });
    }

    async #read(name: string, argument: unknown, isEndorsed = false): Promise<unknown> {
        const as = this.#ledger.actor('operator');
        return this.#ledger.evaluate({ as, fn: `compute:${name}`, argument, isEndorsed });
    }
}
