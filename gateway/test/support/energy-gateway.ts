import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { receiptKeyOf } from '../../../chaincode/test/support/energy-round';
import { NETWORK } from '../../../chaincode/test/support/policy';
import { newEnergyDomain, type EnergyDomain } from '../../src/energy/energy-domain';
import { CommandBook } from '../../src/journal/command-book';
import type { CommandAnswer } from '../../src/journal/commands';
import { Journal } from '../../src/journal/journal';
import type { WorldLedger } from './world-ledger';

/** The energy part of a gateway without its HTTP side, in a folder of its own. */
export class EnergyGateway {
    #open: { readonly book: CommandBook; readonly energy: EnergyDomain } | undefined;

    private constructor(
        readonly ledger: WorldLedger,
        readonly folder: string,
        readonly withClocks: boolean,
    ) {}

    /**
     * Starts a gateway with an empty journal.
     * @param withClocks - False leaves recovery and the clocks of regions to the test.
     */
    static async start(ledger: WorldLedger, withClocks = true): Promise<EnergyGateway> {
        const gateway = new EnergyGateway(ledger, await mkdtemp(join(tmpdir(), 'energy-gateway-')), withClocks);
        await gateway.#run();
        return gateway;
    }

    get book(): CommandBook {
        return this.#running.book;
    }

    get energy(): EnergyDomain {
        return this.#running.energy;
    }

    /** Ends the process, as it were, and starts the next one on the same folder. */
    async restart(): Promise<void> {
        await this.#stop();
        await this.#run();
    }

    /** As {@link EnergyGateway.restart}, with a journal that forgot everything: what a dishonest operator would do. */
    async restartEmpty(): Promise<void> {
        await this.#stop();
        await rm(join(this.folder, 'commands.log'));
        await this.#run();
    }

    /** Hands in messages. @returns The code of each refusal, else the status. */
    async send(...envelopes: readonly Envelope[]): Promise<string[]> {
        return (await this.book.accept(envelopes, { wait: true })).map(({ code, status }) => code ?? status);
    }

    /** Hands in one message. */
    async answer(envelope: Envelope): Promise<CommandAnswer> {
        return (await this.book.accept([envelope]))[0]!;
    }

    /** Stops and removes the folder. */
    async end(): Promise<void> {
        await this.#stop();
        await rm(this.folder, { recursive: true });
    }

    get #running(): { readonly book: CommandBook; readonly energy: EnergyDomain } {
        if (this.#open === undefined) throw new Error('the gateway does not run');
        return this.#open;
    }

    async #run(): Promise<void> {
        const { ledger } = this;
        const now = (): number => ledger.world.now;
        const journal = await Journal.open(join(this.folder, 'commands.log'));
        const book = await CommandBook.open({ journal, now, network: async () => NETWORK, waitMsMax: 20_000 });
        const receiptKeys = new Map(ledger.organisations.map((mspId) => [mspId, receiptKeyOf(mspId).privateKey]));
        const times = { now, batchMs: 1, retryMs: 5, graceMs: 1000 };
        const onRefusal = (): void => undefined;
        const energy = newEnergyDomain({ ledger, commands: book, receiptKeys, ...times, onRefusal });
        book.start();
        if (this.withClocks) energy.start();
        this.#open = { book, energy };
    }

    async #stop(): Promise<void> {
        const { book, energy } = this.#running;
        await energy.close();
        await book.close();
        this.#open = undefined;
    }
}
