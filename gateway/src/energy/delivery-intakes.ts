import { EdgeError } from '@edgebourse/chaincode/common/errors';
import {
    acceptanceMessage,
    objectionMessage,
    readingMessage,
    type AcceptanceMessage,
    type ObjectionMessage,
    type ReadingMessage,
} from '@edgebourse/chaincode/energy/messages';
import type { Command, Intake } from '../journal/command';
import type { EnergyBooks } from './books';
import { deliveryTime, intervalStart, type RoundName } from './market-time';
import type { Round } from './round-book';

/** @returns The round that an unchecked payload names, if it names one. */
export function deliveryRoundOf(payload: Readonly<Record<string, unknown>>): RoundName | undefined {
    const { region, interval } = payload;
    const isRound = typeof region === 'string' && typeof interval === 'number' && Number.isSafeInteger(interval);
    return isRound ? { region, interval } : undefined;
}

type Shared = Pick<Intake<{ readonly region: string; readonly interval: number }>, 'isPrompt' | 'judgedAt'>;

function shared(books: EnergyBooks): Shared {
    return {
        isPrompt: false,
        judgedAt: async (payload) => {
            const name = deliveryRoundOf(payload);
            const { issuedAt } = payload;
            if (name === undefined || typeof issuedAt !== 'string' || !/^\d{1,25}$/.test(issuedAt)) return undefined;
            return deliveryTime(await books.reader.region(name.region), name.interval, BigInt(issuedAt));
        },
    };
}

/** Where messages go that do not wait for a settlement by this gateway. */
export interface DeliveryWays {
    /** Whether this gateway acts for the region's organisation, and so settles its rounds. */
    readonly isOwn: (round: Round) => boolean;
    /** Takes readings of other organisations' regions. */
    readonly foreign: (commands: readonly Command<ReadingMessage>[]) => void;
    /** Takes acceptances of settled rounds. */
    readonly late: (commands: readonly Command<AcceptanceMessage>[]) => void;
}

/** @returns What takes in `energy.reading.v1`: signed by the meter of the wallet, once, before the reading gate ends. */
export function readingIntake(books: EnergyBooks, { isOwn, foreign }: DeliveryWays): Intake<ReadingMessage> {
    return {
        ...shared(books),
        type: 'energy.reading.v1',
        schema: readingMessage,
        prepare: async (commands) => {
            await books.wallets.load(commands.map(({ payload }) => payload.wallet));
            await books.refreshRounds(commands.map(({ payload }) => payload));
        },
        admit: (command) => {
            const { payload, signer, arrivedMs } = command;
            const round = books.rounds.get(payload);
            // A party of the round may have moved to another region since.
            const region = isParty(round, payload.wallet, ['buyer', 'seller']) ? undefined : payload.region;
            const { meterAlias } = books.wallets.require(payload.wallet, region);
            if (meterAlias !== signer) throw new EdgeError('METER_MISMATCH', { wallet: payload.wallet });
            assertDelivered(round, arrivedMs);
            assertReadingGate(books, round);
            if (isOwn(round)) books.deliveries.addReading(command);
            return {};
        },
        restore: (command) => {
            books.deliveries.addReading(command);
        },
        take: (commands) => {
            foreign(commands.filter(({ payload }) => isForeign(books, isOwn, payload)));
        },
    };
}

function assertDelivered({ policy, region, interval }: Round, arrivedMs: number): void {
    if (policy.gates === 'clock' && arrivedMs < intervalStart(policy, interval + 1)) {
        throw new EdgeError('READING_INVALID', { region, interval, reason: 'the interval has not ended' });
    }
}

function assertReadingGate({ rounds }: EnergyBooks, round: Round): void {
    const { region, interval } = round;
    if (round.isSettled) throw new EdgeError('SETTLED_ALREADY', { region, interval });
    if (rounds.isClosed(round, 'reading')) throw new EdgeError('GATE_CLOSED', { region, interval, gate: 'reading' });
}

type Side = 'buyer' | 'seller';

function isParty({ clearing }: Round, wallet: string, sides: readonly Side[]): boolean {
    return clearing?.trades.some((trade) => sides.some((side) => trade[side] === wallet)) === true;
}

/** @throws EdgeError INTERVAL_NOT_CLEARED, TRADE_PARTY. */
function assertParty(round: Round, wallet: string, sides: readonly Side[]): void {
    const { clearing, region, interval } = round;
    if (clearing === undefined) throw new EdgeError('INTERVAL_NOT_CLEARED', { region, interval });
    if (!isParty(round, wallet, sides)) throw new EdgeError('TRADE_PARTY', { wallet, region, interval });
}

/** Rounds that were not loaded, right after a start, are looked at when they are recovered. */
function isForeign({ rounds }: EnergyBooks, isOwn: DeliveryWays['isOwn'], name: RoundName): boolean {
    const round = rounds.peek(name);
    return round !== undefined && !isOwn(round);
}

/** @throws EdgeError ACCESS_DENIED: another organisation's gateway settles the round. */
function assertOwn(isOwn: DeliveryWays['isOwn'], round: Round): void {
    if (isOwn(round)) return;
    throw new EdgeError('ACCESS_DENIED', { region: round.region, reason: 'this gateway does not settle the region' });
}

/** @returns What takes in `energy.acceptance.v1`: of a seller of the round. It goes with the settlement, or after it. */
export function acceptanceIntake(books: EnergyBooks, { isOwn, late }: DeliveryWays): Intake<AcceptanceMessage> {
    return {
        ...shared(books),
        type: 'energy.acceptance.v1',
        schema: acceptanceMessage,
        prepare: async (commands) => books.refreshRounds(commands.map(({ payload }) => payload)),
        admit: (command) => {
            const round = books.rounds.get(command.payload);
            assertParty(round, command.signer, ['seller']);
            if (round.isSettled) return {};
            assertOwn(isOwn, round);
            books.deliveries.addAcceptance(command);
            return {};
        },
        restore: (command) => {
            books.deliveries.addAcceptance(command);
        },
        take: (commands) => {
            late(commands.filter(({ payload }) => books.rounds.peek(payload)?.isSettled === true));
        },
    };
}

/** @returns What takes in `energy.objection.v1`: of a party of the round, before the reading gate ends. */
export function objectionIntake(books: EnergyBooks, { isOwn }: DeliveryWays): Intake<ObjectionMessage> {
    return {
        ...shared(books),
        type: 'energy.objection.v1',
        schema: objectionMessage,
        prepare: async (commands) => books.refreshRounds(commands.map(({ payload }) => payload)),
        admit: (command) => {
            const round = books.rounds.get(command.payload);
            assertParty(round, command.signer, ['buyer', 'seller']);
            assertReadingGate(books, round);
            assertOwn(isOwn, round);
            books.deliveries.addObjection(command);
            return {};
        },
        restore: (command) => {
            books.deliveries.addObjection(command);
        },
    };
}
