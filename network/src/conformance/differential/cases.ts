import { pick, seededRandom } from '../../torture/random';

/** One transaction of a case. Organisations are places in the profile. */
export interface Step {
    readonly call: readonly string[];
    readonly endorsers?: readonly number[];
    readonly transient?: Readonly<Record<string, string>>;
    /** After its endorsement: its write is altered, or it is submitted a second time. */
    readonly twist?: 'altered' | 'twice';
}

/** Transactions that are all endorsed on one state, and then committed one after the other. */
export interface Case {
    /** Which way of being valid or not it stands for. */
    readonly kind: string;
    readonly steps: readonly Step[];
}

/** What a case is made from: keys of its own, and chance. */
interface Place {
    readonly key: string;
    readonly owner: number;
    readonly collection: string;
    readonly number: (limit: number) => number;
}

type Maker = (place: Place) => readonly Step[];

const MEMBERS = 3;
const BOTH = [0, 1];
const put = (key: string, value: string): readonly string[] => ['Put', key, value];
const text = ({ number }: Place): string => `v${number(1000)}`;

/** The two that must endorse, any of the three pairs. */
const pairOf = ({ number }: Place): readonly number[] => {
    const left = number(MEMBERS);
    return [0, 1, 2].filter((place) => place !== left);
};

const VALID: Readonly<Record<string, Maker>> = {
    put: (place) => [{ call: put(place.key, text(place)), endorsers: pairOf(place) }],
    append: (place) => [{ call: ['Append', place.key, text(place)], endorsers: pairOf(place) }],
    delete: ({ key }) => [{ call: ['Delete', key], endorsers: BOTH }],
    'own write': (place) => [{ call: ['PutAndGet', place.key, text(place)], endorsers: BOTH }],
    'many keys': ({ key, number }) => [{ call: ['PutMany', `${key}m`, String(1 + number(5))], endorsers: BOTH }],
    count: ({ key }) => [{ call: ['Count', key, `${key}~`, `${key}count`], endorsers: BOTH }],
    composite: (place) => [{ call: ['Composite', 'type', place.key, text(place)], endorsers: BOTH }],
    event: (place) => [{ call: ['EventTwice', place.key, 'first', text(place)], endorsers: BOTH }],
    'read only': ({ key }) => [{ call: ['Get', key], endorsers: BOTH }],
    'blind writes': (place) => [
        { call: put(place.key, text(place)), endorsers: BOTH },
        { call: put(place.key, text(place)), endorsers: BOTH },
    ],
    private: (place) => [
        {
            call: ['AppendPrivate', place.collection, place.key],
            endorsers: [place.owner],
            transient: { value: text(place) },
        },
    ],
    guard: ({ key, owner }) => [{ call: ['Guard', `${key}g`, `@${owner}`, ''], endorsers: BOTH }],
};

const INVALID: Readonly<Record<string, Maker>> = {
    'read changed since': (place) => [
        { call: ['Append', place.key, 'a'], endorsers: BOTH },
        { call: ['Append', place.key, text(place)], endorsers: pairOf(place) },
    ],
    'read deleted since': ({ key }) => [
        { call: ['Delete', key], endorsers: BOTH },
        { call: ['Append', key, 'x'], endorsers: BOTH },
    ],
    'key appeared in range': ({ key, number }) => [
        { call: put(`${key}${number(1_000_000)}`, 'x'), endorsers: BOTH },
        { call: ['Count', key, `${key}~`, `${key}count`], endorsers: BOTH },
    ],
    'private read changed since': ({ key, owner, collection }) =>
        ['a', 'b'].map((value) => ({
            call: ['AppendPrivate', collection, key],
            endorsers: [owner],
            transient: { value },
        })),
    'one endorser': (place) => [{ call: put(place.key, text(place)), endorsers: [place.number(MEMBERS)] }],
    'private write by another': ({ key, owner, collection }) => [
        { call: ['PutPrivate', collection, key], endorsers: [(owner + 1) % MEMBERS], transient: { value: 'x' } },
    ],
    'guarded key by another': ({ key, owner }) => [
        { call: put(`${key}h`, 'x'), endorsers: BOTH },
        { call: ['Guard', `${key}h`, `@${owner}`, ''], endorsers: BOTH },
        { call: put(`${key}h`, 'y'), endorsers: [(owner + 1) % MEMBERS, (owner + 2) % MEMBERS] },
    ],
    'altered write': ({ key }) => [{ call: put(key, 'honest-value'), endorsers: BOTH, twist: 'altered' }],
    'submitted twice': (place) => [{ call: put(place.key, text(place)), endorsers: BOTH, twist: 'twice' }],
    'refused by the contract': (place) => [{ call: ['Refuse', `NO ${text(place)}`], endorsers: pairOf(place) }],
    'different results': ({ key }) => [{ call: ['Fickle', key], endorsers: BOTH }],
    'page and write': ({ key }) => [{ call: ['PageAndPut', key], endorsers: BOTH }],
    'private range and write': ({ key, owner, collection }) => [
        { call: ['RangePrivateAndPut', collection, key], endorsers: [owner] },
    ],
    'unknown collection': ({ key }) => [
        { call: ['PutPrivate', 'nowhere', key], endorsers: BOTH, transient: { value: 'x' } },
    ],
    'private read by another': ({ key, owner, collection }) => [
        { call: ['AppendPrivate', collection, key], endorsers: [(owner + 1) % MEMBERS], transient: { value: 'x' } },
    ],
    'unknown function': () => [{ call: ['Nothing'], endorsers: BOTH }],
};

/** Cases of one wave touch different keys, so that they can run at the same time. */
export type Wave = readonly Case[];

/** Keys that a wave may use; a case of another wave meets what was left there. */
const SLOTS = 20;

/**
 * Draws cases until they hold so many transactions, half of the cases invalid.
 * @param members - MSP ids, by place.
 */
export function drawWaves(seed: number, transactions: number, members: readonly string[]): readonly Wave[] {
    const random = seededRandom(seed);
    const number = (limit: number): number => pick(random, limit);
    const waves: Case[][] = [];
    for (let drawn = 0; drawn < transactions; ) {
        const wave: Case[] = [];
        for (let slot = 0; slot < SLOTS && drawn < transactions; slot++) {
            const one = drawCase(number, `s${String(slot).padStart(2, '0')}-`, members);
            drawn += one.steps.length;
            wave.push(one);
        }
        waves.push(wave);
    }
    return waves;
}

function drawCase(number: (limit: number) => number, key: string, members: readonly string[]): Case {
    const makers = number(2) === 0 ? INVALID : VALID;
    const kinds = Object.keys(makers);
    const kind = kinds[number(kinds.length)] ?? '';
    const owner = number(MEMBERS);
    const collection = `_implicit_org_${members[owner] ?? ''}`;
    const steps = makers[kind]?.({ key, owner, collection, number }) ?? [];
    const named = (word: string): string => (word.startsWith('@') ? (members[Number(word.slice(1))] ?? '') : word);
    return { kind, steps: steps.map((step) => ({ ...step, call: step.call.map(named) })) };
}
