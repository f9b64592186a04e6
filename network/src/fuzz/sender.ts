import type { Answer } from './judge';
import type { FuzzRequest } from './requests';

const TIMEOUT_MS = 60_000;
const STREAM = 'text/event-stream';

/**
 * Sends a request and reads its answer; of an event stream only the head.
 * @returns The answer; status 0 and the reason when none came.
 */
export async function send(gatewayUrl: string, request: FuzzRequest): Promise<Answer> {
    const { method, target, headers, body } = request;
    try {
        const answer = await fetch(`${gatewayUrl}${target}`, {
            method,
            headers,
            ...(body !== undefined && { body: body as string }),
            signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const mediaType = (answer.headers.get('content-type') ?? '').replace(/;.*/, '').trim();
        if (mediaType !== STREAM) return { status: answer.status, mediaType, text: await answer.text() };
        await answer.body?.cancel();
        return { status: answer.status, mediaType, text: '' };
    } catch (error) {
        return { status: 0, mediaType: '', text: reasonOf(error) };
    }
}

function reasonOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
