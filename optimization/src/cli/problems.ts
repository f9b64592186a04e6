import { compute } from '../compute-game/command';
import { loanProblem } from '../loan-pricing/command';
import { auction } from '../market-clearing/command';
import { averagePriceProblem, meterPriceProblem } from '../market-quote/commands';
import type { SolveProblem } from './define-problem';

/** Every problem that `edgebourse solve` knows, in the order of its help. */
export const problems: readonly SolveProblem[] = [
    auction,
    meterPriceProblem,
    averagePriceProblem,
    loanProblem,
    compute,
];
