import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { orderMessage, type OrderMessage } from '@edgebourse/chaincode/energy/messages';
import type { Command, Intake } from '../journal/command';
import { deliveryRoundOf } from './delivery-intakes';
import { intervalStart, orderTime } from './market-time';
import type { EnergyBooks } from './books';
import type { Round } from './round-book';

/** Orders of a region that goes by the clock are taken at most so long before their interval. */
const HORIZON_MS = 7 * 24 * 3600 * 1000;

/** @returns What takes in `energy.order.v1`: wallet and gate are checked, the order is chained and receipted. */
export function orderIntake(books: EnergyBooks): Intake<OrderMessage> {
    return {
        type: 'energy.order.v1',
        schema: orderMessage,
        isPrompt: false,
        judgedAt: async (payload) => {
            const name = deliveryRoundOf(payload);
            return name === undefined ? undefined : orderTime(await books.reader.region(name.region), name.interval);
        },
        prepare: async (commands) => {
            await books.wallets.load(commands.flatMap(({ signer, payload }) => [signer, payload.payTo ?? signer]));
            await books.loadRounds(commands.map(({ payload }) => payload));
        },
        admit: (command) => ({ receipt: admit(books, command) }),
        restore: (command) => {
            books.orders.restore(command);
        },
    };
}

function admit(
    { wallets, rounds, orders }: EnergyBooks,
    command: Command<OrderMessage>,
): ReturnType<typeof orders.add> {
    const { payload, signer, arrivedMs } = command;
    const round = rounds.get(payload);
    assertFits(round, payload, arrivedMs);
    wallets.require(signer, payload.region);
    if (payload.payTo !== undefined) wallets.require(payload.payTo);
    if (round.clearing !== undefined || round.isSettled) {
        throw new EdgeError('INTERVAL_CLEARED', { region: round.region, interval: round.interval });
    }
    const gate = payload.side === 'buy' && rounds.isClosed(round, 'demand') ? 'demand' : 'supply';
    if (rounds.isClosed(round, gate)) {
        throw new EdgeError('GATE_CLOSED', { region: round.region, interval: round.interval, gate });
    }
    const { policy, interval } = round;
    return orders.add(command, policy, policy.gates === 'operator' ? intervalStart(policy, interval) : arrivedMs);
}

/** The limit leaves the price within the tariff; the interval is near. The contract checks the same and more. */
function assertFits({ policy, region, interval }: Round, order: OrderMessage, arrivedMs: number): void {
    const limit = BigInt(order.limitMicroPerKwh);
    const isOutside =
        order.side === 'sell' ? limit > BigInt(policy.retailMicroPerKwh) : limit < BigInt(policy.feedInMicroPerKwh);
    const isFar = policy.gates === 'clock' && intervalStart(policy, interval) > arrivedMs + HORIZON_MS;
    if (isOutside || isFar) throw new EdgeError('ORDER_INVALID', { id: order.id, region, interval });
}
