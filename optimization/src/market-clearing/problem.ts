/** One order of the call auction. */
export interface AuctionOrder {
    /** Names the order in the matches and breaks ties of limit and time; unique, compared by UTF-16 code unit. */
    readonly id: string;
    /** Highest price a buyer pays, lowest price a seller accepts; the ledger uses micro-coins per kWh. */
    readonly limit: number;
    /** How much is wanted or offered: a positive safe integer; the ledger uses Wh. */
    readonly quantity: number;
    /** When the order was received; the smaller goes first among equal limits. */
    readonly time: number;
}

/** Everything that a clearing depends on; the order of the two lists does not matter. */
export interface AuctionProblem {
    readonly buys: readonly AuctionOrder[];
    readonly sells: readonly AuctionOrder[];
    /** The price that is wished for, in the unit of the limits. */
    readonly quote: number;
}

/** A quantity that one order delivers to another. */
export interface AuctionMatch {
    readonly buy: string;
    readonly sell: string;
    readonly quantity: number;
}

/** The outcome: every match is settled at the one `price`. */
export interface AuctionResult {
    readonly price: number;
    readonly volume: number;
    readonly matches: readonly AuctionMatch[];
}
