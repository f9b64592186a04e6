import type { EdgeContext } from '../common/context';
import { newAccounts, type Accounts } from '../coin/accounts';
import { TokenSpending } from '../credit/token-spending';

/** What a round pays with in one transaction: the coins of wallets, and of credit tokens. */
export interface Purse {
    readonly accounts: Accounts;
    readonly tokens: TokenSpending;
    /** Writes what moved: call once, at the end of the contract function. */
    flush(): void;
}

/** @param now - The market's time, ms since the epoch: judges tokens, and dates received coins. */
export async function newPurse(ctx: EdgeContext, now: bigint): Promise<Purse> {
    const accounts = await newAccounts(ctx, now);
    const tokens = new TokenSpending(ctx, accounts, now);
    return {
        accounts,
        tokens,
        flush(): void {
            // A refund to a closed token repays its loan, and may leave coins to the borrower.
            tokens.flush();
            accounts.flush();
        },
    };
}
