import type { KeyParts } from '../common/store';

/** @returns The key of a wallet. */
export function walletKey(wallet: string): KeyParts {
    return ['wallet', wallet];
}

/** @returns The key that finds the wallet of a certificate. */
export function serialKey(serial: string): KeyParts {
    return ['serial', serial];
}

/** @returns The key of an organisation. */
export function organisationKey(mspId: string): KeyParts {
    return ['organisation', mspId];
}
