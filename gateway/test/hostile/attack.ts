import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Person } from '../../../chaincode/test/support/world';
import type { EnergyRound } from '../../../chaincode/test/support/energy-round';
import { refusalOf } from './peer-world';
import type { Scene } from './scene';

/** What an attempt met. */
export interface Met {
    readonly code: string;
    /** HTTP status; only through REST. */
    readonly status?: number;
}

/** One way to provoke a refusal. */
export interface Attempt {
    /** How, for the table of refusals. */
    readonly how: string;
    readonly run: (scene: Scene) => Promise<Met>;
}

/** A refusal that is provoked through REST, straight at the contract, or both. */
export interface Attack {
    readonly code: ErrorCode;
    /** What is wrong, in words. */
    readonly what: string;
    readonly rest?: Attempt;
    readonly contract?: Attempt;
}

type Of<Value> = (scene: Scene) => Value;

/** @returns An attempt that posts a body. @param as - Name of a bearer token. */
export function post(path: string | Of<string>, body: Of<unknown>, as?: string): Attempt {
    const how = `POST ${typeof path === 'string' ? path : path.toString().replace(/^.*?'(.*)'.*$/s, '$1')}`;
    return {
        how,
        run: async (scene) => {
            const to = typeof path === 'string' ? path : path(scene);
            const { status, body: answer } = await scene.gateway.post(to, body(scene), as);
            return { status, code: String(answer['code']) };
        },
    };
}

/** @returns An attempt that reads. */
export function get(path: string | Of<string>, as?: string): Attempt {
    return {
        how: `GET ${typeof path === 'string' ? path : ''}`,
        run: async (scene) => {
            const to = typeof path === 'string' ? path : path(scene);
            const { status, body: answer } = await scene.gateway.get(to, as);
            return { status, code: String(answer['code']) };
        },
    };
}

type Who = keyof Scene['world']['people'];

const personOf = ({ world }: Scene, who: Who): Person => world.people[who];

/** @returns An attempt whose whole transaction is refused by the endorsers. */
export function transaction(who: Who, fn: string, argument: Of<unknown>): Attempt {
    return {
        how: fn,
        run: async (scene) => ({
            code: await refusalOf(scene.world.submit(personOf(scene, who), fn, argument(scene))),
        }),
    };
}

/** @returns An attempt to read that is refused. */
export function query(fn: string, argument: Of<unknown>, who: Who = 'eag1'): Attempt {
    return {
        how: fn,
        run: async (scene) => ({
            code: await refusalOf(scene.world.evaluate(fn, argument(scene), personOf(scene, who))),
        }),
    };
}

interface Result {
    readonly status: string;
    readonly code?: string;
}

type Results = readonly Result[] | { readonly results: readonly Result[] };

/** @returns An attempt in a batch: the transaction is valid, the command in it is refused. */
export function command(fn: string, argument: Of<object>, who: Who = 'eag1'): Attempt {
    return {
        how: fn,
        run: async (scene) => {
            const { value } = await scene.world.submit<Results>(personOf(scene, who), fn, argument(scene));
            const [result] = 'results' in value ? value.results : value;
            return { code: result?.code ?? result?.status ?? 'no result' };
        },
    };
}

/** @returns An attempt to have orders cleared: the contract leaves the last of them out, for this reason. */
export function cleared(orders: (round: EnergyRound, scene: Scene) => readonly Envelope[]): Attempt {
    return {
        how: 'energy:PreviewClear',
        run: async (scene) => {
            const round = scene.round('open');
            for (const order of orders(round, scene)) round.take(order);
            const { refused } = await round.preview();
            return { code: refused.at(-1)?.code ?? 'taken' };
        },
    };
}
