import type { Study } from '../report/figure';
import { figure5 } from './figure-5';
import { figure6 } from './figure-6';

/** Figures 5 to 9 of the energy paper. */
export const ENERGY: Study = {
    name: 'energy',
    title: 'The energy paper, figures 5 to 9',
    source:
        'Z. Li, J. Kang, R. Yu, D. Ye, Q. Deng, Y. Zhang: Consortium Blockchain for Secure Energy Trading in Industrial ' +
        'Internet of Things, IEEE Transactions on Industrial Informatics 14(8), 2018.',
    figures: (options) => [...figure5(options), figure6()],
};
