import { newLocalLedger, type CallOptions, type LocalLedger } from '@edgebourse/network/testing/local-ledger';
import { contracts as allContracts } from '../../src';
import { signStatement } from '../../src/common/boneh-boyen';
import { decodeError } from '../../src/common/errors';
import type { DomainEvent } from '../../src/common/events';
import type { Policy } from '../../src/common/policy-record';
import type { Balance, OutputList, Supply } from '../../src/coin/records';
import type { WalletCertificate, WalletRecord, WalletStatement } from '../../src/identity/records';
import { device, signedBy, type Device } from './device';
import { AUTHORITY_KEY, NETWORK, testPolicy } from './policy';

type Contracts = Parameters<typeof newLocalLedger>[0]['contracts'];

/** An X.509 identity that calls contract functions. */
export type Person = Awaited<ReturnType<LocalLedger['identity']>>;

/** What a valid transaction answered. */
export interface Outcome<Value> {
    readonly txId: string;
    readonly value: Value;
    readonly events: readonly DomainEvent[];
}

export interface WorldOptions {
    readonly policy?: Policy;
    readonly contracts?: Contracts;
    /** False leaves the policy unwritten. */
    readonly genesis?: boolean;
}

const ORGANISATIONS = ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'];
const START_MS = 1_780_000_000_000;

/**
 * A ledger with the contracts, two EAGs and an authority, for scenario tests. Time stands still at `now` (ms since the
 * epoch) unless the test moves it. Close it after use.
 */
export class World {
    now = START_MS;
    #counter = 0;

    constructor(
        readonly ledger: LocalLedger,
        readonly policy: Policy,
        readonly people: Readonly<Record<'authority' | 'treasury' | 'eag1' | 'eag2', Person>>,
    ) {}

    /** @returns Members that every signed payload begins with; a fresh id unless one is given. */
    head(id = `c${String(++this.#counter)}`): { network: string; id: string; issuedAt: string; expiresAt: string } {
        return { network: NETWORK, id, issuedAt: String(this.now), expiresAt: String(this.now + 3_600_000) };
    }

    /** Submits; the transaction must be valid. @throws LedgerRefusal when the contract refuses. */
    async submit<Value>(as: Person, fn: string, argument: unknown, options: CallOptions = {}): Promise<Outcome<Value>> {
        const json = typeof argument === 'string' ? argument : JSON.stringify(argument);
        const { txId, code, payload, event } = await this.ledger.submit(as, fn, [json], { at: this.now, ...options });
        if (code !== 'VALID') throw new Error(`${fn} was not valid: ${code}`);
        const events = JSON.parse(event?.payload ?? '[]') as DomainEvent[];
        return { txId, value: JSON.parse(payload) as Value, events };
    }

    /** Evaluates and reads the answer. */
    async evaluate<Value>(fn: string, argument: unknown, as: Person = this.people.eag1): Promise<Value> {
        return JSON.parse(await this.ledger.evaluate(as, fn, [JSON.stringify(argument)], { at: this.now })) as Value;
    }

    /**
     * Expects a refusal of the whole transaction, with the state unchanged.
     * @returns The code, or the message when it carries none.
     */
    async refusal(as: Person, fn: string, argument: unknown, options: CallOptions = {}): Promise<string> {
        const before = await this.ledger.stateHash();
        const message = await this.submit(as, fn, argument, options).then(
            () => 'accepted',
            (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        if ((await this.ledger.stateHash()) !== before) return `${message}, and the state changed`;
        return decodeError(message)?.code ?? message;
    }

    /** @returns The authority's certificate of a device's wallet. */
    certify({ wallet, publicKey, name }: Device, changes: Partial<WalletStatement> = {}): WalletCertificate {
        const statement: WalletStatement = {
            wallet,
            role: 'energy-node',
            region: 'r1',
            meterAlias: device(`meter-${name}`).wallet,
            notAfter: '2096000000000',
            serial: `s-${name}`,
            ...changes,
        };
        return { statement, publicKey, signature: signStatement(statement, AUTHORITY_KEY) };
    }

    /** Registers devices by name, seven a transaction; the meter of a device is `device('meter-' + name)`. */
    async register(names: readonly string[], changes: Partial<WalletStatement> = {}): Promise<Device[]> {
        const devices = names.map(device);
        for (let index = 0; index < devices.length; index += 7) {
            const wallets = devices.slice(index, index + 7).map((each) => this.certify(each, changes));
            await this.submit<WalletRecord[]>(this.people.authority, 'identity:RegisterWallets', { wallets });
        }
        return devices;
    }

    /** Mints one output for each device. @returns Its id `txId.0`, equal for all of them. */
    async mint(devices: readonly Device[], amountMicro: bigint | number): Promise<string> {
        const outputs = devices.map(({ wallet }) => ({ wallet, amountMicro: String(amountMicro) }));
        const reference = `m${String(++this.#counter)}`;
        const request = { reference, reason: 'external', outputs };
        const { txId } = await this.submit(this.people.treasury, 'coin:Mint', request);
        return `${txId}.0`;
    }

    /** @returns Confirmed coins of a device's wallet, micro-coins. */
    async coinsOf({ wallet }: Device): Promise<bigint> {
        return BigInt((await this.evaluate<Balance>('coin:Balance', { wallet })).confirmedMicro);
    }

    /** @returns The ids of a wallet's outputs. */
    async outputsOf({ wallet }: Device): Promise<string[]> {
        const { outputs } = await this.evaluate<OutputList>('coin:Outputs', { wallet });
        return outputs.map(({ id }) => id);
    }

    /** Puts coins into an organisation's bond; registers its bond wallet when it is new. */
    async bond(organisation: string, amountMicro: bigint | number): Promise<void> {
        const name = `bond-${organisation}`;
        const payer = device(name);
        await this.register([name], { role: 'bond', region: organisation === 'Eag1MSP' ? 'r1' : 'r2' }).catch(() => []);
        const consumes = await this.mint([payer], amountMicro);
        const payload = {
            type: 'coin.bond.v1' as const,
            ...this.head(),
            organisation,
            amountMicro: String(amountMicro),
            consumes,
        };
        const commands = [{ envelope: signedBy(payer, payload), inputs: [] }];
        await this.submit(this.people.eag1, 'coin:Bond', { commands });
    }

    /** @returns Minted minus burned: what all outputs, bonds and records of the energy contract must add up to. */
    async outstanding(): Promise<bigint> {
        return BigInt((await this.evaluate<Supply>('coin:Supply', {})).outstandingMicro);
    }

    /** @returns All coins in outputs (locked ones too) and bonds, read from the raw state. */
    async coinsInOutputsAndBonds(): Promise<bigint> {
        let total = 0n;
        for (const prefix of ['\0coin\0', '\0bond\0']) {
            for (const { value } of await this.ledger.entries(prefix)) {
                const { amountMicro } = JSON.parse(Buffer.from(value).toString('utf8')) as { amountMicro: string };
                total += BigInt(amountMicro);
            }
        }
        return total;
    }

    async close(): Promise<void> {
        await this.ledger.close();
    }
}

/** Opens a world; with its policy written unless told otherwise. */
export async function newWorld(options: WorldOptions = {}): Promise<World> {
    const { policy = testPolicy(), contracts = allContracts } = options;
    const ledger = await newLocalLedger({ contracts, organisations: ORGANISATIONS, endorsement: 2 });
    const people = {
        authority: await ledger.identity('AuthorityMSP', { role: 'authority' }),
        treasury: await ledger.identity('AuthorityMSP', { role: 'treasury' }),
        eag1: await ledger.identity('Eag1MSP', { role: 'operator', region: 'r1' }),
        eag2: await ledger.identity('Eag2MSP', { role: 'operator', region: 'r2' }),
    };
    const world = new World(ledger, policy, people);
    if (options.genesis !== false) await world.submit(people.authority, 'policy:Genesis', { policy });
    return world;
}
