/**
 * Changes a value inside the endorsed bytes of a transaction without touching their lengths. Proposal and write carry the
 * value: only the last, the write, is changed.
 */
export function altered(transaction: Uint8Array, from: string, to: string): Uint8Array {
    const changed = Buffer.from(transaction);
    const place = changed.lastIndexOf(from);
    if (place < 0 || from.length !== to.length) throw new Error('the value is not in the transaction');
    changed.write(to, place);
    return changed;
}
