import { ANYONE, type AccessTable } from '../common/access';

/** Everybody may ask which code runs. */
export const bundleAccess: AccessTable = { Digest: ANYONE };
