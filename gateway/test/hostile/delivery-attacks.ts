import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Receipt } from '@edgebourse/chaincode/common/receipt';
import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { EnergyRound } from '../../../chaincode/test/support/energy-round';
import { command, post, transaction, type Attack } from './attack';
import { AT, EAG1, EAG2, type Omitted, type Scene } from './scene';

const roundOf = (at: keyof typeof AT): { region: string; interval: number } => ({ region: 'r1', interval: AT[at] });

function read(code: Attack['code'], what: string, make: (scene: Scene) => Envelope): Attack {
    return {
        code,
        what,
        rest: post('/v1/energy/readings', make),
        contract: command('energy:RecordReadings', (scene) => ({ ...roundOf('cleared'), readings: [make(scene)] })),
    };
}

const READING_ATTACKS: readonly Attack[] = [
    read('METER_MISMATCH', 'a reading by the wrong meter', (scene) => {
        const { payload } = scene.round('cleared').reading(scene.ben, 0, 1000);
        return signedBy(device('meter-anna'), payload);
    }),
    read('READING_EXISTS', 'reading twice', (scene) => scene.round('cleared').reading(scene.anna, 0, 1)),
    read('WALLET_NOT_ATTACHED', 'a reading in another region', (scene) =>
        scene.round('cleared').reading(scene.foreign, 0, 1),
    ),
    {
        code: 'READING_INVALID',
        what: 'a reading before its interval ends, or of another interval',
        rest: post('/v1/energy/readings', (scene) =>
            new EnergyRound(scene.world, 90, 'r3').reading(scene.clocked, 0, 1),
        ),
        contract: command('energy:RecordReadings', (scene) => ({
            ...roundOf('cleared'),
            readings: [scene.round('open').reading(scene.ben, 0, 1)],
        })),
    },
    {
        code: 'READING_MISSING',
        what: 'settling before a party has reported',
        rest: {
            ...post(
                (scene) => scene.path('cleared', 'settlement'),
                () => ({}),
                EAG1,
            ),
            how: 'POST /v1/energy/regions/{region}/intervals/{interval}/settlement',
        },
        contract: transaction('eag1', 'energy:Settle', (scene) => scene.round('cleared').settleArgument({})),
    },
    {
        code: 'SETTLED_ALREADY',
        what: 'a reading after the settlement, and double settlement',
        rest: post('/v1/energy/readings', (scene) => scene.round('settled').reading(scene.poor, 0, 1)),
        contract: transaction('eag1', 'energy:Settle', (scene) => scene.round('settled').settleArgument({})),
    },
];

function resolved(
    code: Attack['code'],
    what: string,
    { at, trade = 0, settledWh = '1', by = 'eag2' as const }: Resolution,
): Attack {
    const path = `trades/${String(trade)}/resolution`;
    const decision = { settledWh, reason: 'seen' };
    return {
        code,
        what,
        rest: {
            ...post(
                (scene) => scene.path(at, path),
                () => decision,
                by === 'eag2' ? EAG2 : EAG1,
            ),
            how: 'POST /v1/energy/regions/{region}/intervals/{interval}/trades/{trade}/resolution',
        },
        contract: transaction(by, 'energy:Resolve', () => ({ ...roundOf(at), trade, ...decision })),
    };
}

interface Resolution {
    readonly at: keyof typeof AT;
    readonly trade?: number;
    readonly settledWh?: string;
    readonly by?: 'eag1' | 'eag2';
}

const acceptance = (scene: Scene): Envelope => scene.round('settled').acceptance(scene.anna, '200000', 0);

const TRADE_ATTACKS: readonly Attack[] = [
    resolved('RESOLVER_SAME', 'a dispute decided by the region’s own organisation', { at: 'disputed', by: 'eag1' }),
    resolved('TRADE_UNKNOWN', 'a trade that does not exist', { at: 'disputed', trade: 9 }),
    resolved('TRADE_STATE', 'a trade that is not disputed', { at: 'settled' }),
    resolved('AMOUNT_INVALID', 'more energy than was traded', { at: 'disputed', settledWh: '801' }),
    {
        code: 'TRADE_PARTY',
        what: 'an acceptance by who sold nothing',
        rest: post('/v1/energy/acceptances', acceptance),
        contract: command('energy:Accept', (scene) => ({ ...roundOf('settled'), acceptances: [acceptance(scene)] })),
    },
];

function claimed(code: Attack['code'], what: string, of: (scene: Scene) => Omitted | undefined): Attack {
    return {
        code,
        what,
        rest: post('/v1/energy/omission-claims', of),
        contract: transaction('eag2', 'energy:ClaimOmission', of),
    };
}

const forged = ({ claimed: claim }: Scene): Omitted | undefined =>
    claim && { ...claim, receipt: { ...claim.receipt, timeMs: '1' } satisfies Receipt };

const OMISSION_ATTACKS: readonly Attack[] = [
    claimed('RECEIPT_INVALID', 'a changed receipt', forged),
    claimed('OMISSION_UNPROVEN', 'an order that was not left out', ({ confirmed }) => confirmed),
    claimed('OMISSION_CLAIMED', 'an omission that was paid', ({ claimed: claim }) => claim),
    claimed('BOND_EXHAUSTED', 'a second omission, which the bond no longer covers', ({ omitted }) => omitted),
];

function flowed(code: Attack['code'], what: string, by: 'anna' | 'ben', period: number): Attack {
    const make = (scene: Scene): Envelope => {
        const wallet: Device = scene[by];
        const terms = { region: 'r1', period, claim: `claim-of-${by}`, payTo: wallet.wallet };
        return signedBy(wallet, { type: 'energy.flow.v1', ...scene.world.head(), ...terms });
    };
    return {
        code,
        what,
        rest: post('/v1/energy/flow-claims', make),
        contract: transaction('eag1', 'energy:ClaimFlow', (scene) => ({ commands: [make(scene)] })),
    };
}

const FLOW_ATTACKS: readonly Attack[] = [
    flowed('PERIOD_OPEN', 'a claim before the period ended', 'ben', AT.open + 100),
    flowed('FLOW_CLAIMED', 'a claim after the reward was paid', 'anna', AT.settled),
    flowed('FLOW_NOT_BEST', 'a claim without any delivery', 'anna', AT.disputed),
    {
        code: 'RECORD_UNKNOWN',
        what: 'an award that nobody claimed',
        rest: {
            ...post(`/v1/energy/regions/r1/flow/${String(AT.disputed)}/award`, () => ({}), EAG1),
            how: 'POST /v1/energy/regions/{region}/flow/{period}/award',
        },
        contract: transaction('eag1', 'energy:AwardFlow', () => ({ region: 'r1', period: AT.disputed })),
    },
];

/** Readings, settlements, disputes, omissions and the proof-of-flow. */
export const DELIVERY_ATTACKS: readonly Attack[] = [
    ...READING_ATTACKS,
    ...TRADE_ATTACKS,
    ...OMISSION_ATTACKS,
    ...FLOW_ATTACKS,
];
