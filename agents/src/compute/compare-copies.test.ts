import { contestedPieces, doubtsOf } from './compare-copies';
import type { Delivery } from './inbox';
import { contentHash } from './task-package';

const right = Buffer.from('right');
const wrong = Buffer.from('wrong');
const delivery = (seller: string, outputs: [number, Buffer | undefined][]): Delivery => ({
    ...{ seller, result: `result of ${seller}` },
    outputs: new Map(outputs),
});

describe('copies of a piece', () => {
    it('that agree need no check', () => {
        const copies = [delivery('a', [[0, right]]), delivery('b', [[0, right]])];
        expect(contestedPieces(copies)).toEqual([]);
        expect(doubtsOf(copies, new Map())).toEqual([]);
    });

    it('that differ are computed by the buyer, who doubts the others, a majority of them too', () => {
        const copies = [
            delivery('a', [
                [0, right],
                [1, right],
            ]),
            delivery('b', [
                [0, wrong],
                [1, right],
            ]),
            delivery('c', [[0, wrong]]),
        ];
        expect(contestedPieces(copies)).toEqual([0]);
        const doubts = doubtsOf(copies, new Map([[0, contentHash(right)]]));
        expect(doubts.map(({ seller, pieces }) => [seller, pieces])).toEqual([
            ['b', [0]],
            ['c', [0]],
        ]);
    });

    it('that never came are doubted for that', () => {
        const copies = [delivery('a', [[3, undefined]])];
        expect(contestedPieces(copies)).toEqual([3]);
        const [doubt] = doubtsOf(copies, new Map([[3, contentHash(right)]]));
        expect(doubt?.reason).toBe('the bytes never came');
    });
});
