import { judgeByVote, type Ballot } from './vote';

const ballot = (seller: string, ...outputs: string[]): Ballot => ({ seller, outputs: new Map(outputs.entries()) });

test('more than half of the copies decide, piece by piece', () => {
    const ballots = [ballot('a', 'x', 'x', 'x'), ballot('b', 'x', 'y', 'y'), ballot('c', 'z', 'y', 'w')];
    expect(judgeByVote(ballots[0]!, ballots, 3)).toEqual({ wrong: [1], undecided: [2] });
    expect(judgeByVote(ballots[1]!, ballots, 3)).toEqual({ wrong: [], undecided: [2] });
    expect(judgeByVote(ballots[2]!, ballots, 3)).toEqual({ wrong: [0], undecided: [2] });
});

test('copies that never came are no votes: one of three decides nothing, nor one of two', () => {
    const only = ballot('a', 'x');
    expect(judgeByVote(only, [only], 3)).toEqual({ wrong: [], undecided: [0] });
    expect(judgeByVote(only, [only, ballot('b', 'y')], 2)).toEqual({ wrong: [], undecided: [0] });
});

test('two of three decide although the third is missing', () => {
    const ballots = [ballot('a', 'x'), ballot('b', 'x')];
    expect(judgeByVote(ballots[0]!, ballots, 3)).toEqual({ wrong: [], undecided: [] });
});
