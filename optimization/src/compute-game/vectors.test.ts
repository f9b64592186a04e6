import { computeCases } from './cases';
import { solveByBisection } from './bisection';
import { solveCompute } from './solve';

describe('the published games', () => {
    it.each(computeCases())('are solved as their definition reads: $name', ({ input }) => {
        const plain = solveByBisection(input);
        const { A, f, R } = solveCompute(input);
        const close = (value: number): number => expect.closeTo(value, 10) as number;
        expect({ A, f: [...f], R: [...R] }).toEqual({
            A: close(plain.A),
            f: plain.f.map(close),
            R: plain.R.map(close),
        });
    });
});
