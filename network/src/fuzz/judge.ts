import type { Operation } from './document';

/** An answer as it came over the wire; status 0 when none came. */
export interface Answer {
    readonly status: number;
    readonly mediaType: string;
    readonly text: string;
}

/** What is wrong with an answer. */
export type Fault = 'no answer' | 'server error' | 'undocumented status' | 'other media type' | 'outside the schema';

/** The fault of an answer, with what it says. */
export interface Verdict {
    readonly fault: Fault;
    readonly detail: string;
}

const DETAIL_LENGTH = 400;

/**
 * Judges an answer by the operation's own description.
 * @returns What is wrong; undefined when the answer is as described.
 */
export function judge({ answers }: Operation, { status, mediaType, text }: Answer): Verdict | undefined {
    if (status === 0) return { fault: 'no answer', detail: text };
    if (status >= 500) return verdict('server error', text);
    const documented = answers.get(status);
    if (documented === undefined) return verdict('undocumented status', text);
    if (documented.mediaType !== mediaType) return verdict('other media type', `${mediaType}: ${text}`);
    if (mediaType === 'text/event-stream' || (mediaType === '' && text === '')) return undefined;
    const parsed = documented.schema.safeParse(parseJson(text));
    return parsed.success ? undefined : verdict('outside the schema', `${parsed.error.message} in ${text}`);
}

function verdict(fault: Fault, detail: string): Verdict {
    return { fault, detail: detail.slice(0, DETAIL_LENGTH) };
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
