import { z } from 'zod';
import { defineProblem } from '../cli/define-problem';
import { MONTHS_MAX } from './domain';
import { solveLoan } from './solve';

/** `edgebourse solve loan`. */
export const loanProblem = defineProblem({
    name: 'loan',
    summary: 'price of a loan: Stackelberg equilibrium of bank and borrower (energy paper, section IV), in closed form',
    input: z.strictObject({
        d: z.number().positive().describe('how much the borrower values energy, coins'),
        theta: z.number().positive().describe('shift of the logarithm, energy units'),
        qMin: z.number().nonnegative().describe('energy needed at least, energy units'),
        p: z.number().positive().describe('price of energy, coins per unit'),
        t: z.number().positive().max(MONTHS_MAX).describe('duration, months, at most 10'),
        eta: z.number().gt(1).describe('penalty as a multiple of the interest; the paper has 3.5'),
        lambda: z.number().nonnegative().max(1).describe('probability that the borrower repays in time'),
        gamma: z.number().positive().max(1).describe('factor of the grade: 1 for A1, 1/35 for G5'),
        c: z.number().positive().describe('cost of the bank per coin and month'),
        alphaMax: z.number().positive().optional().describe('highest penalty rate'),
    }),
    output: z.object({
        status: z.enum(['interior', 'capped', 'no-loan', 'refused', 'unbounded']).describe('how the game ends'),
        alpha: z.number().nullable().describe('penalty, share of the loan; 0 without a loan'),
        beta: z.number().nullable().describe('interest per month, share of the loan'),
        loan: z.number().nullable().describe('coins that the borrower takes'),
        bankUtility: z.number().nullable().describe('v, coins'),
        borrowerUtility: z.number().nullable().describe('u, coins; null where it has no value'),
        alphaBreakEven: z.number().describe('rate below which the bank loses'),
        alphaChoke: z
            .number()
            .nullable()
            .describe('rate from which the borrower takes nothing; null where there is none'),
    }),
    hasOnlyBoundedNumbers: true,
    solve: (problem) => solveLoan(problem),
});
