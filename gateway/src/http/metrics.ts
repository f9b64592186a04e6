import type { NextFunction, Request, Response } from 'express';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { RequestIds } from './request-ids';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What the gateway counts; one registry for each gateway, so that several live in one process. */
export interface Metrics {
    readonly registry: Registry;
    /** Counts a request when its answer is out. */
    readonly countRequest: (request: Request, response: Response, next: NextFunction) => void;
    /** Counts a call of the ledger. `outcome` is `ok` or the code of the refusal. */
    readonly countLedgerCall: (call: { kind: string; fn: string; outcome: string; seconds: number }) => void;
}

function ledgerCounter(registry: Registry): Metrics['countLedgerCall'] {
    const calls = new Counter({
        name: 'ledger_calls_total',
        help: 'Calls of the ledger by kind, function and outcome.',
        labelNames: ['kind', 'fn', 'outcome'] as const,
        registers: [registry],
    });
    const seconds = new Histogram({
        name: 'ledger_call_seconds',
        help: 'Duration of calls of the ledger, retries included.',
        labelNames: ['kind', 'fn'] as const,
        buckets: SECONDS,
        registers: [registry],
    });
    return (call) => {
        calls.inc({ kind: call.kind, fn: call.fn, outcome: call.outcome });
        seconds.observe({ kind: call.kind, fn: call.fn }, call.seconds);
    };
}

function requestCounter(registry: Registry): Metrics['countRequest'] {
    const total = new Counter({
        name: 'http_requests_total',
        help: 'Answered requests by method, route and status.',
        labelNames: ['method', 'route', 'status'] as const,
        registers: [registry],
    });
    const duration = new Histogram({
        name: 'http_request_seconds',
        help: 'Duration of requests by method and route.',
        labelNames: ['method', 'route'] as const,
        buckets: SECONDS,
        registers: [registry],
    });
    return (request, response, next) => {
        const end = duration.startTimer();
        response.once('finish', () => {
            const labels = { method: request.method, route: (response.locals as RequestIds).route ?? 'none' };
            total.inc({ ...labels, status: String(response.statusCode) });
            end(labels);
        });
        next();
    };
}

/**
 * @param withProcess - Whether the process's own figures (memory, event loop) are collected too.
 * @returns Fresh metrics.
 */
export function newMetrics(withProcess = false): Metrics {
    const registry = new Registry();
    if (withProcess) collectDefaultMetrics({ register: registry });
    return { registry, countRequest: requestCounter(registry), countLedgerCall: ledgerCounter(registry) };
}
