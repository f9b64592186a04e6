import { CommandSigner } from '../../device/commands';
import { ComputeClient } from '@edgebourse/gateway/client/compute-client';
import { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import type { ParticipantApplication } from '@edgebourse/gateway/client/answers';
import { BuyerAgent } from '../buyer-agent';
import { ComputeSigner } from '../commands';
import { GatewayDesk, GatewayMarket, GatewayRelay } from '../gateway-market';
import { directLink, relayLink, type Link } from '../link';
import type { SandboxPool } from '../sandbox-pool';
import { VehicleAgent } from '../vehicle-agent';
import type { StreetClock } from './street-clock';
import type { CastVehicle, StreetCast } from './street-cast';
import * as terms from './street-terms';

/** How the demo reaches its gateway. */
export interface GatewayAccess {
    readonly gatewayUrl: string;
    /** The bearer token of an organisation's user. */
    readonly token: (organisation: string, user: string) => string;
}

/** Far beyond every run. */
const NOT_AFTER = String(Date.UTC(2036, 0, 1));
const OFFER_LIFETIME_MS = 3_600_000;
const PARTICIPANTS_PER_REQUEST = 21;

/** Makes the agents of a street and what they share. */
export class StreetBuilder {
    readonly signer = new CommandSigner();
    readonly market: GatewayMarket;
    readonly #devices: ComputeClient;

    constructor(
        readonly access: GatewayAccess,
        readonly cast: StreetCast,
        readonly sandboxes: SandboxPool,
        readonly clock: StreetClock,
    ) {
        this.#devices = new ComputeClient({ baseUrl: access.gatewayUrl });
        this.market = new GatewayMarket(this.#devices);
    }

    /** What the operator of an organisation may do. */
    desk(organisation: string): GatewayDesk {
        const token = this.access.token(organisation, 'operator');
        return new GatewayDesk(new ComputeClient({ baseUrl: this.access.gatewayUrl, token }));
    }

    /** @param addressOf - Where the buyer's direct link is, once it is open. */
    vehicle({ name, key, offer, conduct }: CastVehicle, addressOf: () => string): VehicleAgent {
        const { market, sandboxes, clock } = this;
        const signer = new ComputeSigner(terms.NETWORK, key, this.signer);
        const relay = new GatewayRelay(this.#devices, signer);
        const linkTo = (contract: string): Link =>
            clock.isInReach(name) ? directLink(addressOf(), key.address) : relayLink(relay, contract, key.address);
        return new VehicleAgent({
            ...{ name, signer, market, sandboxes, conduct, terms: offer },
            linkTo: ({ contract }) => linkTo(contract),
            isHere: () => clock.isHere(name),
            pause: (ms) => clock.pause(ms),
        });
    }

    /** Lets a vehicle offer: it promises what all promise, or, on a busy machine, the less that was assessed. */
    async offer(vehicle: VehicleAgent): Promise<void> {
        const { assessment } = await this.market.worker(vehicle.address);
        const assessed = BigInt(assessment?.fuelPerSecond ?? 0);
        const promised = assessed < terms.PROMISED_FUEL ? assessed : terms.PROMISED_FUEL;
        await vehicle.offer(promised, OFFER_LIFETIME_MS);
    }

    /** The vehicle that buys. */
    buyer(onContract: ConstructorParameters<typeof BuyerAgent>[0]['onContract']): BuyerAgent {
        const { market, sandboxes, clock } = this;
        const signer = new ComputeSigner(terms.NETWORK, this.cast.buyer.key, this.signer);
        return new BuyerAgent({
            ...{ signer, market, sandboxes, onContract },
            relay: new GatewayRelay(this.#devices, signer),
            terms: {
                region: terms.REGION,
                durationMs: terms.DURATION_MS,
                maxPaymentMicro: String(terms.MAX_PAYMENT_MICRO),
                maxRelayMicro: String(terms.MAX_RELAY_MICRO),
                costScaleE12: terms.COST_SCALE_E12,
                costExponentE12: terms.COST_EXPONENT_E12,
                redundancy: terms.REDUNDANCY,
            },
            pause: (ms) => clock.pause(ms),
            sampleShare: 0,
        });
    }
}

function applications({ buyer, vehicles, nodes }: StreetCast): ParticipantApplication[] {
    const one = (
        name: string,
        role: string,
        publicKey: string,
        node: StreetCast['nodes'][number],
    ): ParticipantApplication => ({
        ...{ trueIdentity: name, account: `account-${name}`, role, notAfter: NOT_AFTER },
        ...{ homeOrganisation: node.organisation, region: node.region, wallets: [{ publicKey }] },
    });
    const nodeOf = (region: string): StreetCast['nodes'][number] => {
        const found = nodes.find((node) => node.region === region);
        if (found === undefined) throw new Error(`${region} has no node`);
        return found;
    };
    return [
        ...nodes.map((node) => one(`node-${node.region}`, 'mec', node.key.publicKey, node)),
        one(`buyer-${buyer.name}`, 'vehicle', buyer.key.publicKey, nodeOf(terms.REGION)),
        ...vehicles.map(({ name, key, offer }) => one(name, 'vehicle', key.publicKey, nodeOf(offer.region))),
    ];
}

/** @returns How many units of work {@link foundStreet} reports. */
export function foundingUnits(cast: StreetCast): number {
    return applications(cast).length + 1;
}

/** Writes the policy, registers everybody and gives the buyer its coins. */
export async function foundStreet(
    cast: StreetCast,
    { gatewayUrl: baseUrl, token }: GatewayAccess,
    onProgress: (done: number) => void,
): Promise<void> {
    const as = (user: string): EdgebourseClient =>
        new EdgebourseClient({ baseUrl, token: token('AuthorityMSP', user) });
    await as('registrar').writePolicy(cast.policy);
    const everybody = applications(cast);
    for (let from = 0; from < everybody.length; from += PARTICIPANTS_PER_REQUEST) {
        const part = everybody.slice(from, from + PARTICIPANTS_PER_REQUEST);
        await as('registrar').registerParticipants(part);
        onProgress(part.length);
    }
    const output = { wallet: cast.buyer.key.address, amountMicro: String(terms.BUYER_COINS_MICRO) };
    await as('treasury').mint('genesis', [output]);
    onProgress(1);
}
