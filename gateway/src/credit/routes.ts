import type { Route } from '../http/route';
import { bankRoutes, type CreditRouteOptions } from './bank-routes';
import { borrowerRoutes } from './borrower-routes';
import { creditReadRoutes, type CreditReadOptions } from './read-routes';

/** @returns All routes of credit. */
export function creditRoutes(options: CreditRouteOptions & CreditReadOptions): Route[] {
    return [...bankRoutes(options), ...borrowerRoutes(options), ...creditReadRoutes(options)];
}
