const MS_PER_HOUR = 3_600_000n;
const E12 = 10n ** 12n;
/** E12 x E12 coins are so many parts of a micro-coin. */
const PARTS_PER_MICRO = 10n ** 18n;
const BYTES_PER_MB = 1_000_000n;

/** A price (coins per unit and hour, units of 10^-12), an amount (units of 10^-12) and how long it is held (ms). */
export interface Work {
    readonly price: bigint;
    readonly amount: bigint;
    readonly ms: bigint;
}

/** @returns What the work costs, micro-coins: `floor(price x amount x time)`. */
export function paymentMicro({ price, amount, ms }: Work): bigint {
    return (price * amount * ms) / (PARTS_PER_MICRO * MS_PER_HOUR);
}

/** @returns The fuel that an amount of a machine gives: `floor(amount x fuel per second x time)`. */
export function fuelOf(amount: bigint, fuelPerSecond: bigint, ms: bigint): bigint {
    return (amount * fuelPerSecond * ms) / (E12 * 1000n);
}

/** @returns What relaying costs, micro-coins, half a micro-coin rounded up; 1 MB = 1 000 000 bytes. */
export function relayCostMicro(bytes: bigint, microPerMb: bigint): bigint {
    return (bytes * microPerMb + BYTES_PER_MB / 2n) / BYTES_PER_MB;
}

/** @returns The share of a part's payment that its right pieces earn: `floor(payment x right / pieces)`. */
export function earnedMicro(payment: bigint, right: number, pieces: number): bigint {
    return pieces === 0 ? 0n : (payment * BigInt(right)) / BigInt(pieces);
}
