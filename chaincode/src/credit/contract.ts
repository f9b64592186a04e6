import { Info, Returns, Transaction } from 'fabric-contract-api';
import { runBatch, type CommandResult } from '../common/batch';
import { EdgeContext } from '../common/context';
import { answer, EdgeContract, readArgument } from '../common/edge-contract';
import type { Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { newAccounts } from '../coin/accounts';
import { newEscrow } from '../coin/escrow';
import type { Receipt } from '../coin/commands';
import { creditAccess } from './access';
import { assess } from './assess';
import { positionOf, productsOf, registerBank, requireBank, setProduct } from './banks';
import { payBill } from './bills';
import { putDossier } from './dossiers';
import { lend } from './lend';
import { borrowerOf, LoanBook, requireLoan, requireToken } from './loan-book';
import { batchTime, envelopesTime } from './loan-time';
import { preview, statementOf } from './queries';
import { creditArguments as args } from './records';
import { close, repay, topUp, type Desk } from './repayments';
import { fund, withdraw } from './reserves';
import { sweep } from './sweep';

type Results = CommandResult<Receipt>[];

const refusedOf = (results: Results): number => results.filter(({ status }) => status === 'refused').length;

/** Credit banks: loans at a certified equilibrium, tokens that pay at once. docs/concepts/credit.md has the functions. */
@Info({ title: 'credit', description: 'Credit banks: loans, tokens, payments by token, repayments' })
export class CreditContract extends EdgeContract {
    protected override readonly access = creditAccess;

    constructor() {
        super('credit');
    }

    /** Registers the bank of the caller's organisation, or changes its partners. Answers the {@link BankRecord}. */
    @Transaction()
    @Returns('string')
    async RegisterBank(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await registerBank(ctx, readArgument(json, args.RegisterBank)));
    }

    /** Offers a product of the caller's bank, or its next version. Answers the {@link ProductRecord}. */
    @Transaction()
    @Returns('string')
    async SetProduct(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await setProduct(ctx, readArgument(json, args.SetProduct)));
    }

    /** Moves coins of banks' wallets into their reserves. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Fund(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, args.Fund);
        const envelopes = commands.map(({ envelope }) => envelope);
        const results = await this.#batch(ctx, commands, envelopes, async (desk, each) => fund(ctx, desk, each));
        ctx.emit({ type: 'credit.reserve', commands: results.length, refused: refusedOf(results) });
        return answer(results);
    }

    /** Moves coins of reserves back into banks' wallets. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Withdraw(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, args.Withdraw);
        const results = await this.#batch(ctx, commands, commands, async (desk, each) => withdraw(ctx, desk, each));
        ctx.emit({ type: 'credit.reserve', commands: results.length, refused: refusedOf(results) });
        return answer(results);
    }

    /** Keeps a dossier, which travels in the transient map, with the caller's bank. Answers the request's hash. */
    @Transaction()
    @Returns('string')
    async PutDossier(ctx: EdgeContext, json: string): Promise<string> {
        const { request } = readArgument(json, args.PutDossier);
        await putDossier(ctx, request);
        return answer({ request });
    }

    /** Answers an {@link Assessment}. Evaluate it on the bank's own peer: nothing of it may become public. */
    @Transaction(false)
    @Returns('string')
    async Assess(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await assess(ctx, readArgument(json, args.Assess)));
    }

    /** Answers a {@link Preview}. */
    @Transaction(false)
    @Returns('string')
    async Preview(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await preview(ctx, readArgument(json, args.Preview)));
    }

    /** Issues loans with their tokens. Answers a result each, a {@link Lent} where it is done. */
    @Transaction()
    @Returns('string')
    async Lend(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await lend(ctx, readArgument(json, args.Lend)));
    }

    /** Pays bills out of tokens. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Bill(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, args.Bill);
        const results = await this.#batch(ctx, commands, commands, async (desk, envelope) =>
            payBill(ctx, desk, envelope).catch((error: unknown) => {
                notify(ctx, error);
                throw error;
            }),
        );
        ctx.emit({ type: 'credit.billed', bills: results.length, refused: refusedOf(results) });
        return answer(results);
    }

    /** Takes repayments. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Repay(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, args.Repay);
        const envelopes = commands.map(({ envelope }) => envelope);
        const results = await this.#batch(ctx, commands, envelopes, async (desk, each) => repay(ctx, desk, each));
        ctx.emit({ type: 'credit.repaid', payments: results.length, refused: refusedOf(results) });
        return answer(results);
    }

    /** Adds coins to tokens. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async TopUp(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, args.TopUp);
        const envelopes = commands.map(({ envelope }) => envelope);
        const results = await this.#batch(ctx, commands, envelopes, async (desk, each) => topUp(ctx, desk, each));
        ctx.emit({ type: 'credit.topup', commands: results.length, refused: refusedOf(results) });
        return answer(results);
    }

    /** Closes tokens before their end. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Close(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, args.Close);
        const results = await this.#batch(ctx, commands, commands, async (desk, each) => close(ctx, desk, each));
        ctx.emit({ type: 'credit.closed', tokens: results.length, refused: refusedOf(results) });
        return answer(results);
    }

    /** Does what deadlines demand by now. Answers a {@link Swept}. */
    @Transaction()
    @Returns('string')
    async Sweep(ctx: EdgeContext, json: string): Promise<string> {
        const { loans } = readArgument(json, args.Sweep);
        const accounts = await newAccounts(ctx, await batchTime(ctx, loans));
        const book = new LoanBook(ctx, accounts);
        const swept = await sweep(ctx, book, loans);
        book.flush();
        accounts.flush();
        ctx.emit({ type: 'credit.swept', ...swept });
        return answer(swept);
    }

    /** Answers a {@link BankRecord}. */
    @Transaction(false)
    @Returns('string')
    async Bank(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await requireBank(ctx, readArgument(json, args.Bank).bank));
    }

    /** Answers the {@link ProductRecord}s of a bank. */
    @Transaction(false)
    @Returns('string')
    async Products(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await productsOf(ctx, readArgument(json, args.Products).bank));
    }

    /** Answers a {@link Position}. */
    @Transaction(false)
    @Returns('string')
    async Position(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await positionOf(ctx, newEscrow(ctx), readArgument(json, args.Position).bank));
    }

    /** Answers a {@link LoanRecord}. */
    @Transaction(false)
    @Returns('string')
    async Loan(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await requireLoan(ctx, readArgument(json, args.Loan).loan));
    }

    /** Answers a {@link TokenRecord}. */
    @Transaction(false)
    @Returns('string')
    async Token(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await requireToken(ctx, readArgument(json, args.Token).token));
    }

    /** Answers the {@link PaymentRecord}s of a token. */
    @Transaction(false)
    @Returns('string')
    async Statement(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await statementOf(ctx, readArgument(json, args.Statement).token));
    }

    /** Answers a {@link BorrowerRecord}; a wallet that never borrowed has an empty one. */
    @Transaction(false)
    @Returns('string')
    async Borrower(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await borrowerOf(ctx, readArgument(json, args.Borrower).wallet));
    }

    async #batch<Command>(
        ctx: EdgeContext,
        commands: readonly Command[],
        envelopes: readonly Envelope[],
        apply: (desk: Desk, command: Command) => Promise<CommandResult<Receipt>>,
    ): Promise<Results> {
        const accounts = await newAccounts(ctx, await envelopesTime(ctx, envelopes));
        const book = new LoanBook(ctx, accounts);
        const results = await runBatch(commands, async (command) => apply({ accounts, book }, command));
        book.flush();
        accounts.flush();
        return results;
    }
}

/** An insufficient balance is told to the borrower; nothing moves. */
function notify(ctx: EdgeContext, error: unknown): void {
    if (!(error instanceof EdgeError) || error.code !== 'CREDIT_BALANCE') return;
    const { token, neededMicro, balanceMicro } = error.context;
    ctx.emit({
        type: 'credit.notice',
        token: String(token),
        neededMicro: String(neededMicro),
        balanceMicro: String(balanceMicro),
    });
}
