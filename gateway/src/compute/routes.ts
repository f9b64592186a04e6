import type { Route } from '../http/route';
import type { Commands } from '../journal/commands';
import { computeBlobRoutes } from './blob-routes';
import { computeCommandRoutes } from './command-routes';
import { computeMarketRoutes } from './market-routes';
import { computeOperatorRoutes } from './operator-routes';
import { computeReadRoutes, type ComputeReadOptions } from './read-routes';
import type { RelayService } from './relay-service';
import type { ComputeService } from './service';

/** What the routes of the computing market call. */
export interface ComputeRouteOptions extends ComputeReadOptions {
    readonly commands: Commands;
    readonly service: ComputeService;
    readonly relay: RelayService;
}

/** @returns The routes of the computing market. */
export function computeRoutes(options: ComputeRouteOptions): Route[] {
    const { commands, service, relay } = options;
    return [
        ...computeCommandRoutes(commands),
        ...computeMarketRoutes(service),
        ...computeReadRoutes(options),
        ...computeBlobRoutes(relay),
        ...computeOperatorRoutes(service),
    ];
}
