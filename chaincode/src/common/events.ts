import { COMPUTE_EVENTS, type ComputeEvents } from './compute-catalogue';
import { CREDIT_EVENTS, type CreditEvents } from './credit-catalogue';

/**
 * The domain events, name by name: what a transaction tells the world besides its records. Small: counts, keys, roots.
 * Each transaction emits one chaincode event named {@link EVENT_NAME} whose payload is a JSON array of these.
 * docs/reference/events.md is generated from {@link EVENTS}.
 */
export interface DomainEvents extends CreditEvents, ComputeEvents {
    'policy.written': { version: number };
    'organisation.registered': { mspId: string };
    'wallets.registered': { wallets: string[] };
    'wallet.attached': { wallets: string[]; region: string };
    'wallet.status': { wallets: string[]; status: string; reason: string };
    'wallet.lift': { wallets: string[]; organisation: string };
    'certificate.revoked': { serials: string[] };
    'mapping.written': { organisation: string };
    'mapping.deleted': { organisation: string };
    'coin.minted': { outputs: number; amountMicro: string; reason: string };
    'coin.transferred': { commands: number; refused: number };
    'coin.burned': { amountMicro: string };
    'coin.consolidated': { wallets: string[] };
    'coin.bonded': { commands: number; refused: number };
    'energy.gate': {
        region: string;
        interval: number;
        gate: string;
        demandWh: string;
        supplyWh: string;
        quoteMicroPerKwh: string;
    };
    'energy.head': { region: string; interval: number; organisation: string; count: number; head: string };
    'energy.cleared': {
        region: string;
        interval: number;
        trades: number;
        volumeWh: string;
        priceMicroPerKwh: string;
        root: string;
    };
    'energy.omission': { region: string; interval: number; organisation: string; wallet: string };
    'energy.readings': { region: string; interval: number; count: number; refused: number };
    'energy.settled': { region: string; interval: number; settled: number; accepted: number; disputed: number };
    'energy.accepted': { region: string; interval: number; count: number };
    'energy.resolved': { region: string; interval: number; trade: number };
    'energy.flow': { region: string; period: number; deliveredWh: string };
}

/** The name of a domain event. */
export type EventType = keyof DomainEvents;

/** A domain event as it travels. */
export type DomainEvent = { [Type in EventType]: { type: Type } & DomainEvents[Type] }[EventType];

/** The name of the one chaincode event of each transaction. */
export const EVENT_NAME = 'edgebourse.v1';

/** What each event means, for the reference page; the compiler holds it complete. */
export const EVENTS: Readonly<Record<EventType, string>> = {
    'policy.written': 'A version of the policy was written.',
    'organisation.registered': 'An organisation registered the key that signs its receipts.',
    'wallets.registered': 'Wallets were registered with their certificates.',
    'wallet.attached': 'Wallets joined a region.',
    'wallet.status': 'The status of wallets changed.',
    'wallet.lift': 'An organisation proposed to lift blacklistings.',
    'certificate.revoked': 'The authority revoked certificates.',
    'mapping.written': 'A home organisation stored a private mapping.',
    'mapping.deleted': 'A home organisation deleted a private mapping.',
    'coin.minted': 'Coins were made, with their reason.',
    'coin.transferred': 'Signed transfers were carried out; refused ones changed nothing.',
    'coin.burned': 'Coins were withdrawn and ceased to exist.',
    'coin.consolidated': 'Small outputs of wallets were joined.',
    'coin.bonded': 'Coins went into bonds of organisations.',
    'energy.gate': 'A gate of an interval was closed by its operator, with the announcement.',
    'energy.head': 'An organisation published the head of its receipt chain.',
    'energy.cleared': 'An interval was cleared.',
    'energy.omission': 'A proven omission was paid from a bond.',
    'energy.readings': 'Meter readings were recorded.',
    'energy.settled': 'Trades of an interval were settled or disputed.',
    'energy.accepted': 'Sellers accepted settled trades afterwards.',
    'energy.resolved': 'A dispute was resolved by another organisation.',
    'energy.flow': 'A proof-of-flow was claimed.',
    ...CREDIT_EVENTS,
    ...COMPUTE_EVENTS,
};
