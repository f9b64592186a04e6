import { burnMessage } from '@edgebourse/chaincode/coin/messages';
import type { Balance, BondRecord, MintRecord, OutputList, Supply } from '@edgebourse/chaincode/coin/records';
import { canonicalJson } from '@edgebourse/chaincode/common/canonical-json';
import { openEnvelope, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { toRefusal } from '../http/problem';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import type { OutputReservations } from './reservations';
import type { BurnAnswer, MintRequest } from './schema';
import { spend } from './spending';

/** What the coin service works with. */
export interface CoinServiceOptions {
    readonly ledger: Ledger;
    readonly reservations: OutputReservations;
    /** Name of the network that signed commands must name. */
    readonly network: () => Promise<string>;
    /** Ms since the epoch. */
    readonly now: () => number;
}

/** A withdrawal, and whether it had been carried out before. */
export interface Burned {
    readonly isRepeat: boolean;
    readonly answer: BurnAnswer;
}

/** A mint, and whether it had been made before. */
export interface Minted {
    readonly isRepeat: boolean;
    readonly answer: { readonly transactionId: string; readonly mint: MintRecord };
}

/** Makes and withdraws coins for the treasury, and reads what wallets hold. */
export class CoinService {
    readonly #options: CoinServiceOptions;

    constructor(options: CoinServiceOptions) {
        this.#options = options;
    }

    /**
     * Makes coins. A repeat with the same outputs answers the mint that was made first.
     * @throws EdgeError MINT_REFERENCE_USED for other outputs; MINT_CAP, WALLET_UNKNOWN, ACCESS_DENIED.
     */
    async mint(argument: MintRequest, as: LedgerIdentity): Promise<Minted> {
        try {
            const { result } = await this.#options.ledger.submit({ as, fn: 'coin:Mint', argument });
            return mintedOf(result as MintRecord, false);
        } catch (error) {
            if (!(error instanceof EdgeError) || error.code !== 'MINT_REFERENCE_USED') throw error;
            const { reference } = argument;
            const first = (await this.#read('MintOf', { reference })) as MintRecord | null;
            if (first === null || !isSame(first, argument)) throw error;
            return mintedOf(first, true);
        }
    }

    /**
     * Carries out a signed withdrawal. Nothing is acknowledged before it is committed, so it needs no journal.
     * @throws EdgeError what the envelope or the contract is refused for.
     */
    async burn(envelope: Envelope, as: LedgerIdentity): Promise<Burned> {
        const { ledger, network, now } = this.#options;
        const judge = { network: await network(), now: BigInt(now()) };
        const { payload, signer } = openEnvelope(envelope, burnMessage, judge);
        const [spent] = await spend({ ledger, as, fn: 'coin:Burn' }, [{ envelope, signer, payload }], this.#options);
        if (spent === undefined) throw new EdgeError('LEDGER_REFUSED', { reason: 'no result' });
        const { result } = spent;
        if (result.status === 'refused') throw toRefusal(result.code, result.message);
        const transactionId = result.txId ?? spent.transactionId;
        return { isRepeat: result.status === 'exists', answer: { id: payload.id, wallet: signer, transactionId } };
    }

    /** @throws EdgeError WALLET_UNKNOWN, COIN_INPUTS_TOO_MANY. */
    async balance(wallet: string, isEndorsed = false): Promise<Balance> {
        return (await this.#read('Balance', { wallet }, isEndorsed)) as Balance;
    }

    /** @throws EdgeError WALLET_UNKNOWN. */
    async outputs(wallet: string, isEndorsed = false): Promise<OutputList> {
        return (await this.#read('Outputs', { wallet }, isEndorsed)) as OutputList;
    }

    /** @returns All coins that were made and withdrawn. */
    async supply(isEndorsed = false): Promise<Supply> {
        return (await this.#read('Supply', {}, isEndorsed)) as Supply;
    }

    /** @throws EdgeError ORGANISATION_UNKNOWN. */
    async bond(organisation: string, isEndorsed = false): Promise<BondRecord> {
        return (await this.#read('BondOf', { organisation }, isEndorsed)) as BondRecord;
    }

    async #read(name: string, argument: unknown, isEndorsed = false): Promise<unknown> {
        const { ledger } = this.#options;
        return ledger.evaluate({ as: ledger.actor('operator'), fn: `coin:${name}`, argument, isEndorsed });
    }
}

function mintedOf(mint: MintRecord, isRepeat: boolean): Minted {
    return { isRepeat, answer: { transactionId: mint.txId, mint } };
}

function isSame({ reason, outputs }: MintRecord, asked: MintRequest): boolean {
    return canonicalJson({ reason, outputs }) === canonicalJson({ reason: asked.reason, outputs: asked.outputs });
}
