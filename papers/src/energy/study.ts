import type { Study } from '../report/figure';
import { figure5 } from './figure-5';
import { figure6 } from './figure-6';
import { figure7 } from './figure-7';
import { figure8 } from './figure-8';
import { figure9 } from './figure-9';
import { figureMisreport } from './figure-misreport';

/** Figures 5 to 9 of the energy paper. */
export const ENERGY: Study = {
    name: 'energy',
    title: 'The energy paper, figures 5 to 9',
    source:
        'Z. Li, J. Kang, R. Yu, D. Ye, Q. Deng, Y. Zhang: Consortium Blockchain for Secure Energy Trading in Industrial ' +
        'Internet of Things, IEEE Transactions on Industrial Informatics, 2018.',
    figures: (options) => [
        ...figure5(options),
        figure6(),
        ...figure7(options),
        ...figure8(options),
        ...figure9(options),
        figureMisreport(options),
    ],
};
