import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { ChainArgument, ClearingRecord, PreviewedClearing } from '@edgebourse/chaincode/energy/records';
import { refusal } from '../journal/command';
import type { CommandBook } from '../journal/command-book';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import type { EnergyBooks } from './books';
import { foreseeClearing } from './foresee-clearing';
import { isRefusal } from './ledger-reader';
import type { RoundName } from './market-time';
import type { OrderChain } from './order-book';
import { orderOutcomes } from './order-outcomes';
import { proposeClearing } from './propose-clearing';
import type { Round } from './round-book';

/** What the energy services work with. */
export interface EnergyServices {
    readonly ledger: Pick<Ledger, 'evaluate' | 'submit' | 'organisations'>;
    readonly books: EnergyBooks;
    readonly commands: Pick<CommandBook, 'finish' | 'flushed' | 'mark'>;
    /** Who acts for an organisation, or for any of this gateway's, when no bearer asks. */
    readonly operatorOf: (organisation?: string) => LedgerIdentity;
}

/** A foreseen clearing may be wrong, and coins may move between preview and proposal; then it is previewed again, so often. */
const PROPOSALS_MAX = 4;

/** @returns The mark of a round whose chains have ended: its heads may be on the ledger. */
export function chainsEndedMark({ region, interval }: RoundName): string {
    return `chains-ended/${region}/${interval}`;
}

/** Publishes the chains' heads and clears rounds. Callers run the tasks of one region one after the other. */
export class ClearingService {
    readonly #services: EnergyServices;
    /** Regions in which orders were refused last: what the contract finds there is asked before it is proposed. */
    readonly #unforeseen = new Set<string>();

    constructor(services: EnergyServices) {
        this.#services = services;
    }

    /**
     * Publishes the head of every chain of this gateway, once no order can come any more.
     * @throws EdgeError of the ledger; a repeat goes on where this one stopped.
     */
    async publishHeads(round: Round): Promise<void> {
        const { books, commands } = this.#services;
        await commands.mark(chainsEndedMark(round));
        await commands.flushed();
        await Promise.all(
            books.orders.chains(round).map(async ({ organisation, orders, head }) => {
                await this.#services.ledger.submit({
                    as: this.#services.operatorOf(organisation),
                    fn: 'energy:PublishHead',
                    argument: { region: round.region, interval: round.interval, count: orders.length, head },
                });
            }),
        );
    }

    /**
     * Clears a round whose supply gate has ended; a round that was cleared before is only concluded.
     * @param as - Operator of the region's organisation.
     * @returns The ledger's record.
     * @throws EdgeError of the contract or of the way to the ledger.
     */
    async clear(round: Round, as: LedgerIdentity): Promise<ClearingRecord> {
        const { books } = this.#services;
        let transactionId: string | undefined;
        for (let proposal = 1; transactionId === undefined && !round.isSettled; proposal += 1) {
            try {
                transactionId = await this.#propose(round, as);
            } catch (error) {
                if (isRefusal(error, 'INTERVAL_CLEARED')) break;
                if (isRefusal(error, 'GATE_CLOSED')) await this.#giveUp(round, error);
                const isOutdated = isRefusal(error, 'QUOTE_MISMATCH', 'CLEARING_MISMATCH', 'COIN_INSUFFICIENT');
                if (!isOutdated || proposal === PROPOSALS_MAX) throw error;
                this.#unforeseen.add(round.region);
            }
        }
        const clearing = await books.reader.clearing(round);
        const { region, interval } = round;
        if (clearing === undefined) throw new EdgeError('INTERVAL_NOT_CLEARED', { region, interval });
        await this.conclude(round, clearing, transactionId);
        return clearing;
    }

    /** Tells the orders of a cleared round what became of them, and forgets their chains. */
    async conclude(round: Round, clearing: ClearingRecord, transactionId?: string): Promise<void> {
        const { books, commands } = this.#services;
        round.clearing = clearing;
        await commands.finish(orderOutcomes(books.orders.chains(round), clearing, transactionId));
        books.orders.drop(round);
    }

    /** A later interval of the region was cleared: this one never will be. */
    async #giveUp(round: Round, error: EdgeError): Promise<never> {
        const { books, commands } = this.#services;
        const orders = books.orders.chains(round).flatMap((chain) => chain.orders);
        await commands.finish(orders.map(({ signer, id }) => ({ signer, id, outcome: refusal(error) })));
        books.orders.drop(round);
        throw error;
    }

    async #propose(round: Round, as: LedgerIdentity): Promise<string> {
        const { region, interval } = round;
        const { ledger, books } = this.#services;
        const chains = books.orders.chains(round);
        const argument = {
            ...{ region, interval },
            chains: chains.map(
                ({ organisation, orders }): ChainArgument => ({
                    organisation,
                    receipts: orders.map(({ receipt, envelope }) => ({ timeMs: receipt.timeMs, order: envelope })),
                }),
            ),
        };
        const expected = this.#unforeseen.has(region)
            ? await this.#preview(argument, as)
            : await this.#foresee(round, chains, as);
        const proposal = { ...argument, result: proposeClearing(expected) };
        return (await ledger.submit({ as, fn: 'energy:Clear', argument: proposal })).transactionId;
    }

    async #preview(argument: RoundName, as: LedgerIdentity): Promise<PreviewedClearing> {
        const preview = await this.#services.ledger.evaluate({ as, fn: 'energy:PreviewClear', argument });
        const previewed = preview as PreviewedClearing;
        if (previewed.refused.length === 0) this.#unforeseen.delete(argument.region);
        return previewed;
    }

    async #foresee(round: Round, chains: readonly OrderChain[], as: LedgerIdentity): Promise<PreviewedClearing> {
        const { region, interval, policy } = round;
        const { ledger, books } = this.#services;
        const market = await ledger.evaluate({ as, fn: 'energy:Market', argument: { region, interval } });
        await books.wallets.load(chains.flatMap(({ orders }) => orders.map(({ signer }) => signer)));
        return foreseeClearing(round, {
            policy,
            chains,
            averageMicroPerKwh: (market as { averageMicroPerKwh: string }).averageMicroPerKwh,
            walletOf: (wallet) => books.wallets.find(wallet, region),
        });
    }
}
