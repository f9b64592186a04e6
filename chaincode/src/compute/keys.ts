import type { KeyParts } from '../common/store';

/** @returns The key of a seller's or buyer's record. */
export const workerKey = (wallet: string): KeyParts => ['worker', wallet];

/** @returns The key of an offer, or the beginning of all offers of the region. */
export const offerKey = (region: string, ...wallet: [] | [string]): KeyParts => ['offer', region, ...wallet];

/** @returns The key of a contract. */
export const contractKey = (id: string): KeyParts => ['contract', id];

/** @returns The key of a seller's result. */
export const resultKey = (contract: string, seller: string): KeyParts => ['result', contract, seller];

/** @returns The key of a relayed blob. */
export const relayKey = (contract: string, blob: string, seller: string): KeyParts => ['relay', contract, blob, seller];

/** @returns The key of a MEC's reported load. */
export const loadKey = (region: string): KeyParts => ['load', region];
