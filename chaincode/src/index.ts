import { BundleContract } from './bundle/contract';
import { CoinContract } from './coin/contract';
import { ComputeContract } from './compute/contract';
import { CreditContract } from './credit/contract';
import { EnergyContract } from './energy/contract';
import { IdentityContract } from './identity/contract';
import { PolicyContract } from './policy/contract';

/** The contracts of the chaincode. */
export const contracts = [
    BundleContract,
    PolicyContract,
    IdentityContract,
    CoinContract,
    EnergyContract,
    ComputeContract,
    CreditContract,
];
