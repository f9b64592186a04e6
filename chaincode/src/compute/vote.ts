/** One seller's outputs, by piece. */
export interface Ballot {
    readonly seller: string;
    readonly outputs: ReadonlyMap<number, string>;
}

/** What the votes say of one seller's pieces: outvoted ones, and those that no majority decides. */
export interface Verdicts {
    readonly wrong: readonly number[];
    readonly undecided: readonly number[];
}

/** The output of a piece that more than half of its copies have; undefined when there is none. */
function majority(ballots: readonly Ballot[], piece: number, redundancy: number): string | undefined {
    const votes = new Map<string, number>();
    for (const { outputs } of ballots) {
        const output = outputs.get(piece);
        if (output !== undefined) votes.set(output, (votes.get(output) ?? 0) + 1);
    }
    for (const [output, count] of votes) {
        if (2 * count > redundancy) return output;
    }
    return undefined;
}

/**
 * Judges a seller's outputs by the majority. A copy that never came is no vote, so that half of the copies cannot win
 * by the silence of the others.
 * @param redundancy - Copies that were bought of each piece.
 */
export function judgeByVote(seller: Ballot, ballots: readonly Ballot[], redundancy: number): Verdicts {
    const wrong: number[] = [];
    const undecided: number[] = [];
    for (const [piece, output] of seller.outputs) {
        const right = majority(ballots, piece, redundancy);
        if (right === undefined) undecided.push(piece);
        else if (right !== output) wrong.push(piece);
    }
    return { wrong, undecided };
}
