import { COMPUTING } from './computing/study';
import { ENERGY } from './energy/study';
import type { Study, StudyOptions } from './report/figure';

/** Every paper whose figures are drawn. */
export const STUDIES: readonly Study[] = [ENERGY, COMPUTING];

/** Of the committed pages. */
export const DEFAULT_OPTIONS: StudyOptions = { seed: 1, runs: 1000 };
