import { createHmac } from 'node:crypto';
import { signStatement } from '@edgebourse/chaincode/common/boneh-boyen';
import { addressOfKey } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type {
    MappingRecord,
    WalletCertificate,
    WalletRecord,
    WalletStatement,
} from '@edgebourse/chaincode/identity/records';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { AuthorityKey } from '../keys/authority-key';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import { mapInParallel } from './parallel';
import type { ParticipantApplication, RegisteredParticipant } from './schema';

/** What the registration works with. */
export interface RegistrationOptions {
    readonly ledger: Ledger;
    /** Undefined where this gateway does not act for the authority. */
    readonly authorityKey: AuthorityKey | undefined;
}

/** Seven pairings take about 130 ms of each endorser. */
const WALLETS_PER_TRANSACTION = 7;
const SERIAL_DIGITS = 16;
const TRANSACTIONS_AT_ONCE = 4;

/** Certifies participants and their wallets and brings them to the ledger; a repeat finds what is there. */
export class RegistrationService {
    readonly #options: RegistrationOptions;

    constructor(options: RegistrationOptions) {
        this.#options = options;
    }

    /**
     * Signs a certificate for each wallet, registers them, and stores each mapping with its home organisation alone.
     * @returns The participants with their certificates, once everything is committed.
     * @throws EdgeError REQUEST_FORBIDDEN where this gateway lacks the authority's key or an identity of the home
     * organisation; ENVELOPE_KEY, WALLET_EXISTS, SERIAL_USED, REGION_UNKNOWN.
     */
    async register(
        applications: readonly ParticipantApplication[],
        as: LedgerIdentity,
    ): Promise<RegisteredParticipant[]> {
        const key = this.#authorityKey();
        for (const { homeOrganisation } of applications) this.#options.ledger.actor('operator', homeOrganisation);
        const registered = applications.map((application) => certify(application, key));
        const groups = unlinkable(registered.map(({ wallets }) => wallets));
        await mapInParallel(groups, TRANSACTIONS_AT_ONCE, async (group) => this.#registerWallets(group, as));
        const pairs = registered.map(({ participant, wallets }, index) => ({
            application: applications[index],
            participant,
            wallets: wallets.map(({ statement }) => statement.wallet),
        }));
        await mapInParallel(pairs, TRANSACTIONS_AT_ONCE, async ({ application, participant, wallets }) => {
            if (application !== undefined) await this.#putMapping(mappingOf(application, participant, wallets, key));
        });
        return registered;
    }

    #authorityKey(): AuthorityKey {
        const { authorityKey } = this.#options;
        if (authorityKey === undefined)
            throw new EdgeError('REQUEST_FORBIDDEN', { reason: 'not the authority’s gateway' });
        return authorityKey;
    }

    async #registerWallets(wallets: readonly WalletCertificate[], as: LedgerIdentity): Promise<void> {
        const { ledger } = this.#options;
        const submit = async (some: readonly WalletCertificate[]): Promise<unknown> =>
            ledger.submit({ as, fn: 'identity:RegisterWallets', argument: { wallets: some } });
        try {
            await submit(wallets);
        } catch (error) {
            if (!(error instanceof EdgeError) || error.code !== 'WALLET_EXISTS') throw error;
            const missing = await this.#withoutRegistered(wallets, as);
            if (missing.length > 0) await submit(missing);
        }
    }

    /** @throws EdgeError WALLET_EXISTS for a wallet that stands there with another certificate. */
    async #withoutRegistered(wallets: readonly WalletCertificate[], as: LedgerIdentity): Promise<WalletCertificate[]> {
        const missing: WalletCertificate[] = [];
        for (const certificate of wallets) {
            const { wallet } = certificate.statement;
            const record = await this.#find(wallet, as);
            if (record === undefined) missing.push(certificate);
            else if (record.certificate !== certificate.signature) throw new EdgeError('WALLET_EXISTS', { wallet });
        }
        return missing;
    }

    async #find(wallet: string, as: LedgerIdentity): Promise<WalletRecord | undefined> {
        try {
            return (await this.#options.ledger.evaluate({
                as,
                fn: 'identity:Wallet',
                argument: { wallet },
            })) as WalletRecord;
        } catch (error) {
            if (error instanceof EdgeError && error.code === 'WALLET_UNKNOWN') return undefined;
            throw error;
        }
    }

    async #putMapping(mapping: MappingRecord): Promise<void> {
        const { participant, homeOrganisation } = mapping;
        await this.#options.ledger.submit({
            as: this.#options.ledger.actor('operator', homeOrganisation),
            fn: 'identity:PutMapping',
            argument: { participant },
            transient: { mapping },
            endorsers: [homeOrganisation],
        });
    }
}

/** Unguessable without the authority's secret, yet the same at a repeat. */
function derive({ secret }: AuthorityKey, purpose: string, trueIdentity: string): string {
    return createHmac('sha256', secret).update(`${purpose}\n${trueIdentity}`).digest('hex');
}

function certifyWallet(
    { role, region, notAfter }: ParticipantApplication,
    { publicKey, meterKey }: ParticipantApplication['wallets'][number],
    key: AuthorityKey,
): WalletCertificate {
    const wallet = addressOfKey(publicKey);
    const statement: WalletStatement = {
        wallet,
        role,
        region,
        ...(meterKey !== undefined && { meterAlias: addressOfKey(meterKey) }),
        notAfter,
        serial: sha256Hex(wallet).slice(0, SERIAL_DIGITS),
    };
    return { statement, publicKey, signature: signStatement(statement, key) };
}

function certify(application: ParticipantApplication, key: AuthorityKey): RegisteredParticipant {
    const { trueIdentity, role, homeOrganisation, notAfter } = application;
    const participant = derive(key, 'participant', trueIdentity).slice(0, 2 * SERIAL_DIGITS);
    const statement = { participant, trueIdentity, role, homeOrganisation, notAfter };
    return {
        participant,
        certificate: { statement, signature: signStatement(statement, key) },
        wallets: application.wallets.map((wallet) => certifyWallet(application, wallet, key)),
    };
}

function mappingOf(
    { trueIdentity, account, homeOrganisation, meterNumber }: ParticipantApplication,
    participant: string,
    wallets: string[],
    key: AuthorityKey,
): MappingRecord {
    const salt = derive(key, 'salt', trueIdentity);
    const meter = meterNumber === undefined ? {} : { meterNumber };
    return { participant, trueIdentity, account, homeOrganisation, wallets, ...meter, salt };
}

/**
 * Groups wallets for transactions so that none holds two of one participant: who shares a transaction is public.
 * @returns Groups of at most seven.
 */
export function unlinkable<Wallet>(participants: readonly (readonly Wallet[])[]): Wallet[][] {
    const groups: Wallet[][] = [];
    const deepest = Math.max(...participants.map((wallets) => wallets.length));
    for (let place = 0; place < deepest; place += 1) {
        const layer = participants.flatMap((wallets) => wallets.slice(place, place + 1));
        for (let start = 0; start < layer.length; start += WALLETS_PER_TRANSACTION) {
            groups.push(layer.slice(start, start + WALLETS_PER_TRANSACTION));
        }
    }
    return groups;
}
