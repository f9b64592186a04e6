import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sent } from './load';
import { AMOUNT_MICRO, type Prepared } from './payments';

/** What check_chain.py tells with `--detail`. */
export interface ChainDetail {
    readonly blocks: number;
    readonly valid: number;
    readonly invalid: number;
    readonly coins: { readonly minted: string; readonly elsewhere: string };
    /** By `wallet id`. */
    readonly commands: Readonly<Record<string, { readonly times: number; readonly txId: string }>>;
    /** Micro-coins by wallet. */
    readonly wallets: Readonly<Record<string, string>>;
}

const CHECKER = join(__dirname, '../../test/check_chain.py');
const OUTPUT_MAX = 1 << 28;

/**
 * Has the chain verified by a program that shares no code with the peer.
 * @param folder - The ledger's folder; the peer may run but must be idle.
 * @throws Error naming the place that does not fit.
 */
export async function inspectChain(folder: string): Promise<ChainDetail> {
    const { stdout } = await promisify(execFile)('python3', [CHECKER, folder, '--detail'], { maxBuffer: OUTPUT_MAX });
    return JSON.parse(stdout) as ChainDetail;
}

/**
 * Compares the chain with what the load has heard: every acknowledged payment has exactly one effect, every other one
 * or none, and no coins came or went.
 * @returns What does not hold.
 */
export function findViolations(chain: ChainDetail, sent: readonly Sent[], prepared: Prepared): string[] {
    return [
        ...sent.flatMap((one) => paymentViolation(chain, one)),
        ...strangers(chain, sent),
        ...coinViolations(chain, prepared),
    ];
}

function paymentViolation({ commands }: ChainDetail, { payment, answered, transactionId }: Sent): string[] {
    const record = commands[`${payment.wallet} ${payment.id}`];
    if (record === undefined) return answered > 0 ? [`${payment.id}: acknowledged, without effect`] : [];
    if (record.times !== 1) return [`${payment.id}: ${record.times} effects`];
    if (transactionId === undefined || transactionId === record.txId) return [];
    return [`${payment.id}: answered with ${transactionId}, carried out by ${record.txId}`];
}

/** Effects of payments that nobody sent. */
function strangers({ commands }: ChainDetail, sent: readonly Sent[]): string[] {
    const names = new Set(sent.map(({ payment }) => `${payment.wallet} ${payment.id}`));
    return Object.keys(commands).flatMap((name) => (names.has(name) ? [] : [`${name}: never sent, carried out`]));
}

function coinViolations({ coins, commands, wallets }: ChainDetail, { sinks, mintedMicro }: Prepared): string[] {
    const paid = [...sinks].reduce((total, sink) => total + BigInt(wallets[sink] ?? '0'), 0n);
    const due = AMOUNT_MICRO * BigInt(Object.keys(commands).length);
    const broken: string[] = [];
    if (coins.elsewhere !== '0') broken.push(`${coins.elsewhere} micro-coins are missing`);
    if (coins.minted !== String(mintedMicro)) broken.push(`minted ${coins.minted}, not ${String(mintedMicro)}`);
    if (paid !== due) broken.push(`the paid wallets hold ${String(paid)} micro-coins, not ${String(due)}`);
    return broken;
}
