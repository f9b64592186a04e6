import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { commandHead, type CommandSigner } from '../device/commands';
import type { DeviceKey } from '../device/keys';

const LIFETIME_MS = 600_000;

/** A payload without its head. */
export type CommandBody = Readonly<Record<string, unknown>> & { readonly type: string };

/** Signs the compute commands of one device with the machine's clock. */
export class ComputeSigner {
    readonly key: DeviceKey;
    readonly #network: string;
    readonly #signer: CommandSigner;

    constructor(network: string, key: DeviceKey, signer: CommandSigner) {
        this.#network = network;
        this.key = key;
        this.#signer = signer;
    }

    /**
     * @param about - What the command consumes: the id follows from it, so that a repeat is the same command.
     * @param body - The payload's other members.
     * @param lifetimeMs - Until the command lapses.
     */
    sign(about: string, body: CommandBody, lifetimeMs = LIFETIME_MS): Envelope {
        const nowMs = Date.now();
        const time = { network: this.#network, nowMs, expiresMs: nowMs + lifetimeMs };
        const payload: Envelope['payload'] = { ...body, ...commandHead(time, this.key.address, about) };
        return this.#signer.sign(payload, this.key);
    }
}
