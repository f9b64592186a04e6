import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { BondMessage } from '@edgebourse/chaincode/coin/messages';
import type { ParticipantApplication, RegisteredParticipant } from '@edgebourse/gateway/client/answers';
import type { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import { commandHead, type CommandSigner } from '../device/commands';
import type { DeviceKey } from '../device/keys';
import type { RegionCast } from './cast';
import { BANK_COINS } from './credit-terms';
import { genesisPolicy, NETWORK } from './genesis';

/** The operators that found the network, by what their tokens allow. */
export interface FoundingClients {
    readonly authority: EdgebourseClient;
    readonly treasury: EdgebourseClient;
    /** Without a token: what devices may do. */
    readonly device: EdgebourseClient;
}

/** Who is founded besides, and with how much. */
export interface Founding {
    /** Whether there are banks. */
    readonly lends: boolean;
    /** Whether households without a surplus live on deposits instead of their first coins, and coins are confirmed late. */
    readonly hasIncome: boolean;
}

/** Told after each part of the work: how many units of {@link setupUnits} were done. */
export type OnProgress = (done: number) => void;

const MICRO = 1_000_000;
const HOUSEHOLD_COINS = 200;
const SUPPLIER_COINS = 5000;
const BOND_COINS = 100;
/** Far beyond every replayed day, and the same on whichever day the demo runs. */
const NOT_AFTER = String(Date.UTC(2036, 5, 13));
/** A registration takes seconds: small enough to see it move. */
const PARTICIPANTS_PER_REQUEST = 30;
const BOND_LIFETIME_MS = 3_600_000;

function applicationsOf(
    { region, organisation, supplier, bondKey, bankKey, households }: RegionCast,
    { lends }: Founding,
): ParticipantApplication[] {
    const common = { homeOrganisation: organisation, region, notAfter: NOT_AFTER };
    const one = (name: string, role: string, key: DeviceKey, meterKey?: DeviceKey): ParticipantApplication => ({
        ...common,
        trueIdentity: name,
        account: `account-${name}`,
        role,
        ...(meterKey && { meterNumber: `meter-${name}` }),
        wallets: [{ publicKey: key.publicKey, ...(meterKey && { meterKey: meterKey.publicKey }) }],
    });
    return [
        one(`supplier-${region}`, 'supplier', supplier.key, supplier.meterKey),
        one(`bond-${region}`, 'bond', bondKey),
        ...(lends ? [one(`bank-${region}`, 'bank', bankKey)] : []),
        ...households.map(({ node, key, meterKey }) => one(node, 'energy-node', key, meterKey)),
    ];
}

/** @returns How many units of work {@link foundNetwork} reports: participants, and two more. */
export function setupUnits(cast: readonly RegionCast[], founding: Founding): number {
    return cast.reduce((total, region) => total + applicationsOf(region, founding).length, 2);
}

/**
 * Writes the policy, registers everyone, hands out the first coins and fills the bonds.
 * @returns What the authority certified, by wallet.
 */
export async function foundNetwork(
    cast: readonly RegionCast[],
    clients: FoundingClients,
    signer: CommandSigner,
    { onProgress, ...founding }: Founding & { readonly onProgress: OnProgress },
): Promise<Map<string, RegisteredParticipant>> {
    const certified = new Map<string, RegisteredParticipant>();
    await clients.authority.writePolicy(genesisPolicy(cast, founding.hasIncome));
    onProgress(1);
    const applications = cast.flatMap((region) => applicationsOf(region, founding));
    for (let from = 0; from < applications.length; from += PARTICIPANTS_PER_REQUEST) {
        const part = applications.slice(from, from + PARTICIPANTS_PER_REQUEST);
        for (const participant of await clients.authority.registerParticipants(part)) {
            for (const { statement } of participant.wallets) certified.set(statement.wallet, participant);
        }
        onProgress(part.length);
    }
    await clients.treasury.mint(
        'genesis',
        cast.flatMap((region) => firstCoins(region, founding)),
    );
    for (const region of cast) await clients.device.bond(await bondOrder(region, clients.device, signer));
    onProgress(1);
    return certified;
}

function firstCoins(
    { supplier, bondKey, bankKey, households }: RegionCast,
    { lends, hasIncome }: Founding,
): { wallet: string; amountMicro: string }[] {
    const coins = (wallet: string, amount: number): { wallet: string; amountMicro: string } => ({
        wallet,
        amountMicro: String(amount * MICRO),
    });
    return [
        coins(supplier.key.address, SUPPLIER_COINS),
        coins(bondKey.address, BOND_COINS),
        ...(lends ? [coins(bankKey.address, BANK_COINS)] : []),
        ...households
            .filter(({ hasPhotovoltaics }) => hasPhotovoltaics || !hasIncome)
            .map(({ key }) => coins(key.address, HOUSEHOLD_COINS)),
    ];
}

async function bondOrder(
    { organisation, bondKey }: RegionCast,
    device: EdgebourseClient,
    signer: CommandSigner,
): Promise<Envelope> {
    const [output] = (await device.outputs(bondKey.address)).outputs;
    if (output === undefined) throw new Error(`the bond wallet of ${organisation} has no coins`);
    const nowMs = Date.now();
    const time = { network: NETWORK, nowMs, expiresMs: nowMs + BOND_LIFETIME_MS };
    const payload: BondMessage = {
        type: 'coin.bond.v1',
        ...commandHead(time, bondKey.address, `bond.${organisation}`),
        organisation,
        amountMicro: output.amountMicro,
        consumes: output.id,
    };
    return signer.sign(payload, bondKey);
}
