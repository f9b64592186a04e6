import type { LedgerTransaction, LedgerWrite } from '../../ledger/ledger';

/** A transaction in its block. */
export interface Placed {
    readonly block: number;
    readonly transaction: LedgerTransaction;
}

/** @returns What a transaction wrote under an object type: `coin`, `trade`, ... */
export function writesOf({ writes }: LedgerTransaction, objectType: string): LedgerWrite[] {
    return writes.filter(({ key }) => key[0] === objectType);
}

/** @returns The part of a key at a place. @throws Error when the key is shorter: a record of another program. */
export function keyPart({ key }: LedgerWrite, place: number): string {
    const part = key[place];
    if (part === undefined) throw new Error(`the key ${JSON.stringify(key)} is too short`);
    return part;
}

/** @returns Place of a transaction's rows. */
export function positionOf({ block, transaction }: Placed): { block: number; tx_index: number } {
    return { block, tx_index: transaction.index };
}
