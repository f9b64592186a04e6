/** An order in the ledger's own numbers. */
export interface ExactOrder {
    readonly id: string;
    readonly limit: bigint;
    readonly quantity: bigint;
    readonly time: bigint;
}

/** The problem of `AuctionProblem` in bigint. */
export interface ExactAuctionProblem {
    readonly buys: readonly ExactOrder[];
    readonly sells: readonly ExactOrder[];
    readonly quote: bigint;
}

/** The result of `AuctionResult` in bigint. */
export interface ExactAuctionResult {
    readonly price: bigint;
    readonly volume: bigint;
    readonly matches: readonly { readonly buy: string; readonly sell: string; readonly quantity: bigint }[];
}
