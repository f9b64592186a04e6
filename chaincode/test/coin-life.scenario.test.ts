import type { BondRecord, OutputList, Supply } from '../src/coin/records';
import { device, type Device } from './support/device';
import { bondOf, burnOf, carry, consolidationOf, refusedCommand, transferOf } from './support/coin-commands';
import { testPolicy } from './support/policy';
import { newWorld, type Person, type World } from './support/world';

const transfer = 'coin:Transfer';
let world: World;
let anna: Device;

beforeAll(async () => {
    world = await newWorld();
    [anna] = (await world.register(['anna'])) as [Device];
});

afterAll(async () => world.close());

describe('the smallest payment', () => {
    it('keeps dust out of other wallets, and lets a wallet join its own', async () => {
        const { coin } = testPolicy();
        const strict = await newWorld({ policy: testPolicy({ coin: { ...coin, minOutputMicro: '10' } }) });
        try {
            const [hugo, ida] = (await strict.register(['hugo', 'ida'])) as [Device, Device];
            const named = await strict.mint([hugo], 100);
            expect(await refusedCommand(strict, transfer, transferOf(strict, hugo, ida, 9, named))).toBe(
                'AMOUNT_INVALID',
            );
            expect(await carry(strict, transfer, [transferOf(strict, hugo, ida, 10, named)])).toEqual(['done']);
            const [change = ''] = await strict.outputsOf(hugo);
            expect(await carry(strict, transfer, [transferOf(strict, hugo, hugo, 1, change)])).toEqual(['done']);
        } finally {
            await strict.close();
        }
    });
});

describe('consolidation, withdrawal and bonds', () => {
    it('joins outputs by the wallet’s own order', async () => {
        const [fred] = (await world.register(['fred'])) as [Device];
        const ids = [await world.mint([fred], 1), await world.mint([fred], 2), await world.mint([fred], 3)];
        const foreign = consolidationOf(world, anna, ids);
        expect(await refusedCommand(world, 'coin:Consolidate', foreign)).toBe('OUTPUT_UNKNOWN');
        const command = consolidationOf(world, fred, ids);
        expect(await carry(world, 'coin:Consolidate', [command, command])).toEqual(['done', 'exists']);
        const { outputs } = await world.evaluate<OutputList>('coin:Outputs', { wallet: fred.wallet });
        expect(outputs.map(({ amountMicro }) => amountMicro)).toEqual(['6']);
    });

    it('withdraws by signed order through the treasury', async () => {
        const [gina] = (await world.register(['gina'])) as [Device];
        const coin = await world.mint([gina], 100);
        const before = await world.evaluate<Supply>('coin:Supply', {});
        const { treasury } = world.people;
        const tooMuch = burnOf(world, gina, 101, coin);
        expect(await refusedCommand(world, 'coin:Burn', tooMuch, treasury)).toBe('COIN_INSUFFICIENT');
        const command = burnOf(world, gina, 60, coin);
        expect(await carry(world, 'coin:Burn', [command, command], treasury)).toEqual(['done', 'exists']);
        expect(await world.coinsOf(gina)).toBe(40n);
        const after = await world.evaluate<Supply>('coin:Supply', {});
        expect(BigInt(after.burnedMicro) - BigInt(before.burnedMicro)).toBe(60n);
        expect(await world.coinsInOutputsAndBonds()).toBe(BigInt(after.outstandingMicro));
    });

    it('takes a bond from the organisation’s bond wallet only', async () => {
        const [bondWallet] = (await world.register(['bond-Eag1MSP'], { role: 'bond' })) as [Device];
        const coin = await world.mint([bondWallet, anna], 80);
        const bond = 'coin:Bond';
        expect(await refusedCommand(world, bond, bondOf(world, anna, 'Eag1MSP', 5, coin))).toBe('ACCESS_DENIED');
        expect(await refusedCommand(world, bond, bondOf(world, bondWallet, 'Eag9MSP', 5, coin))).toBe(
            'ORGANISATION_UNKNOWN',
        );
        expect(await world.evaluate<BondRecord>('coin:BondOf', { organisation: 'Eag1MSP' })).toEqual({
            organisation: 'Eag1MSP',
            amountMicro: '0',
        });
        const { outcome, rest } = await payTwice(bondWallet, coin);
        expect([outcome, rest]).toEqual([['done'], ['done']]);
        const { amountMicro } = await world.evaluate<BondRecord>('coin:BondOf', { organisation: 'Eag1MSP' });
        expect(amountMicro).toBe('80');
        expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
    });

    async function payTwice(from: Device, coin: string): Promise<{ outcome: string[]; rest: string[] }> {
        const outcome = await carry(world, 'coin:Bond', [bondOf(world, from, 'Eag1MSP', 50, coin)]);
        const [change = ''] = await world.outputsOf(from);
        return { outcome, rest: await carry(world, 'coin:Bond', [bondOf(world, from, 'Eag1MSP', 30, change)]) };
    }

    it('answers questions about unknown wallets and organisations with a refusal', async () => {
        const { wallet } = device('nobody');
        await expect(world.evaluate('coin:Balance', { wallet })).rejects.toThrow(/^WALLET_UNKNOWN /);
        await expect(world.evaluate('coin:Outputs', { wallet })).rejects.toThrow(/^WALLET_UNKNOWN /);
        await expect(world.evaluate('coin:BondOf', { organisation: 'X' })).rejects.toThrow(/^ORGANISATION_UNKNOWN /);
    });
});

describe('a wallet that may not act', () => {
    it('neither pays nor is paid', async () => {
        const names = ['suspended', 'blacklisted', 'revoked', 'expired'];
        const late = String(world.now + 1000);
        const devices = [
            ...(await world.register(names.slice(0, 3))),
            ...(await world.register(['expired'], { notAfter: late })),
        ];
        const coin = await world.mint([...devices, anna], 10);
        const { eag1, authority } = world.people;
        const [first, second] = devices.map(({ wallet }) => wallet);
        const evidence = 'e'.repeat(64);
        await world.submit(eag1, 'identity:SetStatus', { wallets: [first], status: 'suspended', reason: 'test' });
        await world.submit(eag1, 'identity:Blacklist', { wallets: [second], reason: 'test', evidence });
        await world.submit(authority, 'identity:Revoke', { serials: ['s-revoked'], reason: 'test' });
        world.now += 1001;
        for (const [index, each] of devices.entries()) {
            const code = `WALLET_${(names[index] ?? '').toUpperCase()}`;
            expect(await refusedCommand(world, transfer, transferOf(world, each, anna, 1, coin))).toBe(code);
            expect(await refusedCommand(world, transfer, transferOf(world, anna, each, 1, coin))).toBe(code);
        }
    });
});

describe('transactions of one block', () => {
    async function inOneBlock(...calls: readonly (readonly [Person, string, object])[]): Promise<string[]> {
        const endorsed = await Promise.all(
            calls.map(async ([as, fn, argument]) =>
                world.ledger.endorse(as, fn, [JSON.stringify(argument)], { at: world.now }),
            ),
        );
        return (await world.ledger.commit(endorsed)).map(({ code }) => code);
    }

    it('cannot mint beyond the cap together: the second one conflicts', async () => {
        const { treasury } = world.people;
        const mint = (reference: string): readonly [Person, string, object] => {
            const outputs = [{ wallet: anna.wallet, amountMicro: '1' }];
            return [treasury, 'coin:Mint', { reference, reason: 'external', outputs }];
        };
        expect(await inOneBlock(mint('twin-1'), mint('twin-2'))).toEqual(['VALID', 'PHANTOM_READ_CONFLICT']);
        expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
    });

    it('let a suspension win over the payment that it precedes, and payments to one wallet stand together', async () => {
        const [paul, quinn] = (await world.register(['paul', 'quinn'])) as [Device, Device];
        const coin = await world.mint([paul, quinn, anna], 10);
        const { eag1, eag2 } = world.people;
        const pay = (from: Device, amount: number): readonly [Person, string, object] => [
            eag2,
            transfer,
            { commands: [transferOf(world, from, anna, amount, coin)] },
        ];
        const suspension = { wallets: [paul.wallet], status: 'suspended', reason: 'test' };
        const codes = await inOneBlock(
            [eag1, 'identity:SetStatus', suspension],
            pay(paul, 1),
            pay(quinn, 2),
            pay(anna, 3),
        );
        expect(codes).toEqual(['VALID', 'MVCC_READ_CONFLICT', 'VALID', 'VALID']);
        expect([await world.coinsOf(paul), await world.coinsOf(quinn)]).toEqual([10n, 8n]);
    });
});
