import { once, type EventEmitter } from 'node:events';
import type { handleBidiStreamingCall, handleServerStreamingCall, handleUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { CallLimit } from './call-limit';
import { toRpcError } from './rpc-error';

/** What every call of a service shares: its limit of running calls and the signal of the peer's shutdown. */
export interface ServiceScope {
    readonly limit: CallLimit;
    readonly shutdown: AbortSignal;
}

/** The sending side of a stream. */
interface Outgoing<R> extends EventEmitter {
    write(message: R): boolean;
    end(): unknown;
}

/** A gRPC handler of a function that answers soon: its result is the answer, its error the status. */
export function unary<Q, R>(scope: ServiceScope, handle: (request: Q) => Promise<R> | R): handleUnaryCall<Q, R> {
    return (call, callback) => {
        reply(callback, scope, async () => handle(call.request));
    };
}

/** A gRPC handler of a function that may wait for long: it stops when the signal aborts. */
export function waitingUnary<Q, R>(
    scope: ServiceScope,
    handle: (request: Q, signal: AbortSignal) => Promise<R>,
): handleUnaryCall<Q, R> {
    return (call, callback) => {
        reply(callback, scope, () => withSignal(scope, call, (signal) => handle(call.request, signal)));
    };
}

function reply<R>(callback: sendUnaryData<R>, { limit }: ServiceScope, run: () => Promise<R>): void {
    const limited = async (): Promise<R> => {
        const leave = limit.enter();
        try {
            return await run();
        } finally {
            leave();
        }
    };
    limited().then(
        (response) => {
            callback(null, response);
        },
        (error: unknown) => {
            callback(toRpcError(error));
        },
    );
}

/** A gRPC handler that sends what an async generator yields, as fast as the client takes it. */
export function serverStream<Q, R>(
    scope: ServiceScope,
    handle: (request: Q, signal: AbortSignal) => AsyncGenerator<R, unknown>,
): handleServerStreamingCall<Q, R> {
    return (call) => {
        void runStream(scope, call, async (signal) => {
            for await (const message of handle(call.request, signal)) await send(call, message, signal);
        });
    };
}

/** A gRPC handler that answers each message of the client with what an async generator yields, one after the other. */
export function duplexStream<Q, R>(
    scope: ServiceScope,
    handle: (message: Q, signal: AbortSignal) => AsyncGenerator<R, boolean>,
): handleBidiStreamingCall<Q, R> {
    return (call) => {
        void runStream(scope, call, async (signal) => {
            for await (const message of call as AsyncIterable<Q>) {
                if (!(await answer(call, handle(message, signal), signal))) return;
            }
        });
    };
}

async function answer<R>(
    call: Outgoing<R>,
    responses: AsyncGenerator<R, boolean>,
    signal: AbortSignal,
): Promise<boolean> {
    for (;;) {
        const next = await responses.next();
        if (next.done === true) return next.value;
        await send(call, next.value, signal);
    }
}

async function runStream<R>(
    scope: ServiceScope,
    call: Outgoing<R>,
    run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
    let leave: (() => void) | undefined;
    try {
        leave = scope.limit.enter();
        await withSignal(scope, call, run);
        call.end();
    } catch (error) {
        // An error event is how grpc-js ends a stream with a status; when the client is gone it goes nowhere.
        call.emit('error', toRpcError(error));
    } finally {
        leave?.();
    }
}

async function send<R>(call: Outgoing<R>, message: R, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!call.write(message)) await once(call, 'drain', { signal });
}

/** Runs with a signal that aborts when the client gives the call up or the peer shuts down. */
async function withSignal<T>(
    { shutdown }: ServiceScope,
    call: Pick<EventEmitter, 'on'>,
    run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
    const controller = new AbortController();
    const stop = (): void => {
        controller.abort(shutdown.reason);
    };
    call.on('cancelled', () => {
        controller.abort(new Error('call cancelled'));
    });
    if (shutdown.aborted) stop();
    // Listened to and let go by hand: AbortSignal.any keeps every call's signal as long as the shutdown's lives.
    shutdown.addEventListener('abort', stop);
    try {
        return await run(controller.signal);
    } finally {
        shutdown.removeEventListener('abort', stop);
    }
}
