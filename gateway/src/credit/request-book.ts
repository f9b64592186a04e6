import { requestMessage, type RequestMessage } from '@edgebourse/chaincode/credit/messages';
import type { Command } from '../journal/command';
import type { CommandBook, Finished } from '../journal/command-book';
import type { JudgeTime } from '../journal/judge-time';

/** What a borrower disclosed here. */
export interface Disclosed {
    /** The wallets of its account. */
    readonly wallets: readonly string[];
    /** The block that brought its dossier to the ledger: evidence is looked for as of it at least. */
    readonly block: bigint;
}

/**
 * Loan requests that wait for their banks. They are in the journal, so a restart loses none; what the borrower disclosed
 * is not: it lies in the bank's private collection, and here only until the gateway stops.
 */
export class RequestBook {
    readonly #waiting = new Map<string, Command<RequestMessage>>();
    readonly #disclosed = new Map<string, Disclosed>();
    readonly #book: CommandBook;

    constructor(book: CommandBook, judgeTime: JudgeTime) {
        this.#book = book;
        const hold = (command: Command<RequestMessage>): void => {
            this.#waiting.set(command.hash, command);
        };
        book.register<RequestMessage>({
            type: 'credit.request.v1',
            schema: requestMessage,
            isPrompt: false,
            judgedAt: judgeTime,
            take: (commands) => {
                for (const command of commands) hold(command);
            },
        });
    }

    /** Remembers what a borrower disclosed with its request. */
    disclose(request: string, disclosed: Disclosed): void {
        this.#disclosed.set(request, disclosed);
    }

    /** @returns The requests to a bank, in the order in which they came. */
    of(bank: string): Command<RequestMessage>[] {
        return [...this.#waiting.values()].filter(({ payload }) => payload.bank === bank);
    }

    /** @returns A request that waits, by the hash of its payload. */
    find(request: string): Command<RequestMessage> | undefined {
        return this.#waiting.get(request);
    }

    /** @returns What was disclosed here: at least the wallet that asks. */
    disclosed(request: string, signer: string): Disclosed {
        return this.#disclosed.get(request) ?? { wallets: [signer], block: 0n };
    }

    /** Ends requests whose fate is known. */
    async finish(ends: readonly (Finished & { readonly hash: string })[]): Promise<void> {
        await this.#book.finish(ends.map(({ signer, id, outcome }) => ({ signer, id, outcome })));
        for (const { hash } of ends) {
            this.#waiting.delete(hash);
            this.#disclosed.delete(hash);
        }
    }
}
