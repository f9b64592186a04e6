import { coinRoutes } from './coin/routes';
import type { CoinService } from './coin/service';
import { creditRoutes } from './credit/routes';
import type { CreditService } from './credit/service';
import { energyRoutes, type EnergyRouteOptions } from './energy/routes';
import { eventRoutes } from './events/routes';
import type { Route } from './http/route';
import { identityRoutes } from './identity/routes';
import type { RegistrationService } from './identity/registration-service';
import type { IdentityService } from './identity/service';
import type { CommandBook } from './journal/command-book';
import { commandRoutes } from './journal/routes';
import { messageRoutes } from './messages/routes';
import { policyRoutes } from './policy/routes';
import type { PolicyService } from './policy/service';
import type { ReadModel } from './read-model/read-model';
import { readModelRoutes } from './read-model/routes';

/** What all routes call. */
export interface RouteServices extends EnergyRouteOptions {
    readonly policies: PolicyService;
    readonly identity: IdentityService;
    readonly registrations: RegistrationService;
    readonly coins: CoinService;
    readonly credit: CreditService;
    /** The routes of the computing market, which it declares itself. */
    readonly compute: readonly Route[];
    readonly commands: CommandBook;
    readonly model: ReadModel;
}

/** @returns Every route of the gateway, domain by domain, in the order in which the reference lists them. */
export function allRoutes(services: RouteServices): Route[] {
    return [
        ...policyRoutes(services.policies),
        ...identityRoutes(services),
        ...coinRoutes(services),
        ...energyRoutes(services),
        ...creditRoutes(services),
        ...services.compute,
        ...messageRoutes(services.commands),
        ...commandRoutes(services.commands),
        ...readModelRoutes({ model: services.model, policy: async () => services.policies.get() }),
        ...eventRoutes(services),
    ];
}
