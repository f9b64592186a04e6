import { CoinContract } from './coin/contract';
import { IdentityContract } from './identity/contract';
import { PolicyContract } from './policy/contract';

/** The contracts of the chaincode. */
export const contracts = [PolicyContract, IdentityContract, CoinContract];
