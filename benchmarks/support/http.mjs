// A client with kept connections that costs little, for load.
import { Buffer } from 'node:buffer';
import { Agent, request } from 'node:http';

const ROUTES = {
    'energy.order.v1': '/v1/energy/orders',
    'energy.reading.v1': '/v1/energy/readings',
    'energy.acceptance.v1': '/v1/energy/acceptances',
};

/** Posts to one server over at most so many connections. */
export function newPoster(baseUrl, connections) {
    const { hostname, port } = new URL(baseUrl);
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const post = (path, body) =>
        new Promise((resolve, reject) => {
            const text = Buffer.from(JSON.stringify(body));
            const headers = { 'content-type': 'application/json', 'content-length': text.length };
            const sent = request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
                const parts = [];
                answer.on('data', (part) => parts.push(part));
                answer.on('error', reject);
                answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
            });
            sent.on('error', reject);
            sent.end(text);
        });
    return { post, close: () => agent.destroy() };
}

/** Runs a task for every item, so many at once. */
export async function eachAtOnce(items, width, task) {
    let next = 0;
    const work = async () => {
        while (next < items.length) {
            const item = items[next];
            next += 1;
            await task(item);
        }
    };
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
}

/** One request a message, each to the route of its type. Throws at the first refusal. */
export function sendSingly({ post }, width) {
    return (messages) =>
        eachAtOnce(messages, width, async (message) => {
            const { status, text } = await post(ROUTES[message.payload.type], message);
            if (status !== 202 && status !== 201) throw new Error(`${message.payload.type}: ${String(status)} ${text}`);
        });
}

/** The array route, so many messages a request. Throws at the first refusal. */
export function sendArrays({ post }, size) {
    return async (messages) => {
        for (let from = 0; from < messages.length; from += size) {
            const { status, text } = await post('/v1/messages', { messages: messages.slice(from, from + size) });
            if (status !== 200) throw new Error(`${String(status)} ${text}`);
            const refused = JSON.parse(text).results.find((result) => result.status === 'refused');
            if (refused !== undefined) throw new Error(JSON.stringify(refused));
        }
    };
}
