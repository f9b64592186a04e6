import { createHash } from 'node:crypto';
import { signEnvelope, type Envelope } from '@edgebourse/chaincode/common/envelope';
import type { DeviceKey } from './keys';

/** The members that every command of a device has. */
export interface CommandHead {
    readonly network: string;
    readonly id: string;
    readonly issuedAt: string;
    readonly expiresAt: string;
}

/** When and where a command is signed. */
export interface CommandTime {
    readonly network: string;
    /** The device's clock, ms since the epoch. */
    readonly nowMs: number;
    /** When the command lapses, ms since the epoch. */
    readonly expiresMs: number;
}

const ID_CHARACTERS = 32;

/**
 * Makes the head of a command. The id follows from the signer and from what the command is about, so that a device that
 * lost its memory sends the same command again and not a second one.
 * @param signer - Address of the signing key.
 * @param about - What the command consumes, such as `order.r1.1628544`.
 */
export function commandHead(time: CommandTime, signer: string, about: string): CommandHead {
    const digest = createHash('sha256').update(`${time.network}\n${signer}\n${about}`).digest('hex');
    return {
        network: time.network,
        id: digest.slice(0, ID_CHARACTERS),
        issuedAt: String(time.nowMs),
        expiresAt: String(time.expiresMs),
    };
}

/** Signs the commands of one network and counts them. */
export class CommandSigner {
    #signed = 0;

    /** How many messages were signed so far. */
    get signed(): number {
        return this.#signed;
    }

    /** @returns The payload in an envelope, signed by the device. */
    sign(payload: Envelope['payload'], key: DeviceKey): Envelope {
        this.#signed += 1;
        return signEnvelope(payload, key.privateKey, key.publicKey);
    }
}
