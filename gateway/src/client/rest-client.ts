import { setTimeout as wait } from 'node:timers/promises';
import { RestProblem } from './rest-problem';

/** Where a gateway is and how patient a client is with it. */
export interface RestClientOptions {
    /** Such as `http://127.0.0.1:8080`, without a slash at the end. */
    readonly baseUrl: string;
    /** Bearer token of an operator; devices have none, their signatures speak for them. */
    readonly token?: string;
    /** How often a request is sent at most: after a lost connection or a refusal that says it may succeed later. */
    readonly attemptsMax?: number;
    /** Deadline of one attempt, ms. */
    readonly timeoutMs?: number;
    /** Pause before the second attempt, ms; doubled before each further one. */
    readonly pauseMs?: number;
}

const ATTEMPTS_MAX = 6;
const TIMEOUT_MS = 60_000;
const PAUSE_MS = 50;

/**
 * Speaks HTTP with a gateway: JSON in and out, problem+json as {@link RestProblem}, connections kept alive. A request is
 * repeated unchanged, so that the ids of the commands in it make the repeat harmless.
 */
export class RestClient {
    readonly #options: Required<Omit<RestClientOptions, 'token'>>;
    readonly #headers: Readonly<Record<string, string>>;

    constructor(options: RestClientOptions) {
        const { token, ...rest } = options;
        this.#options = { attemptsMax: ATTEMPTS_MAX, timeoutMs: TIMEOUT_MS, pauseMs: PAUSE_MS, ...rest };
        this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    }

    /**
     * Reads a resource.
     * @throws RestProblem when the gateway refuses; the last failure when it cannot be reached.
     */
    async get<Answer>(path: string): Promise<Answer> {
        return readJson(await this.getBytes(path));
    }

    /** As {@link get}, for resources that are plain text. */
    async getText(path: string): Promise<string> {
        return (await this.getBytes(path)).toString('utf8');
    }

    /** As {@link get}, for resources that are bytes. */
    async getBytes(path: string): Promise<Buffer> {
        return this.#repeat(path, { method: 'GET', headers: this.#headers });
    }

    /** Sends bytes as they are. Throws as {@link post}. */
    async putBytes<Answer>(path: string, body: Uint8Array): Promise<Answer> {
        const headers = { ...this.#headers, 'content-type': 'application/octet-stream' };
        return readJson(await this.#repeat(path, { method: 'PUT', headers, body }));
    }

    /**
     * Sends a command or a batch.
     * @throws RestProblem when the gateway refuses; the last failure when it cannot be reached.
     */
    async post<Answer>(path: string, body: unknown): Promise<Answer> {
        const headers = { ...this.#headers, 'content-type': 'application/json' };
        return readJson(await this.#repeat(path, { method: 'POST', headers, body: JSON.stringify(body) }));
    }

    async #repeat(path: string, request: RequestInit): Promise<Buffer> {
        const { attemptsMax, pauseMs } = this.#options;
        for (let attempt = 1; ; attempt += 1) {
            try {
                return await this.#send(path, request);
            } catch (error) {
                if (attempt >= attemptsMax || !mayRepeat(error)) throw error;
            }
            await wait(pauseMs * 2 ** (attempt - 1));
        }
    }

    async #send(path: string, request: RequestInit): Promise<Buffer> {
        const { baseUrl, timeoutMs } = this.#options;
        const answer = await fetch(`${baseUrl}${path}`, { ...request, signal: AbortSignal.timeout(timeoutMs) });
        const body = Buffer.from(await answer.arrayBuffer());
        if (answer.ok) return body;
        throw new RestProblem(`${request.method ?? 'GET'} ${path}`, answer.status, body.toString('utf8'));
    }
}

function readJson<Answer>(body: Buffer): Answer {
    return JSON.parse(body.toString('utf8')) as Answer;
}

/** A failure without an answer leaves open whether the request arrived: its ids make sending it again safe. */
function mayRepeat(error: unknown): boolean {
    return error instanceof RestProblem ? error.retryable : true;
}
