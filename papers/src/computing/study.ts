import type { Study } from '../report/figure';
import { playRuns } from './comparison';
import { figure5 } from './figure-5';
import { figure6 } from './figure-6';
import { figure7 } from './figure-7';

/** Figures 5 to 7 of the computing paper. */
export const COMPUTING: Study = {
    name: 'computing',
    title: 'The computing paper, figures 5 to 7',
    source:
        'X. Lin, J. Wu, S. Mumtaz, S. Garg, J. Li, M. Guizani: Blockchain-Based On-Demand Computing Resource Trading in ' +
        'IoV-Assisted Smart City, IEEE Transactions on Emerging Topics in Computing, 2021.',
    figures: (options) => {
        const runs = playRuns(options);
        return [...figure5(), figure6(runs, options), figure7(runs, options)];
    },
};
