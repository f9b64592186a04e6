import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { envelopeRoute } from '../http/command-answers';
import type { Route } from '../http/route';
import type { Commands } from '../journal/commands';
import type { Ledger } from '../ledger/ledger';
import type { EnergyDomain } from './energy-domain';
import { energyOperatorRoutes } from './operator-routes';
import { energyReadRoutes } from './read-routes';

/** What the routes of energy call. */
export interface EnergyRouteOptions {
    readonly energy: EnergyDomain;
    readonly commands: Commands;
    readonly ledger: Pick<Ledger, 'submit'>;
    /** Ms since the epoch. */
    readonly now: () => number;
}

const WALLET_ERRORS: readonly ErrorCode[] = [
    'WALLET_UNKNOWN',
    'WALLET_SUSPENDED',
    'WALLET_BLACKLISTED',
    'WALLET_REVOKED',
    'WALLET_NOT_ATTACHED',
    'REGION_UNKNOWN',
];

function deviceRoutes(commands: Commands): Route[] {
    const declare = (path: string, type: string, summary: string, errors: readonly ErrorCode[]): Route =>
        envelopeRoute({ path, type, summary, errors }, commands);
    return [
        declare('/v1/energy/orders', 'energy.order.v1', 'Offers or asks for energy; answers a chained receipt', [
            ...WALLET_ERRORS,
            ...([
                'GATE_CLOSED',
                'INTERVAL_CLEARED',
                'ORDER_INVALID',
                'ORDER_DUPLICATE',
                'RECEIPT_KEY_MISSING',
            ] as const),
        ]),
        declare('/v1/energy/readings', 'energy.reading.v1', 'Hands in the registers of a meter for one interval', [
            ...WALLET_ERRORS,
            ...(['METER_MISMATCH', 'READING_EXISTS', 'READING_INVALID', 'GATE_CLOSED', 'SETTLED_ALREADY'] as const),
        ]),
        declare('/v1/energy/acceptances', 'energy.acceptance.v1', 'A seller accepts its trades of an interval', [
            'REGION_UNKNOWN',
            ...(['INTERVAL_NOT_CLEARED', 'TRADE_PARTY', 'TRADE_STATE', 'ACCESS_DENIED'] as const),
        ]),
        declare('/v1/energy/objections', 'energy.objection.v1', 'A party disputes its trades of an interval', [
            'REGION_UNKNOWN',
            ...(['INTERVAL_NOT_CLEARED', 'TRADE_PARTY', 'TRADE_STATE', 'GATE_CLOSED', 'SETTLED_ALREADY'] as const),
            'ACCESS_DENIED',
        ]),
        declare('/v1/energy/flow-claims', 'energy.flow.v1', 'Claims the proof-of-flow of a period for one wallet', [
            ...WALLET_ERRORS,
            ...(['PERIOD_OPEN', 'FLOW_CLAIMED', 'FLOW_NOT_BEST', 'TRADE_PARTY'] as const),
        ]),
    ];
}

/** @returns The routes of energy. */
export function energyRoutes({ energy, commands, ledger, now }: EnergyRouteOptions): Route[] {
    return [...deviceRoutes(commands), ...energyOperatorRoutes({ energy, ledger }), ...energyReadRoutes(energy, now)];
}
