import type { KeyObject } from 'node:crypto';
import type { FlowMessage } from '@edgebourse/chaincode/energy/messages';
import type { GateName } from '@edgebourse/chaincode/energy/records';
import type { BatchQueue } from '../journal/batch-queue';
import type { CommandBook } from '../journal/command-book';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import { energyBooks, type EnergyBooks } from './books';
import { chainsEndedMark, ClearingService } from './clearing-service';
import { DeliveryBook } from './delivery-book';
import { acceptanceIntake, objectionIntake, readingIntake, type DeliveryWays } from './delivery-intakes';
import { foreignReadings, lateAcceptances } from './delivery-queues';
import { flowClaims, flowIntake } from './flow-intake';
import { GateService, type GateServices } from './gate-service';
import { KeyedQueue } from './keyed-queue';
import { LedgerReader } from './ledger-reader';
import type { RoundName } from './market-time';
import { OrderBook } from './order-book';
import { orderIntake } from './order-intake';
import { RegionClocks } from './region-clocks';
import { RoundBook } from './round-book';
import { SettlementService } from './settlement-service';
import { WalletDirectory } from './wallet-directory';

/** What the energy domain is built from. */
export interface EnergyOptions {
    readonly ledger: Pick<Ledger, 'evaluate' | 'submit' | 'organisations' | 'actor'>;
    readonly commands: CommandBook;
    /** By MSP id: the keys that sign receipts, as registered on the ledger. */
    readonly receiptKeys: ReadonlyMap<string, KeyObject>;
    /** Ms since the epoch. */
    readonly now: () => number;
    /** How long claims and late acceptances wait for company, ms. */
    readonly batchMs: number;
    /** How long to wait after a failure that may pass, ms. */
    readonly retryMs: number;
    /** How long after the supply gate other organisations have to publish their heads, ms; regions by the clock. */
    readonly graceMs: number;
    /** Hears of rounds that were left behind, and why. */
    readonly onRefusal: (round: RoundName, error: unknown) => void;
}

/** The energy market as one gateway serves it. */
export interface EnergyDomain {
    readonly reader: LedgerReader;
    readonly books: EnergyBooks;
    readonly gates: GateService;
    /** Who acts for an organisation, or for any of this gateway's, when no bearer asks. */
    readonly operatorOf: (organisation?: string) => LedgerIdentity;
    /** Concludes what an earlier process left behind and starts the clocks; after `CommandBook.start`. */
    start(): void;
    /** Starts nothing new and waits for what runs. */
    close(): Promise<void>;
}

/** @returns The domain, its messages registered with the command book. */
export function newEnergyDomain(options: EnergyOptions): EnergyDomain {
    const { ledger, commands } = options;
    const operatorOf = (organisation?: string): LedgerIdentity => ledger.actor('operator', organisation);
    const reader = new LedgerReader(ledger, operatorOf());
    const books = newBooks(options, reader);
    const base = { ledger, commands, books, operatorOf };
    const times = { waitMs: options.batchMs, retryMs: options.retryMs };
    const late = lateAcceptances(base, times);
    const foreign = foreignReadings(base, times);
    const claims = flowClaims(base, times);
    const services: GateServices = {
        ...base,
        clearings: new ClearingService(base),
        settlements: new SettlementService(base, (group) => {
            late.add(group);
        }),
        lanes: new KeyedQueue(),
    };
    const ways: DeliveryWays = {
        isOwn: ({ policy }) => ledger.organisations.includes(policy.organisation),
        foreign: (group) => {
            foreign.add(group);
        },
        late: (group) => {
            late.add(group);
        },
    };
    register(commands, books, claims, ways);
    const clocks = new RegionClocks({ ...options, foreign: ways.foreign }, services);
    const gates = new GateService(services);
    const close = async (): Promise<void> => {
        await clocks.close();
        await services.lanes.idle();
        await Promise.all([late.close(), foreign.close(), claims.close()]);
    };
    return { reader, books, gates, operatorOf, start: clocks.start.bind(clocks), close };
}

function newBooks({ commands, receiptKeys, now }: EnergyOptions, reader: LedgerReader): EnergyBooks {
    const source = {
        region: reader.region.bind(reader),
        gates: reader.gates.bind(reader),
        clearing: reader.clearing.bind(reader),
        settlement: reader.settlement.bind(reader),
        closedHere: (name: RoundName): GateName[] =>
            commands.isMarked(chainsEndedMark(name)) ? ['demand', 'supply'] : [],
    };
    return energyBooks({
        reader,
        wallets: new WalletDirectory(reader, now),
        rounds: new RoundBook(source, now),
        orders: new OrderBook(receiptKeys),
        deliveries: new DeliveryBook(),
    });
}

function register(
    commands: CommandBook,
    books: EnergyBooks,
    claims: BatchQueue<FlowMessage>,
    ways: DeliveryWays,
): void {
    commands.register(orderIntake(books));
    commands.register(readingIntake(books, ways));
    commands.register(acceptanceIntake(books, ways));
    commands.register(objectionIntake(books, ways));
    commands.register(flowIntake(books, claims));
}
