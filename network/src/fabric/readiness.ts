import { connect } from 'node:net';

const ANSWER_MS = 2000;

/** @returns Whether a node's operations service says that it is healthy. */
export async function isHealthy(address: string): Promise<boolean> {
    const answer = await fetch(`http://${address}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(
        () => undefined,
    );
    await answer?.arrayBuffer();
    return answer?.ok === true;
}

/** @returns Whether somebody listens there. */
export async function isListening(host: string, port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect({ host, port, timeout: ANSWER_MS });
        const settle = (listening: boolean) => (): void => {
            socket.destroy();
            resolve(listening);
        };
        socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false));
    });
}
