import type { CommandResult } from '../../src/common/batch';
import type { Envelope } from '../../src/common/envelope';
import type { Receipt } from '../../src/coin/commands';
import { signedBy, type Device } from './device';
import type { Outcome, Person, World } from './world';

/** A result as a batch function answers it. */
export type Result = CommandResult<Receipt>;

/** A signed command with the inputs that the gateway adds. */
export interface Spend {
    readonly envelope: Envelope;
    readonly inputs: readonly string[];
}

type Head = Partial<ReturnType<World['head']>>;

/** @returns A signed transfer. */
export function transferOf(
    world: World,
    from: Device,
    to: Device,
    amountMicro: bigint | number,
    consumes: string,
    { inputs = [], ...head }: Head & { inputs?: readonly string[] } = {},
): Spend {
    const body = { to: to.wallet, amountMicro: String(amountMicro), consumes };
    const payload = { type: 'coin.transfer.v1', ...world.head(), ...body, ...head };
    return { envelope: signedBy(from, payload), inputs };
}

/** @returns A signed withdrawal. */
export function burnOf(world: World, from: Device, amountMicro: bigint | number, consumes: string): Spend {
    const body = { amountMicro: String(amountMicro), consumes, reference: 'withdrawal-1' };
    return { envelope: signedBy(from, { type: 'coin.burn.v1', ...world.head(), ...body }), inputs: [] };
}

/** @returns A signed consolidation. */
export function consolidationOf(world: World, from: Device, consumes: readonly string[]): Envelope {
    return signedBy(from, { type: 'coin.consolidate.v1', ...world.head(), consumes: [...consumes] });
}

/** @returns A signed payment into a bond. */
export function bondOf(
    world: World,
    from: Device,
    organisation: string,
    amountMicro: bigint | number,
    consumes: string,
): Spend {
    const body = { organisation, amountMicro: String(amountMicro), consumes };
    return { envelope: signedBy(from, { type: 'coin.bond.v1', ...world.head(), ...body }), inputs: [] };
}

/** @returns What each command came to: `done`, `exists` or the code of its refusal. */
export function codes(results: readonly Result[]): string[] {
    return results.map((result) => (result.status === 'refused' ? result.code : result.status));
}

/** Carries out commands as EAG 1 unless told otherwise. @returns The codes of {@link codes}. */
export async function carry(
    world: World,
    fn: string,
    commands: readonly (Spend | Envelope)[],
    as: Person = world.people.eag1,
): Promise<string[]> {
    const outcome: Outcome<Result[]> = await world.submit(as, fn, { commands });
    return codes(outcome.value);
}

/** Carries out one command that must be refused and must change nothing. @returns Its code. */
export async function refusedCommand(
    world: World,
    fn: string,
    command: Spend | Envelope,
    as?: Person,
): Promise<string> {
    const before = await world.ledger.stateHash();
    const [code = 'no result'] = await carry(world, fn, [command], as);
    return (await world.ledger.stateHash()) === before ? code : `${code}, and the state changed`;
}
