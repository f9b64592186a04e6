import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { newCast, type RegionCast } from '@edgebourse/agents/demo/cast';
import { genesisPolicy, NETWORK, TARIFF } from '@edgebourse/agents/demo/genesis';
import { CommandSigner, commandHead } from '@edgebourse/agents/device/commands';
import { deriveDeviceKey, type DeviceKey } from '@edgebourse/agents/device/keys';
import { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';

/** One signed payment. It takes an output of its own, so payments can be carried out in any order. */
export interface Payment {
    readonly id: string;
    /** Wallet that pays. */
    readonly wallet: string;
    readonly envelope: Envelope;
}

/** What the torture has prepared before it begins. */
export interface Prepared {
    readonly payments: readonly Payment[];
    /** The wallets that are paid; nothing else pays them. */
    readonly sinks: ReadonlySet<string>;
    readonly mintedMicro: bigint;
}

/** What the preparation works with. */
export interface PrepareOptions {
    readonly gatewayUrl: string;
    readonly token: (organisation: string, user: string) => string;
    readonly seed: string;
    readonly posts: number;
    /** Told what is being done. */
    readonly report: (text: string) => void;
}

/** Micro-coins of each payment. */
export const AMOUNT_MICRO = 1_000_000n;
const SINKS = 5;
const WALLETS_A_PARTICIPANT = 25;
const NOT_AFTER = String(Date.UTC(2036, 0, 1));
const LIFETIME_MS = 86_400_000;
const ORGANISATION = 'Eag1MSP';

/** Founds a network whose payers hold one output for each payment, and signs the payments. */
export async function preparePayments(options: PrepareOptions): Promise<Prepared> {
    const { gatewayUrl, token, seed, posts, report } = options;
    const client = (user: string): EdgebourseClient =>
        new EdgebourseClient({ baseUrl: gatewayUrl, token: token('AuthorityMSP', user) });
    const keys = (name: string, count: number): DeviceKey[] =>
        Array.from({ length: count }, (_, index) => deriveDeviceKey(seed, `torture.${name}.${index}`));
    const payers = keys('payer', Math.ceil(Math.sqrt(posts)));
    const sinks = keys('sink', SINKS);
    report('founding the network');
    await client('registrar').writePolicy(genesisPolicy(emptyRegions(seed)));
    await register(client('registrar'), [...payers, ...sinks]);
    const mints = Math.ceil(posts / payers.length);
    report(`minting ${mints} outputs for each of ${payers.length} wallets`);
    for (let number = 0; number < mints; number++) {
        const outputs = payers.map(({ address: wallet }) => ({ wallet, amountMicro: String(AMOUNT_MICRO) }));
        await client('treasury').mint(`torture-${number}`, outputs);
    }
    const device = new EdgebourseClient({ baseUrl: gatewayUrl });
    const payments = (await Promise.all(payers.map((payer) => paymentsOf(payer, sinks, device)))).flat();
    return {
        payments: payments.slice(0, posts),
        sinks: new Set(sinks.map(({ address }) => address)),
        mintedMicro: AMOUNT_MICRO * BigInt(mints * payers.length),
    };
}

/** The regions of the demo with nobody in them: the policy wants them, payments do not. */
function emptyRegions(seed: string): RegionCast[] {
    const regions = ['r1', 'r2'].map((region) => ({ region, nodes: [] }));
    return newCast(regions, {
        firstInterval: 0,
        seed,
        forecast: 'last',
        tariff: TARIFF,
        signer: new CommandSigner(),
    });
}

async function register(registrar: EdgebourseClient, keys: readonly DeviceKey[]): Promise<void> {
    for (let from = 0; from < keys.length; from += WALLETS_A_PARTICIPANT) {
        const name = `participant-${from}`;
        await registrar.registerParticipants([
            {
                trueIdentity: name,
                account: `account-${name}`,
                role: 'energy-node',
                homeOrganisation: ORGANISATION,
                region: 'r1',
                notAfter: NOT_AFTER,
                wallets: keys.slice(from, from + WALLETS_A_PARTICIPANT).map(({ publicKey }) => ({ publicKey })),
            },
        ]);
    }
}

async function paymentsOf(payer: DeviceKey, sinks: readonly DeviceKey[], device: EdgebourseClient): Promise<Payment[]> {
    const signer = new CommandSigner();
    const { outputs } = await device.outputs(payer.address);
    const nowMs = Date.now();
    return outputs.map((output, index) => {
        const time = { network: NETWORK, nowMs, expiresMs: nowMs + LIFETIME_MS };
        const head = commandHead(time, payer.address, `torture.${output.id}`);
        const to = sinks[index % sinks.length]?.address ?? '';
        const payload = { type: 'coin.transfer.v1', ...head, to, amountMicro: output.amountMicro, consumes: output.id };
        return { id: head.id, wallet: payer.address, envelope: signer.sign(payload, payer) };
    });
}
