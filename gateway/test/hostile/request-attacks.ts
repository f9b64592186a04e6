import { get, post, query, transaction, type Attack, type Attempt } from './attack';
import { payment } from './envelope-attacks';
import { EAG1, REGISTRAR, type Scene } from './scene';

/** An attempt whose request no client of ours would make. */
function raw(method: string, path: string, init: (scene: Scene) => RequestInit = () => ({})): Attempt {
    return {
        how: `${method} ${path}`,
        run: async (scene) => {
            const response = await fetch(scene.gateway.url + path, { method, ...init(scene) });
            return { status: response.status, code: String(((await response.json()) as { code?: string }).code) };
        },
    };
}

const json = { 'content-type': 'application/json' };

/** What the gateway alone refuses: it never reaches a contract. */
export const REQUEST_ATTACKS: readonly Attack[] = [
    {
        code: 'REQUEST_INVALID',
        what: 'a member that the schema does not know',
        rest: post('/v1/coin/transfers', (scene) => ({ ...payment(scene), comment: 'hello' })),
    },
    {
        code: 'REQUEST_MEDIA_TYPE',
        what: 'another content type',
        rest: raw('POST', '/v1/coin/transfers', (scene) => ({
            headers: { 'content-type': 'text/plain' },
            body: JSON.stringify(payment(scene)),
        })),
    },
    {
        code: 'REQUEST_TOO_LARGE',
        what: 'a body of three megabytes',
        rest: raw('POST', '/v1/messages', () => ({ headers: json, body: JSON.stringify('x'.repeat(3_000_000)) })),
    },
    {
        code: 'REQUEST_UNAUTHENTICATED',
        what: 'a forged bearer token',
        rest: raw('POST', '/v1/coin/mints', () => ({
            headers: { ...json, authorization: 'Bearer e30.e30.AAAA' },
            body: '{}',
        })),
    },
    { code: 'REQUEST_FORBIDDEN', what: 'a token of another role', rest: post('/v1/policy', () => ({}), EAG1) },
    { code: 'ROUTE_UNKNOWN', what: 'no such route', rest: get('/v1/gold') },
    { code: 'METHOD_NOT_ALLOWED', what: 'a method that is not offered', rest: raw('DELETE', '/v1/policy') },
    { code: 'COMMAND_UNKNOWN', what: 'a command that nobody handed in', rest: get('/v1/commands/nothing') },
];

const invalid = ({ world }: Scene): object => ({
    ...world.policy,
    regions: world.policy.regions.map((region) => ({ ...region, region: 'r1' })),
});

/** What is refused on a ledger that has no policy yet. */
export const EMPTY_LEDGER_ATTACKS: readonly Attack[] = [
    {
        code: 'POLICY_MISSING',
        what: 'asking before there is a policy',
        rest: get('/v1/policy'),
        contract: query('policy:Get', () => ({})),
    },
    {
        code: 'POLICY_INVALID',
        what: 'a policy that contradicts itself',
        rest: post('/v1/policy', invalid, REGISTRAR),
        contract: transaction('authority', 'policy:Genesis', (scene) => ({ policy: invalid(scene) })),
    },
];
