import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { ProposedClearing } from '@edgebourse/chaincode/energy/records';
import type { EnergyRound } from '../../../chaincode/test/support/energy-round';
import { cleared, post, transaction, type Attack } from './attack';
import { refusalOf } from './peer-world';
import { AT, EAG1, EAG2, type Scene } from './scene';

const roundOf = (at: keyof typeof AT): { region: string; interval: number } => ({ region: 'r1', interval: AT[at] });

const gate = (at: keyof typeof AT, name: string, as = EAG1): ReturnType<typeof post> => ({
    ...post(
        (scene) => scene.path(at, `gates/${name}`),
        () => ({}),
        as,
    ),
    how: `POST /v1/energy/regions/{region}/intervals/{interval}/gates/${name}`,
});

const closing = (at: keyof typeof AT, name: string, more: object = {}): ReturnType<typeof transaction> =>
    transaction('eag1', 'energy:CloseGate', () => ({ ...roundOf(at), gate: name, ...more }));

function ordered(
    code: Attack['code'],
    what: string,
    make: (round: EnergyRound, scene: Scene) => readonly Envelope[],
): Attack {
    return {
        code,
        what,
        rest: post('/v1/energy/orders', (scene) => make(scene.round('open'), scene)[0]),
        contract: cleared(make),
    };
}

const late = (at: keyof typeof AT): ReturnType<typeof post> =>
    post('/v1/energy/orders', (scene) => scene.round(at).order(scene.ben, 'sell', 100, 120_000));

/** The hostile gateway proposes a clearing of a round that is ready for it. */
function proposed(
    code: Attack['code'],
    what: string,
    change: (result: ProposedClearing) => Partial<ProposedClearing>,
): Attack {
    const run = async ({ closed, world }: Scene): Promise<{ code: string }> => {
        if (closed === undefined) throw new Error('no round is closed');
        const argument = await closed.clearArgument(change(await closed.propose()));
        return { code: await refusalOf(world.submit(closed.operator, 'energy:Clear', argument)) };
    };
    return { code, what, contract: { how: 'energy:Clear', run } };
}

/** The hostile gateway clears with other receipts than the published ones. */
function chained(code: Attack['code'], what: string, change: (chains: EnergyRound['chains']) => unknown): Attack {
    const run = async ({ closed, world }: Scene): Promise<{ code: string }> => {
        if (closed === undefined) throw new Error('no round is closed');
        const argument = { ...(await closed.clearArgument()), chains: change(closed.chains) };
        return { code: await refusalOf(world.submit(closed.operator, 'energy:Clear', argument)) };
    };
    return { code, what, contract: { how: 'energy:Clear', run } };
}

const plus = (text: string, more: number): string => String(BigInt(text) + BigInt(more));

const CLEARING_ATTACKS: readonly Attack[] = [
    proposed('QUOTE_MISMATCH', 'another quote', ({ quoteMicroPerKwh }) => ({
        quoteMicroPerKwh: plus(quoteMicroPerKwh, 1),
    })),
    proposed('CLEARING_MISMATCH', 'a manipulated price', ({ priceMicroPerKwh }) => ({
        priceMicroPerKwh: plus(priceMicroPerKwh, 1),
    })),
    proposed('CLEARING_MISMATCH', 'a manipulated volume', ({ volumeWh }) => ({ volumeWh: plus(volumeWh, 1) })),
    proposed('CLEARING_MISMATCH', 'a manipulated priority', ({ matches }) => ({
        matches: matches.map((match) => ({ ...match, buy: match.sell, sell: match.buy })),
    })),
    chained('CHAIN_BROKEN', 'a gap in a receipt chain', (chains) =>
        chains.map((chain) => ({ ...chain, receipts: chain.receipts.slice(1) })),
    ),
    chained('CHAIN_BROKEN', 'receipts in another order', (chains) =>
        chains.map((chain) => ({ ...chain, receipts: [...chain.receipts].reverse() })),
    ),
    chained('HEAD_MISSING', 'a chain that nobody published', (chains) => [
        ...chains,
        { organisation: 'Eag2MSP', receipts: chains[0]?.receipts ?? [] },
    ]),
    chained('BATCH_TOO_LARGE', 'more than 1000 receipts', (chains) => {
        const one = chains[0]?.receipts[0];
        const receipts = Array.from({ length: 501 }, () => one);
        return [
            { organisation: 'Eag1MSP', receipts },
            { organisation: 'Eag2MSP', receipts },
        ];
    }),
];

const GATE_ATTACKS: readonly Attack[] = [
    { code: 'GATE_OPEN', what: 'gates out of turn', rest: gate('open', 'supply'), contract: closing('open', 'supply') },
    {
        code: 'GATE_CLOSED',
        what: 'an order, and a gate, after the gate',
        rest: late('closed'),
        contract: closing('closed', 'supply'),
    },
    {
        code: 'GATE_MODE',
        what: 'closing a gate that the clock closes',
        rest: post('/v1/energy/regions/r3/intervals/90/gates/demand', () => ({}), EAG1),
        contract: transaction('eag1', 'energy:CloseGate', () => ({
            ...{ region: 'r3', interval: 90, gate: 'demand', demandWh: '0' },
        })),
    },
    {
        code: 'ACCESS_DENIED',
        what: 'closing another organisation’s gate',
        rest: gate('open', 'demand', EAG2),
        contract: transaction('eag2', 'energy:CloseGate', () => ({
            ...{ ...roundOf('open'), gate: 'demand', demandWh: '0' },
        })),
    },
    {
        code: 'INTERVAL_CLEARED',
        what: 'an order, and a gate, after the clearing',
        rest: late('settled'),
        contract: transaction('eag2', 'energy:PublishHead', () => ({
            ...{ ...roundOf('settled'), count: 1, head: 'cd'.repeat(32) },
        })),
    },
    {
        code: 'INTERVAL_NOT_CLEARED',
        what: 'settling what was not cleared',
        rest: { ...gate('open', 'reading') },
        contract: closing('open', 'reading'),
    },
    {
        code: 'HEAD_EXISTS',
        what: 'a second head of one chain',
        rest: gate('headless', 'supply'),
        contract: transaction('eag1', 'energy:PublishHead', () => ({
            ...{ ...roundOf('headless'), count: 2, head: 'ce'.repeat(32) },
        })),
    },
    {
        code: 'CHAIN_BROKEN',
        what: 'a head whose receipts nobody shows',
        rest: gate('broken', 'supply'),
        contract: transaction('eag1', 'energy:Clear', () => ({
            ...roundOf('broken'),
            chains: [],
            result: { quoteMicroPerKwh: '0', priceMicroPerKwh: '0', volumeWh: '0', matches: [] },
        })),
    },
];

const repeated = (which: 'debt' | 'coins'): ReturnType<typeof post> =>
    post('/v1/energy/orders', ({ judged }) => judged?.[which]);

const ORDER_ATTACKS: readonly Attack[] = [
    ordered('ORDER_INVALID', 'a limit outside the tariff', (round, { anna }) => [round.order(anna, 'buy', 1, 79_999)]),
    ordered('WALLET_NOT_ATTACHED', 'an order in another region', (round, { foreign }) => [
        round.order(foreign, 'sell', 100, 120_000),
    ]),
    {
        ...ordered('ORDER_DUPLICATE', 'a second order in one interval', (round, { anna }) => [
            round.order(anna, 'buy', 800, 250_000),
            round.order(anna, 'buy', 900, 250_000),
        ]),
        rest: post('/v1/energy/orders', (scene) => scene.round('open').order(scene.ben, 'sell', 99, 120_000)),
    },
    {
        code: 'GRID_DEBT',
        what: 'an order of a wallet that owes the grid',
        rest: repeated('debt'),
        contract: cleared((round, { poor }) => [round.order(poor, 'buy', 800, 250_000)]),
    },
    {
        code: 'COIN_INSUFFICIENT',
        what: 'an order that its wallet cannot pay',
        rest: repeated('coins'),
        contract: cleared((round, { anna }) => [round.order(anna, 'buy', 900_000_000, 250_000)]),
    },
];

/** Gates, orders, receipt chains and clearings. */
export const ROUND_ATTACKS: readonly Attack[] = [...GATE_ATTACKS, ...ORDER_ATTACKS, ...CLEARING_ATTACKS];
