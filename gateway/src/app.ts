import express, { Router, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { docsPage } from './http/docs-page';
import type { Metrics } from './http/metrics';
import { toOpenApi } from './http/openapi';
import { operationRoutes, type OperationOptions } from './http/operation-routes';
import { limitRate } from './http/rate-limit';
import { answerRefusal, refuseMethod, refuseUnknown } from './http/refusals';
import { requestIds, type RequestIds } from './http/request-ids';
import type { Route } from './http/route';
import { serveJson, serveStream, type ServeOptions } from './http/serve';

/** What the app is built from. */
export interface AppOptions extends ServeOptions {
    readonly routes: readonly Route[];
    readonly metrics: Metrics;
    readonly checks: OperationOptions['checks'];
    readonly facts?: NonNullable<OperationOptions['facts']>;
    readonly rateLimitPerMinute: number;
}

function toExpressPath(path: string): string {
    return path.replace(/\{(\w+)\}/g, ':$1');
}

function handlerOf(route: Route, options: ServeOptions): RequestHandler {
    return async (request, response) => {
        (response.locals as RequestIds).route = route.path;
        if (route.kind === 'json') await serveJson(route, request, response, options);
        else await serveStream(route, request, response, options);
    };
}

function domainRouter(options: AppOptions): Router {
    const router = Router({ caseSensitive: true, strict: true });
    const methods = new Map<string, string[]>();
    for (const route of options.routes) {
        router[route.method](toExpressPath(route.path), handlerOf(route, options));
        methods.set(route.path, [...(methods.get(route.path) ?? []), route.method.toUpperCase()]);
    }
    for (const [path, offered] of methods) router.all(toExpressPath(path), refuseMethod(offered));
    return router;
}

function requestLog({ log }: AppOptions): RequestHandler {
    return pinoHttp({
        logger: log,
        quietReqLogger: true,
        genReqId: (_request, response) => (response as unknown as { locals: RequestIds }).locals.requestId,
        serializers: {
            req: ({ method, url }: { method: string; url: string }) => ({ method, url }),
            res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        },
        customErrorObject: (_request, _response, _error, values: Record<string, unknown>) => ({
            ...values,
            err: undefined,
        }),
        customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'debug'),
        customProps: (_request, response) => {
            const { transactionIds } = (response as unknown as { locals: RequestIds }).locals;
            return transactionIds.length === 0 ? {} : { transactionIds };
        },
    });
}

/** TLS may end before the gateway or be absent on a development machine, so requests are not upgraded to HTTPS. */
function securityHeaders(): RequestHandler {
    return helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
}

/** @returns The app: everything but listening. */
export function buildApp(options: AppOptions): Express {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.use(requestIds, options.metrics.countRequest, requestLog(options), securityHeaders());
    app.use(operationRoutes({ ...options, openApi: toOpenApi(options.routes) }), docsPage());
    app.use(limitRate(options.rateLimitPerMinute));
    app.use(domainRouter(options));
    app.use(refuseUnknown, answerRefusal(options.log));
    return app;
}
