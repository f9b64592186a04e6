import { Info, Returns, Transaction } from 'fabric-contract-api';
import { parseAmount, sum } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import { EdgeContext } from '../common/context';
import { answer, EdgeContract, readArgument } from '../common/edge-contract';
import { requireUsable } from '../identity/wallets';
import { coinAccess } from './access';
import { newAccounts } from './accounts';
import { bondOf, putIntoBond } from './bond';
import { pay, refuseDust, runOnce, type Receipt } from './commands';
import { burnKey } from './keys';
import { bondMessage, burnMessage, consolidateMessage, transferMessage } from './messages';
import { mint, recordBurn } from './mint';
import { balanceOf, mintOf, outputsOf, supply } from './queries';
import { coinArguments, type BurnRecord } from './records';

type Results = CommandResult<Receipt>[];

function done(results: Results): number {
    return results.filter(({ status }) => status === 'done').length;
}

function refused(results: Results): number {
    return results.filter(({ status }) => status === 'refused').length;
}

/** The coin of all markets, as outputs. docs/concepts/coin.md has the table of functions. */
@Info({ title: 'coin', description: 'One coin for all markets, kept as outputs that are spent whole' })
export class CoinContract extends EdgeContract {
    protected override readonly access = coinAccess;

    constructor() {
        super('coin');
    }

    /** Makes coins against a payment outside. Answers the {@link MintRecord}. */
    @Transaction()
    @Returns('string')
    async Mint(ctx: EdgeContext, json: string): Promise<string> {
        const request = readArgument(json, coinArguments.Mint);
        const accounts = await newAccounts(ctx);
        const record = await mint(ctx, accounts, request);
        accounts.flush();
        return answer(record);
    }

    /** Carries out signed transfers, one by one. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Transfer(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, coinArguments.Transfer);
        const accounts = await newAccounts(ctx);
        const results = await runBatch(commands, async ({ envelope, inputs }) =>
            runOnce(ctx, envelope, transferMessage, async ({ payload, signer }) => {
                await requireUsable(ctx, payload.to);
                const amountMicro = parseAmount(payload.amountMicro);
                await refuseDust(ctx, signer, payload);
                await pay(accounts, { wallet: signer, inputs: [payload.consumes, ...inputs], amountMicro });
                accounts.credit(payload.to, amountMicro);
            }),
        );
        accounts.flush();
        ctx.emit({ type: 'coin.transferred', commands: results.length, refused: refused(results) });
        return answer(results);
    }

    /** Withdraws coins by signed orders. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Burn(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, coinArguments.Burn);
        const accounts = await newAccounts(ctx);
        const burned: bigint[] = [];
        const results = await runBatch(commands, async ({ envelope, inputs }) =>
            runOnce(ctx, envelope, burnMessage, async ({ payload, signer: wallet }) => {
                const amountMicro = parseAmount(payload.amountMicro);
                await pay(accounts, { wallet, inputs: [payload.consumes, ...inputs], amountMicro });
                const { reference } = payload;
                const record = { wallet, amountMicro: payload.amountMicro, reference, burnedAt: String(ctx.now) };
                ctx.store.put(burnKey(wallet, payload.id), record satisfies BurnRecord);
                burned.push(amountMicro);
            }),
        );
        accounts.flush();
        if (burned.length > 0) await recordBurn(ctx, sum(burned));
        ctx.emit({ type: 'coin.burned', amountMicro: String(sum(burned)) });
        return answer(results);
    }

    /** Joins outputs of a wallet by its signed order. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Consolidate(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, coinArguments.Consolidate);
        const accounts = await newAccounts(ctx);
        const wallets = new Set<string>();
        const results = await runBatch(commands, async (envelope) =>
            runOnce(ctx, envelope, consolidateMessage, async ({ payload, signer }) => {
                await accounts.take(signer, payload.consumes);
                wallets.add(signer);
            }),
        );
        accounts.flush();
        ctx.emit({ type: 'coin.consolidated', wallets: [...wallets] });
        return answer(results);
    }

    /** Puts coins of bond wallets into the bonds of their organisations. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Bond(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, coinArguments.Bond);
        const accounts = await newAccounts(ctx);
        const results = await runBatch(commands, async ({ envelope, inputs }) =>
            runOnce(ctx, envelope, bondMessage, async (command) => putIntoBond(ctx, accounts, command, inputs)),
        );
        accounts.flush();
        ctx.emit({ type: 'coin.bonded', commands: results.length, refused: results.length - done(results) });
        return answer(results);
    }

    /** Answers a {@link Balance}. */
    @Transaction(false)
    @Returns('string')
    async Balance(ctx: EdgeContext, json: string): Promise<string> {
        const { wallet } = readArgument(json, coinArguments.Balance);
        return answer(await balanceOf(ctx, wallet));
    }

    /** Answers an {@link OutputList}. */
    @Transaction(false)
    @Returns('string')
    async Outputs(ctx: EdgeContext, json: string): Promise<string> {
        const { wallet } = readArgument(json, coinArguments.Outputs);
        return answer(await outputsOf(ctx, wallet));
    }

    /** Answers a {@link BondRecord}; an organisation that never put anything in has a bond of 0. */
    @Transaction(false)
    @Returns('string')
    async BondOf(ctx: EdgeContext, json: string): Promise<string> {
        const { organisation } = readArgument(json, coinArguments.BondOf);
        return answer(await bondOf(ctx, organisation));
    }

    /** Answers a {@link Supply}. */
    @Transaction(false)
    @Returns('string')
    async Supply(ctx: EdgeContext, json: string): Promise<string> {
        readArgument(json, coinArguments.Supply);
        return answer(await supply(ctx));
    }

    /** Answers the {@link MintRecord} of a reference, or null. */
    @Transaction(false)
    @Returns('string')
    async MintOf(ctx: EdgeContext, json: string): Promise<string> {
        const { reference } = readArgument(json, coinArguments.MintOf);
        return answer(await mintOf(ctx, reference));
    }
}
