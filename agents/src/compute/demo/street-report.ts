import type { ContractRecord, Part } from '@edgebourse/chaincode/compute/records';
import { contentHash } from '../task-package';
import { assemblePicture } from '../tasks/mandelbrot';
import type { StreetOutcome } from './run-street';
import * as terms from './street-terms';

const MICRO = 1_000_000;
const E12 = 1e12;

/** One seller's line; prices in coins per machine and hour, money in coins. */
export interface SellerLine {
    readonly vehicle: string;
    readonly conduct: string;
    readonly contract: number;
    /** Of its machine, 0 to 1. */
    readonly amount: number;
    readonly price: number;
    readonly pieces: number;
    readonly promised: number;
    readonly paid: number;
    readonly status: Part['status'];
    /** How its result travelled; absent when none came. */
    readonly link?: string;
}

/** `out.json` of the demo. */
export interface StreetReport {
    readonly seed: string;
    readonly cheatShare: number;
    readonly vehicles: number;
    /** Before the contract: A, and vehicles that sell nothing at any price worth it. */
    readonly marginal: number;
    readonly shut: number;
    readonly contracts: number;
    /** Games: one a contract, and one for each time that somebody had to be replaced. */
    readonly rounds: number;
    readonly sellers: readonly SellerLine[];
    readonly paid: number;
    readonly relay: {
        readonly bytes: number;
        readonly coins: number;
        readonly results: number;
        readonly direct: number;
    };
    readonly caught: {
        readonly cheatsHired: number;
        readonly cheatsPaid: number;
        readonly left: number;
        readonly late: number;
        readonly dropped: number;
        readonly declined: number;
        readonly disputes: number;
        readonly rulings: number;
    };
    /** Pieces that the buyer computed itself because copies differed. */
    readonly checked: number;
    readonly pictureHash: string;
    readonly referenceHash: string;
    readonly minted: number;
    readonly held: number;
    readonly burned: number;
    readonly sandboxRuns: number;
    readonly signedMessages: number;
    readonly transactions: number;
    readonly blocks: number;
    readonly stateHash: string;
    readonly seconds: number;
}

const coinsOf = (micro: bigint | string): number => Number(micro) / MICRO;

/** @returns The picture's bytes, from nothing but outputs that were paid. @throws Error when a piece is missing. */
export function pictureOf({ purchase }: StreetOutcome): Buffer {
    const pieces = Array.from({ length: terms.PIECES }, (_, piece) => purchase.outputs.get(piece) ?? Buffer.alloc(0));
    return assemblePicture(terms.PICTURE, pieces);
}

function sellerLines({ cast, purchase, results }: StreetOutcome): SellerLine[] {
    const vehicleOf = new Map(cast.vehicles.map((vehicle) => [vehicle.key.address, vehicle]));
    const line = (contract: ContractRecord, index: number, part: Part): SellerLine => {
        const vehicle = vehicleOf.get(part.seller);
        const result = results.find((one) => one.contract === contract.contract && one.seller === part.seller);
        return {
            vehicle: vehicle?.name ?? part.seller,
            conduct: vehicle?.conduct ?? '',
            contract: index + 1,
            amount: Number(part.amountE12) / E12,
            price: Number(part.priceE12) / E12,
            pieces: part.pieces.length,
            promised: coinsOf(part.paymentMicro),
            paid: coinsOf(part.paidMicro ?? '0'),
            status: part.status,
            ...(result !== undefined && { link: result.link }),
        };
    };
    return purchase.contracts.flatMap((contract, index) => contract.parts.map((part) => line(contract, index, part)));
}

function caught(sellers: readonly SellerLine[], { purchase, rulings }: StreetOutcome): StreetReport['caught'] {
    const count = (status: Part['status']): number => sellers.filter((line) => line.status === status).length;
    const cheats = sellers.filter(({ conduct }) => conduct === 'cheat');
    return {
        cheatsHired: cheats.length,
        cheatsPaid: cheats.filter(({ paid }) => paid > 0).length,
        ...{ left: count('left'), late: count('late'), dropped: count('dropped'), declined: count('declined') },
        disputes: purchase.doubts.length,
        rulings: rulings.length,
    };
}

function sumBy<Item>(items: readonly Item[], of: (item: Item) => number): number {
    return items.reduce((all, item) => all + of(item), 0);
}

function relayOf({ purchase, results }: StreetOutcome): StreetReport['relay'] {
    const relayed = results.filter(({ link }) => link === 'relay').length;
    return {
        bytes: sumBy(purchase.contracts, ({ relayedBytes }) => relayedBytes),
        coins: sumBy(purchase.contracts, ({ relayPaidMicro }) => coinsOf(relayPaidMicro)),
        results: relayed,
        direct: results.length - relayed,
    };
}

/** @returns All coins that wallets hold, micro-coins. */
export function heldMicro({ coins }: StreetOutcome): bigint {
    return [...coins.values()].reduce((all, amount) => all + amount, 0n);
}

/** @returns All coins that were made, micro-coins. */
export function mintedMicro({ supply }: StreetOutcome): bigint {
    return Object.values(supply.mintedMicro).reduce((all, amount) => all + BigInt(amount), 0n);
}

/** What only the ledger and the clock tell. */
export interface RunFacts {
    readonly seed: string;
    readonly cheatShare: number;
    readonly seconds: number;
    readonly transactions: number;
    readonly blocks: number;
    readonly stateHash: string;
}

/** @returns The members of `out.json`. */
export function newStreetReport(outcome: StreetOutcome, facts: RunFacts): StreetReport {
    const { cast, game, purchase, referenceHash, sandboxRuns, signedMessages, supply } = outcome;
    const sellers = sellerLines(outcome);
    return {
        ...facts,
        seconds: Math.round(facts.seconds * 10) / 10,
        vehicles: cast.vehicles.length,
        marginal: Number(game?.marginalE12 ?? 0) / E12,
        shut: game?.allotments.filter(({ state }) => state === 'shut').length ?? 0,
        contracts: purchase.contracts.length,
        rounds: sumBy(purchase.contracts, ({ rounds }) => rounds),
        sellers,
        paid: sumBy(sellers, ({ paid }) => paid),
        relay: relayOf(outcome),
        caught: caught(sellers, outcome),
        checked: purchase.checked,
        pictureHash: purchase.outputs.size === terms.PIECES ? contentHash(pictureOf(outcome)) : '',
        referenceHash,
        minted: coinsOf(mintedMicro(outcome)),
        held: coinsOf(heldMicro(outcome)),
        burned: coinsOf(supply.burnedMicro),
        ...{ sandboxRuns, signedMessages },
    };
}

/**
 * The claims that every run must bear out.
 * @returns Those that it does not; empty when all hold.
 */
export function brokenStreetClaims(outcome: StreetOutcome, report: StreetReport): string[] {
    const { contracts } = outcome.purchase;
    const unpaid = report.sellers.filter(({ conduct, status }) => conduct !== 'cheat' && status === 'wrong');
    const claims: [boolean, string][] = [
        [report.pictureHash === report.referenceHash, 'the picture is not the reference picture'],
        [report.caught.cheatsPaid === 0, `cheats were paid: ${report.caught.cheatsPaid}`],
        [unpaid.length === 0, `honest results were judged wrong: ${unpaid.map(({ vehicle }) => vehicle).join(' ')}`],
        [contracts.every(({ status }) => status === 'closed'), 'a contract is still open'],
        [
            mintedMicro(outcome) - BigInt(outcome.supply.burnedMicro) === heldMicro(outcome),
            `coins: ${report.minted} minted, ${report.burned} burned, ${report.held} held`,
        ],
    ];
    return claims.flatMap(([holds, what]) => (holds ? [] : [what]));
}
