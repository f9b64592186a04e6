import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { AcceptanceMessage, ObjectionMessage, ReadingMessage } from '@edgebourse/chaincode/energy/messages';
import type { Command } from '../journal/command';
import type { RoundName } from './market-time';

/** What waits for the settlement of a round: by the metered wallet, or the wallet that signed. */
export interface Delivery {
    readonly readings: ReadonlyMap<string, Command<ReadingMessage>>;
    readonly acceptances: ReadonlyMap<string, Command<AcceptanceMessage>>;
    readonly objections: ReadonlyMap<string, Command<ObjectionMessage>>;
}

interface OpenDelivery extends RoundName, Delivery {
    readonly readings: Map<string, Command<ReadingMessage>>;
    readonly acceptances: Map<string, Command<AcceptanceMessage>>;
    readonly objections: Map<string, Command<ObjectionMessage>>;
}

const NOTHING: Delivery = { readings: new Map(), acceptances: new Map(), objections: new Map() };

/** Readings, acceptances and objections that this gateway holds until their round is settled. */
export class DeliveryBook {
    readonly #rounds = new Map<string, OpenDelivery>();

    /** @throws EdgeError READING_EXISTS when the wallet's meter has reported the interval. */
    addReading(command: Command<ReadingMessage>): void {
        const { wallet, interval } = command.payload;
        const { readings } = this.#round(command.payload);
        if (readings.has(wallet)) throw new EdgeError('READING_EXISTS', { wallet, interval });
        readings.set(wallet, command);
    }

    /** @throws EdgeError TRADE_STATE when the wallet has answered. */
    addAcceptance(command: Command<AcceptanceMessage>): void {
        addOnce(this.#round(command.payload).acceptances, command);
    }

    /** @throws EdgeError TRADE_STATE when the wallet has objected. */
    addObjection(command: Command<ObjectionMessage>): void {
        addOnce(this.#round(command.payload).objections, command);
    }

    /** @returns What is held for the round. */
    of(name: RoundName): Delivery {
        return this.#rounds.get(keyOf(name)) ?? NOTHING;
    }

    /** @returns The rounds that hold anything. */
    rounds(): RoundName[] {
        return [...this.#rounds.values()].map(({ region, interval }) => ({ region, interval }));
    }

    /** Forgets readings that are on the ledger. */
    dropReadings(name: RoundName, readings: Iterable<Command<ReadingMessage>>): void {
        const held = this.#rounds.get(keyOf(name))?.readings;
        for (const { payload } of readings) held?.delete(payload.wallet);
    }

    /** Forgets an acceptance that is on the ledger. */
    dropAcceptance(name: RoundName, seller: string): void {
        this.#rounds.get(keyOf(name))?.acceptances.delete(seller);
    }

    /** Forgets a round that was settled. */
    drop(name: RoundName): void {
        this.#rounds.delete(keyOf(name));
    }

    #round({ region, interval }: RoundName): OpenDelivery {
        const key = keyOf({ region, interval });
        const round = this.#rounds.get(key) ?? {
            ...{ region, interval },
            readings: new Map<string, Command<ReadingMessage>>(),
            acceptances: new Map<string, Command<AcceptanceMessage>>(),
            objections: new Map<string, Command<ObjectionMessage>>(),
        };
        this.#rounds.set(key, round);
        return round;
    }
}

function keyOf({ region, interval }: RoundName): string {
    return `${region}/${interval}`;
}

function addOnce<Payload>(commands: Map<string, Command<Payload>>, command: Command<Payload>): void {
    if (commands.has(command.signer)) throw new EdgeError('TRADE_STATE', { wallet: command.signer });
    commands.set(command.signer, command);
}
