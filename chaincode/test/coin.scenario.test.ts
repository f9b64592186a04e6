import { Info, Transaction } from 'fabric-contract-api';
import { contracts } from '../src';
import { newAccounts } from '../src/coin/accounts';
import type { Balance, MintRecord } from '../src/coin/records';
import { ANYONE } from '../src/common/access';
import { EdgeContext } from '../src/common/context';
import { EdgeContract } from '../src/common/edge-contract';

import { device, type Device } from './support/device';
import { burnOf, carry, codes, refusedCommand, transferOf, type Result } from './support/coin-commands';
import { testPolicy } from './support/policy';
import { newWorld, type World } from './support/world';

/** Locks coins as a contract with escrow outputs would. */
@Info({ title: 'locks' })
class LocksContract extends EdgeContract {
    protected override readonly access = { Lock: ANYONE };

    constructor() {
        super('locks');
    }

    @Transaction()
    async Lock(ctx: EdgeContext, json: string): Promise<string> {
        const { wallet, amountMicro } = JSON.parse(json) as { wallet: string; amountMicro: string };
        const accounts = await newAccounts(ctx);
        await accounts.debit(wallet, BigInt(amountMicro));
        accounts.credit(wallet, BigInt(amountMicro), 'deposit:test');
        return String(accounts.flush());
    }
}

const UNKNOWN_OUTPUT = `${'0'.repeat(64)}.0`;
let world: World;
let anna: Device;
let ben: Device;

const transfer = 'coin:Transfer';

beforeAll(async () => {
    const policy = testPolicy({
        coin: {
            confirmation: 'commit',
            mintCapMicro: { external: '1000000', flow: '0' },
            mintPeriodMs: 86_400_000,
            minOutputMicro: '1',
        },
    });
    world = await newWorld({ policy, contracts: [...contracts, LocksContract] });
    [anna, ben] = (await world.register(['anna', 'ben'])) as [Device, Device];
});

afterAll(async () => world.close());

describe('who may not make coins', () => {
    const request = (changes: object = {}): object => ({
        reference: 'bank-1',
        reason: 'external',
        outputs: [{ wallet: anna.wallet, amountMicro: '5' }],
        ...changes,
    });

    it('an operator, the authority without the treasury, a treasury of an EAG', async () => {
        const { eag1, authority } = world.people;
        expect(await world.refusal(eag1, 'coin:Mint', request())).toBe('ACCESS_DENIED');
        expect(await world.refusal(authority, 'coin:Mint', request())).toBe('ACCESS_DENIED');
        const eagTreasury = await world.ledger.identity('Eag1MSP', { role: 'treasury' });
        expect(await world.refusal(eagTreasury, 'coin:Mint', request())).toBe('ACCESS_DENIED');
        expect(await world.refusal(eagTreasury, 'coin:Burn', { commands: [] })).toBe('ACCESS_DENIED');
    });

    it('the treasury for a stranger’s wallet, for nothing, for another reason', async () => {
        const { treasury } = world.people;
        const to = (wallet: string, amountMicro: string): object => request({ outputs: [{ wallet, amountMicro }] });
        expect(await world.refusal(treasury, 'coin:Mint', to(device('nobody').wallet, '5'))).toBe('WALLET_UNKNOWN');
        expect(await world.refusal(treasury, 'coin:Mint', to(anna.wallet, '0'))).toBe('ARGUMENT_INVALID');
        expect(await world.refusal(treasury, 'coin:Mint', to(anna.wallet, '-5'))).toBe('ARGUMENT_INVALID');
        expect(await world.refusal(treasury, 'coin:Mint', to(anna.wallet, `2${'0'.repeat(24)}`))).toBe(
            'AMOUNT_INVALID',
        );
        expect(await world.refusal(treasury, 'coin:Mint', request({ reason: 'flow' }))).toBe('ARGUMENT_INVALID');
        expect(await world.refusal(treasury, 'coin:Mint', '{"a":1,"a":2}')).toBe('JSON_INVALID');
    });

    it('the treasury twice for one payment, or beyond the cap of the period', async () => {
        const { treasury } = world.people;
        const minted = await world.submit<MintRecord>(treasury, 'coin:Mint', request());
        expect(minted.value).toMatchObject({ reference: 'bank-1', amountMicro: '5', mintedAt: String(world.now) });
        expect(minted.events).toEqual([{ type: 'coin.minted', outputs: 1, amountMicro: '5', reason: 'external' }]);
        expect(await world.refusal(treasury, 'coin:Mint', request())).toBe('MINT_REFERENCE_USED');
        expect(minted.value.txId).toBe(minted.txId);
        expect(await world.evaluate('coin:MintOf', { reference: 'bank-1' })).toEqual(minted.value);
        expect(await world.evaluate('coin:MintOf', { reference: 'bank-9' })).toBeNull();
        const much = request({ reference: 'bank-2', outputs: [{ wallet: anna.wallet, amountMicro: '999996' }] });
        expect(await world.refusal(treasury, 'coin:Mint', much)).toBe('MINT_CAP');
        world.now += 86_400_000;
        await world.submit(treasury, 'coin:Mint', much);
    });
});

describe('a transfer is refused and changes nothing', () => {
    let coin: string;

    beforeAll(async () => {
        world.now += 86_400_000;
        coin = await world.mint([anna, ben], 100);
    });

    it('when its output is unknown, another wallet’s, named twice, or too many are named', async () => {
        const pay = (consumes: string, inputs: string[] = []): Promise<string> =>
            refusedCommand(world, transfer, transferOf(world, anna, ben, 1, consumes, { inputs }));
        expect(await pay(UNKNOWN_OUTPUT)).toBe('OUTPUT_UNKNOWN');
        const bensOwn = await world.mint([ben], 7);
        expect(await pay(bensOwn)).toBe('OUTPUT_UNKNOWN');
        expect(await pay(coin, [coin])).toBe('OUTPUT_DUPLICATE');
        expect(await pay(coin, Array<string>(50).fill(UNKNOWN_OUTPUT))).toBe('COIN_INPUTS_TOO_MANY');
    });

    it('when the outputs do not cover it', async () => {
        expect(await refusedCommand(world, transfer, transferOf(world, anna, ben, 101, coin))).toBe(
            'COIN_INSUFFICIENT',
        );
    });

    it('when the output is locked', async () => {
        const [carl] = (await world.register(['carl'])) as [Device];
        await world.mint([carl], 9);
        const { txId } = await world.submit(world.people.eag1, 'locks:Lock', { wallet: carl.wallet, amountMicro: '9' });
        const locked = transferOf(world, carl, ben, 9, `${txId}.1`);
        expect(await refusedCommand(world, transfer, locked)).toBe('OUTPUT_LOCKED');
        const { wallet } = carl;
        const balance = await world.evaluate<Balance>('coin:Balance', { wallet });
        expect(balance).toEqual({ wallet, confirmedMicro: '0', pendingMicro: '0', lockedMicro: '9', outputs: 1 });
    });

    it('when payer or payee is a stranger', async () => {
        const stranger = device('stranger');
        expect(await refusedCommand(world, transfer, transferOf(world, anna, stranger, 1, coin))).toBe(
            'WALLET_UNKNOWN',
        );
        expect(await refusedCommand(world, transfer, transferOf(world, stranger, anna, 1, coin))).toBe(
            'WALLET_UNKNOWN',
        );
    });

    it('when the envelope is forged, foreign, expired, early or of another type', async () => {
        const good = transferOf(world, anna, ben, 1, coin);
        const { envelope } = good;
        const change = (changes: object): typeof good => ({ ...good, envelope: { ...envelope, ...changes } });
        const raised = change({ payload: { ...envelope.payload, amountMicro: '2' } });
        expect(await refusedCommand(world, transfer, raised)).toBe('ENVELOPE_SIGNATURE');
        expect(await refusedCommand(world, transfer, change({ publicKey: 'A'.repeat(124) }))).toBe('ENVELOPE_KEY');
        const head = (changes: object): typeof good => transferOf(world, anna, ben, 1, coin, changes);
        expect(await refusedCommand(world, transfer, head({ network: 'other' }))).toBe('ENVELOPE_NETWORK');
        expect(await refusedCommand(world, transfer, head({ expiresAt: String(world.now - 1) }))).toBe(
            'ENVELOPE_EXPIRED',
        );
        const early = head({ issuedAt: String(world.now + 60_001) });
        expect(await refusedCommand(world, transfer, early)).toBe('ENVELOPE_FUTURE');
        expect(await refusedCommand(world, transfer, burnOf(world, anna, 1, coin))).toBe('ENVELOPE_TYPE');
    });

    it('when the same id was used for another command', async () => {
        const [coins] = await world.outputsOf(anna);
        const first = transferOf(world, anna, ben, 1, coins ?? '', { id: 'one-id' });
        expect(await carry(world, transfer, [first])).toEqual(['done']);
        const [rest] = await world.outputsOf(anna);
        const second = transferOf(world, anna, ben, 2, rest ?? '', { id: 'one-id' });
        expect(await refusedCommand(world, transfer, second)).toBe('ID_REUSED');
    });

    it('when the ledger is asked for too much at once, or for a batch of another shape', async () => {
        const many = { commands: Array<object>(1001).fill(transferOf(world, anna, ben, 1, coin)) };
        expect(await world.refusal(world.people.eag1, transfer, many)).toBe('ARGUMENT_INVALID');
        expect(await world.refusal(world.people.eag1, transfer, { commands: [] })).toBe('ARGUMENT_INVALID');
        expect(await world.refusal(world.people.eag1, 'coin:Nothing', {})).toBe('ARGUMENT_INVALID');
    });
});

describe('a transfer', () => {
    let dora: Device;
    let emil: Device;

    beforeEach(async () => {
        world.now += 86_400_000;
    });

    it('pays exactly, returns the change and is carried by any organisation', async () => {
        [dora, emil] = (await world.register(['dora', 'emil'])) as [Device, Device];
        const coin = await world.mint([dora], 100);
        const command = transferOf(world, dora, emil, 30, coin);
        const { eag2 } = world.people;
        const outcome = await world.submit<Result[]>(eag2, transfer, { commands: [command] });
        expect(outcome.value).toEqual([
            { status: 'done', id: command.envelope.payload.id, wallet: dora.wallet, txId: outcome.txId },
        ]);
        expect(outcome.events).toEqual([{ type: 'coin.transferred', commands: 1, refused: 0 }]);
        expect([await world.coinsOf(dora), await world.coinsOf(emil)]).toEqual([70n, 30n]);
        expect(await world.outputsOf(dora)).toEqual([`${outcome.txId}.0`]);

        const again = await world.submit<Result[]>(world.people.eag1, transfer, { commands: [command] });
        expect(again.value).toEqual([{ ...outcome.value[0], status: 'exists' }]);
        expect([await world.coinsOf(dora), await world.coinsOf(emil)]).toEqual([70n, 30n]);
    });

    it('in a batch stands beside refused ones, and twice in one batch counts once', async () => {
        const coin = await world.mint([dora, emil], 50);
        const good = transferOf(world, dora, emil, 50, coin);
        const bad = transferOf(world, emil, dora, 500, coin);
        const spent = transferOf(world, dora, emil, 1, coin);
        const outcome = await world.submit<Result[]>(world.people.eag1, transfer, {
            commands: [good, bad, good, spent],
        });
        expect(codes(outcome.value)).toEqual(['done', 'COIN_INSUFFICIENT', 'exists', 'OUTPUT_UNKNOWN']);
        expect(outcome.events).toEqual([{ type: 'coin.transferred', commands: 4, refused: 2 }]);
    });

    it('spends inputs that the gateway adds', async () => {
        const first = await world.mint([dora], 10);
        const second = await world.mint([dora], 20);
        const before = await world.coinsOf(emil);
        expect(await carry(world, transfer, [transferOf(world, dora, emil, 25, first, { inputs: [second] })])).toEqual([
            'done',
        ]);
        expect((await world.coinsOf(emil)) - before).toBe(25n);
    });

    it('to oneself joins and loses nothing', async () => {
        const coin = await world.mint([dora], 10);
        const before = await world.coinsOf(dora);
        expect(await carry(world, transfer, [transferOf(world, dora, dora, 4, coin)])).toEqual(['done']);
        expect(await world.coinsOf(dora)).toBe(before);
    });

    it('is not confused by two payers of one mint, whose outputs have one id', async () => {
        const coin = await world.mint([dora, emil], 5);
        const commands = [transferOf(world, dora, emil, 5, coin), transferOf(world, emil, dora, 5, coin)];
        expect(await carry(world, transfer, commands)).toEqual(['done', 'done']);
    });

    it('that another transaction of the same coin overtakes conflicts in its block and has no effect', async () => {
        const coin = await world.mint([dora], 40);
        const ends = [transferOf(world, dora, emil, 40, coin), transferOf(world, dora, anna, 40, coin)];
        const endorsed = await Promise.all(
            ends.map(async (command) => {
                const json = JSON.stringify({ commands: [command] });
                return world.ledger.endorse(world.people.eag1, transfer, [json], { at: world.now });
            }),
        );
        const before = await world.coinsOf(anna);
        const results = await world.ledger.commit(endorsed);
        expect(results.map(({ code }) => code)).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
        expect(await world.coinsOf(anna)).toBe(before);
        expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
    });
});
