import { type Random, seededRandom } from '../common/random';
import type { ExactAuctionProblem, ExactOrder } from './exact-problem';

/** A named problem of the published vectors. */
export interface AuctionCase {
    readonly name: string;
    readonly input: ExactAuctionProblem;
}

type Row = readonly [id: string, limit: bigint | number, quantity: bigint | number, time: bigint | number];

function book(name: string, buys: readonly Row[], sells: readonly Row[], quote: bigint | number): AuctionCase {
    const toOrder = ([id, limit, quantity, time]: Row): ExactOrder => ({
        id,
        limit: BigInt(limit),
        quantity: BigInt(quantity),
        time: BigInt(time),
    });
    return { name, input: { buys: buys.map(toOrder), sells: sells.map(toOrder), quote: BigInt(quote) } };
}

const SAFE = 2n ** 53n - 1n;
const HUGE = 10n ** 30n;

const edgeCases: readonly AuctionCase[] = [
    book('no orders: the price is the quote', [], [], 70),
    book('buys only', [['b1', 100, 5, 1]], [], 70),
    book('sells only', [], [['s1', 40, 5, 1]], 70),
    book('no crossing', [['b1', 50, 5, 1]], [['s1', 60, 5, 1]], 55),
    book('limits apart by one', [['b1', 59, 5, 1]], [['s1', 60, 5, 1]], 60),
    book('limits touch', [['b1', 60, 5, 1]], [['s1', 60, 5, 1]], 10),
    book('limits touch, quote above', [['b1', 60, 5, 1]], [['s1', 60, 5, 1]], 90),
    book('quote inside the crossing range', [['b1', 100, 5, 1]], [['s1', 40, 5, 1]], 70),
    book('quote below the crossing range', [['b1', 100, 5, 1]], [['s1', 40, 5, 1]], 39),
    book('quote above the crossing range', [['b1', 100, 5, 1]], [['s1', 40, 5, 1]], 101),
    book('quote at the lower end', [['b1', 100, 5, 1]], [['s1', 40, 5, 1]], 40),
    book('quote at the upper end', [['b1', 100, 5, 1]], [['s1', 40, 5, 1]], 100),
    book('quote zero, limit zero', [['b1', 0, 5, 1]], [['s1', 0, 3, 1]], 0),
    book(
        'long buy side: the last order is filled partly',
        [
            ['b1', 90, 5, 1],
            ['b2', 80, 5, 2],
        ],
        [['s1', 40, 7, 1]],
        70,
    ),
    book(
        'long sell side: the last order is filled partly',
        [['b1', 90, 7, 1]],
        [
            ['s1', 40, 5, 1],
            ['s2', 50, 5, 2],
        ],
        70,
    ),
    book(
        'long buy side: the last order is left out',
        [
            ['b1', 90, 7, 1],
            ['b2', 80, 5, 2],
        ],
        [['s1', 40, 7, 1]],
        70,
    ),
    book(
        'an unfilled buyer may bid above the price',
        [
            ['b1', 90, 7, 1],
            ['b2', 80, 5, 2],
        ],
        [['s1', 40, 7, 1]],
        50,
    ),
    book(
        'equal limits: the earlier buyer first',
        [
            ['b1', 80, 5, 2],
            ['b2', 80, 5, 1],
        ],
        [['s1', 40, 5, 1]],
        70,
    ),
    book(
        'equal limits: the earlier seller first',
        [['b1', 80, 5, 1]],
        [
            ['s1', 40, 5, 9],
            ['s2', 40, 5, 3],
        ],
        70,
    ),
    book(
        'equal limit and time: the smaller id first',
        [
            ['bz', 80, 5, 1],
            ['ba', 80, 5, 1],
        ],
        [['s1', 40, 7, 1]],
        70,
    ),
    book(
        'ids compare as text: b10 before b9',
        [
            ['b9', 80, 5, 1],
            ['b10', 80, 5, 1],
        ],
        [['s1', 40, 5, 1]],
        70,
    ),
    book(
        'ids compare by code unit: capitals first',
        [
            ['a', 80, 5, 1],
            ['Z', 80, 5, 1],
        ],
        [['s1', 40, 5, 1]],
        70,
    ),
    book(
        'a better limit goes before an earlier time',
        [
            ['b1', 80, 5, 1],
            ['b2', 81, 5, 9],
        ],
        [['s1', 40, 5, 1]],
        70,
    ),
    book(
        'times order by number: 9 before 10',
        [
            ['b1', 80, 5, 10],
            ['b2', 80, 5, 9],
        ],
        [['s1', 40, 5, 1]],
        70,
    ),
    book(
        'one large sell serves many buys',
        [
            ['b1', 90, 2, 1],
            ['b2', 80, 3, 2],
            ['b3', 70, 4, 3],
        ],
        [['s1', 40, 99, 1]],
        60,
    ),
    book(
        'one large buy takes many sells',
        [['b1', 90, 99, 1]],
        [
            ['s1', 40, 2, 1],
            ['s2', 50, 3, 2],
            ['s3', 95, 4, 3],
        ],
        60,
    ),
    book(
        'both sides end together',
        [
            ['b1', 90, 2, 1],
            ['b2', 80, 3, 2],
        ],
        [
            ['s1', 40, 3, 1],
            ['s2', 50, 2, 2],
        ],
        60,
    ),
    book(
        'the range is narrowed by the marginal orders',
        [
            ['b1', 90, 2, 1],
            ['b2', 61, 3, 2],
        ],
        [
            ['s1', 40, 3, 1],
            ['s2', 59, 2, 2],
        ],
        80,
    ),
    book(
        'largest volume beats largest surplus',
        [
            ['b1', 1000, 1, 1],
            ['b2', 51, 9, 2],
        ],
        [
            ['s1', 1, 1, 1],
            ['s2', 50, 9, 2],
        ],
        500,
    ),
    book('quantity one', [['b1', 7, 1, 1]], [['s1', 7, 1, 1]], 7),
    book('limits and quantity of 2^53 - 1', [['b1', SAFE, SAFE, 1]], [['s1', SAFE, SAFE, 1]], SAFE),
    book(
        'limits 0 and 2^53 - 1',
        [
            ['b1', SAFE, 5, 1],
            ['b2', 0, 5, 2],
        ],
        [
            ['s1', 0, 6, 1],
            ['s2', SAFE, 1, SAFE],
        ],
        3,
    ),
    book(
        'limits that differ only beyond 2^53',
        [
            ['b1', SAFE + 2n, 5, 1],
            ['b2', SAFE + 3n, 5, 2],
        ],
        [['s1', 0, 5, 1]],
        SAFE + 4n,
    ),
    book(
        'totals beyond 2^53',
        [
            ['b1', 60, SAFE, 1],
            ['b2', 50, SAFE, 2],
        ],
        [
            ['s1', 40, SAFE, 1],
            ['s2', 45, 9, 2],
        ],
        55,
    ),
    book(
        'numbers of thirty digits',
        [['b1', HUGE, HUGE + 1n, 1]],
        [
            ['s1', HUGE - 1n, HUGE - 1n, 1],
            ['s2', HUGE, 1, 2],
        ],
        1,
    ),
];

/** A book with few limits and times, so that ties are common. */
export function randomBook(random: Random, buys: number, sells: number): ExactAuctionProblem {
    const limits = 1 + random.integer(12);
    const order = (id: string): ExactOrder => ({
        id,
        limit: BigInt(80_000 + 1000 * random.integer(limits)),
        quantity: BigInt(1 + random.integer(900)),
        time: BigInt(random.integer(6)),
    });
    const side = (prefix: string, count: number): ExactOrder[] =>
        Array.from({ length: count }, (_, index) => order(`${prefix}${String(random.integer(1000))}-${String(index)}`));
    return {
        buys: side('b', buys),
        sells: side('s', sells),
        quote: BigInt(79_000 + random.integer(14_000)),
    };
}

/** The problems of `vectors/auction.json`: edge cases by hand, then books from a seed. */
export function auctionCases(): readonly AuctionCase[] {
    const random = seededRandom(20_261_128);
    const books = Array.from({ length: 25 }, (_, index) => ({
        name: `random book ${String(index + 1)}`,
        input: randomBook(random, random.integer(12), random.integer(12)),
    }));
    return [...edgeCases, ...books];
}
