import type { LoanRecord, Position } from '@edgebourse/chaincode/credit/records';
import type { CreditClient } from '@edgebourse/gateway/client/credit-client';

/** What a day of credit left behind, all of it read from the gateway. */
export interface CreditOutcome {
    readonly loans: readonly LoanRecord[];
    readonly banks: readonly Position[];
    /** Grades of the borrowers at the end, by their own public records. */
    readonly grades: ReadonlyMap<string, string>;
    /** Coins in tokens and reserves, micro-coins: no wallet holds them. */
    readonly heldMicro: bigint;
}

/** Reads loans, banks and borrowers. */
export async function readCredit(
    credit: CreditClient,
    loanIds: readonly string[],
    banks: readonly string[],
): Promise<CreditOutcome> {
    const loans: LoanRecord[] = [];
    const grades = new Map<string, string>();
    let heldMicro = 0n;
    for (const id of loanIds) {
        const loan = await credit.loan(id);
        const { balanceMicro, lockedMicro } = await credit.token(id);
        loans.push(loan);
        heldMicro += BigInt(balanceMicro) + BigInt(lockedMicro);
        if (!grades.has(loan.borrower)) grades.set(loan.borrower, (await credit.grade(loan.borrower)).grade);
    }
    const positions: Position[] = [];
    for (const bank of banks) positions.push(await credit.position(bank));
    for (const { reserveMicro } of positions) heldMicro += BigInt(reserveMicro);
    return { loans, banks: positions, grades, heldMicro };
}
