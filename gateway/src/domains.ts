import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { openCoinLanes } from './coin/lanes';
import { OutputReservations } from './coin/reservations';
import { CoinService } from './coin/service';
import { openCompute } from './compute/compute-domain';
import { dataFile, type Config } from './config';
import { newEnergyDomain, type EnergyDomain } from './energy/energy-domain';
import { openCredit } from './credit/credit-domain';
import type { Route } from './http/route';
import { openAttachLane } from './identity/attach-lane';
import { RegistrationService } from './identity/registration-service';
import { IdentityService } from './identity/service';
import { CommandBook } from './journal/command-book';
import { compactJournal } from './journal/compact-journal';
import { Journal } from './journal/journal';
import type { AuthorityKey } from './keys/authority-key';
import type { Ledger } from './ledger/ledger';
import { PolicyService } from './policy/service';
import { startReader, type Reader } from './read-model/read-model';
import { allRoutes } from './routes';

/** What the domains are built from. */
export interface DomainOptions {
    readonly config: Config;
    readonly ledger: Ledger;
    readonly log: Logger;
    readonly receiptKeys: ReadonlyMap<string, KeyObject>;
    /** Undefined where this gateway does not act for the authority. */
    readonly authorityKey: AuthorityKey | undefined;
    /** Ms since the epoch. */
    readonly now: () => number;
}

/** All domains, as one gateway serves them. */
export interface Domains {
    readonly routes: readonly Route[];
    /** Registers receipt keys where they are missing; before genesis there is nothing to register. */
    readonly policies: PolicyService;
    /** Ends what runs, in the order in which it can end; what waits stays in the journal. */
    close(): Promise<void>;
}

const ENERGY_BATCH_MS = 20;
const RETRY_MS = 500;
const DAY_MS = 86_400_000;
/** Smaller journals are not worth a second reading at start. */
const COMPACT_BYTES_MIN = 64 * 1024 * 1024;
/** How long other organisations have to publish the heads of their chains after a supply gate. */
const HEAD_GRACE_MS = 2000;

async function openBook({ config, now, log }: DomainOptions, policies: PolicyService): Promise<CommandBook> {
    const path = dataFile(config, 'commands.log');
    const keepMs = config.journalKeepDays * DAY_MS;
    const dropped = await compactJournal(path, { now: now(), keepMs, bytesMin: COMPACT_BYTES_MIN });
    if (dropped > 0) log.info({ dropped }, 'the journal forgot commands that ended long ago');
    return CommandBook.open({
        journal: await Journal.open(path),
        network: async () => (await policies.get()).network,
        now,
        waitMsMax: config.outcomeWaitMs,
    });
}

function openEnergy({ ledger, receiptKeys, now, log }: DomainOptions, commands: CommandBook): EnergyDomain {
    return newEnergyDomain({
        ledger,
        commands,
        receiptKeys,
        now,
        batchMs: ENERGY_BATCH_MS,
        retryMs: RETRY_MS,
        graceMs: HEAD_GRACE_MS,
        onRefusal: (round, error) => {
            log.error({ ...round, err: error }, 'a round was left behind');
        },
    });
}

function openReadModel({ config, ledger, log }: DomainOptions): Reader {
    return startReader({ ledger, log, url: config.databaseUrl, folder: dataFile(config, 'read-model') });
}

/** Opens the journal and everything that hands commands to the ledger, and takes up what an earlier process left. */
export async function openDomains(options: DomainOptions): Promise<Domains> {
    const { config, ledger, authorityKey, receiptKeys, now } = options;
    const policies = new PolicyService({ ledger, receiptKeys, authorityKey: authorityKey?.publicKey });
    const book = await openBook(options, policies);
    const reservations = new OutputReservations();
    const waitMs = config.transferBatchMs;
    const model = openReadModel(options);
    const coinLanes = { ledger, book, reservations, now, sizeMax: config.transferBatchMax, waitMs };
    const credit = openCredit({ ...coinLanes, model, policy: async () => policies.get() });
    const compute = await openCompute({ ...coinLanes, config, model, policy: async () => policies.get() });
    const attachLane = openAttachLane(ledger, book, waitMs);
    const lanes = [...openCoinLanes(coinLanes), attachLane, ...credit.lanes, ...compute.lanes];
    const energy = openEnergy(options, book);
    book.start();
    energy.start();
    const coins = new CoinService({ ledger, reservations, now, network: async () => (await policies.get()).network });
    const routes = allRoutes({
        policies,
        identity: new IdentityService(ledger),
        registrations: new RegistrationService({ ledger, authorityKey }),
        coins,
        credit: credit.service,
        compute: compute.routes,
        energy,
        commands: book,
        model,
        ledger,
        now,
    });
    const close = async (): Promise<void> => {
        compute.close();
        await energy.close();
        await Promise.all(lanes.map((lane) => lane.close()));
        await book.close();
        await model.close();
    };
    return { routes, policies, close };
}
