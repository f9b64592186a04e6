import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from '../../../chaincode/test/support/device';
import { nextRound, registerReceiptKeys, type EnergyRound } from '../../../chaincode/test/support/energy-round';
import { newWorld, type World } from '../../../chaincode/test/support/world';
import { blocksOf, lastBlock } from '../../test/support/block-source';
import { dump } from '../../test/support/dump-tables';
import { serveRoutes, type Served } from '../../test/support/serve-routes';
import { newLogger } from '../log/logger';
import { dropTables } from './database/schema';
import { startReader, type Reader } from './read-model';
import { readModelRoutes } from './routes';
import type { Statement } from './statement';
import type { TradeItem } from './trades';

const COIN = 1_000_000;

let world: World;
let folder: string;
let reader: Reader;
let served: Served;
let ann: Device;
let ben: Device;
let cleo: Device;
let dan: Device;
let purse: Device;
let supplier: Device;
/** Where each start of the reader asked for blocks. */
let starts: bigint[] = [];

/** Starts a reader on the folder; notes where it begins to read. */
function start(from = world): Reader {
    starts = [];
    const { blocks } = blocksOf(from);
    const ledger: ReturnType<typeof blocksOf> = {
        blocks(options) {
            starts.push(options.startBlock ?? 0n);
            return blocks(options);
        },
    };
    return startReader({ ledger, folder, log: newLogger('silent') });
}

async function upToDate(): Promise<void> {
    await reader.caughtUp(await lastBlock(world));
}

async function statementOf({ wallet }: Device, query = ''): Promise<Statement> {
    const { status, body } = await served.get<Statement>(`/v1/energy/statements/${wallet}${query}`);
    expect(status).toBe(200);
    return body;
}

/** Ben and Cleo sell, Ann buys 1500 Wh: 1000 of Cleo, 500 of Ben. */
async function traded(): Promise<EnergyRound> {
    const round = nextRound(world);
    round.buy(ann, 1500, 250_000);
    round.sell(ben, 1000, 120_000, { payTo: purse.wallet });
    round.sell(cleo, 1000, 100_000);
    await round.run(1500);
    return round;
}

/** Ben delivers 100 Wh less than he sold; Dan consumes and has no coins. */
async function settledShort(): Promise<void> {
    const round = await traded();
    await round.settle({
        readings: [
            round.reading(ann, 2000, 0),
            round.reading(ben, 0, 400),
            round.reading(cleo, 0, 1200),
            round.reading(dan, 300, 0),
        ],
    });
}

/** Ann objects; another organisation decides one of the two trades. */
async function disputed(): Promise<void> {
    const round = await traded();
    const readings = [round.reading(ann, 1500, 0), round.reading(ben, 0, 700), round.reading(cleo, 0, 1000)];
    await round.settle({ readings, objections: [round.objection(ann, 'not delivered')] });
    const resolution = { ...round.round, trade: 0, settledWh: '600', reason: 'two thirds' };
    await world.submit(round.otherOperator, 'energy:Resolve', resolution);
}

/** Dan gets coins, and his next settlement pays the debt. */
async function repaid(): Promise<void> {
    await world.mint([dan], COIN);
    const round = nextRound(world);
    await round.run();
    await round.settle({ readings: [round.reading(dan, 10, 0)] });
}

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-model-'));
    world = await newWorld();
    await registerReceiptKeys(world);
    const names = ['ann', 'ben', 'cleo', 'dan', 'purse'];
    [ann, ben, cleo, dan, purse] = (await world.register(names)) as [Device, Device, Device, Device, Device];
    [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
    await world.mint([ann, ben, cleo, supplier], 1000 * COIN);
    reader = start();
    served = await serveRoutes(readModelRoutes({ model: reader, policy: async () => world.policy }));
    await settledShort();
    await upToDate();
});

afterAll(async () => {
    await served.close();
    await reader.close();
    await world.close();
    await rm(folder, { recursive: true, force: true });
});

describe('a statement', () => {
    it('says what the meter, the trades, the grid and the coins say', async () => {
        const { energy, coins, trades, readings, isReconciled } = await statementOf(ann);
        expect({ trades, readings, isReconciled }).toEqual({ trades: 2, readings: 1, isReconciled: true });
        expect(energy).toMatchObject({
            importWh: '2000',
            boughtWh: '1400',
            gridImportWh: '600',
            importDifferenceWh: '0',
        });
        expect(coins).toMatchObject({ gridChargedMicro: '180000', gridCreditedMicro: '0', heldMicro: '0' });
        expect(Number(coins.compensationReceivedMicro)).toBeGreaterThan(0);
        const seller = await statementOf(cleo);
        expect(seller.energy).toMatchObject({ exportWh: '1200', soldWh: '1000', gridExportWh: '200' });
        expect(seller.energy.exportDifferenceWh).toBe('0');
        expect(seller.coins.gridCreditedMicro).toBe('16000');
    });

    it('shows a consumer without coins its debt, and the supplier what it waits for', async () => {
        const { coins, isReconciled } = await statementOf(dan);
        expect(coins).toMatchObject({ gridChargedMicro: '90000', debtGrowthMicro: '90000', netMicro: '0' });
        const ofSupplier = await statementOf(supplier);
        expect([isReconciled, ofSupplier.isReconciled]).toEqual([true, true]);
        expect(ofSupplier.coins.suppliedMicro).toBe(String(180_000 - 16_000));
    });

    it('adds up for every wallet while trades are open, disputed and resolved, and when a debt is paid', async () => {
        const all = [ann, ben, cleo, dan, purse, supplier];
        for (const happen of [traded, disputed, repaid]) {
            await happen();
            await upToDate();
            const statements = await Promise.all(all.map((each) => statementOf(each)));
            expect(statements.map(({ isReconciled }) => isReconciled)).toEqual(all.map(() => true));
            expect(statements.map(({ coins }) => coins.netMicro)).toEqual(
                statements.map(({ coins }) => coins.ledgerMicro),
            );
        }
        const { coins, energy } = await statementOf(ann);
        expect(Number(coins.heldMicro)).toBeGreaterThan(0);
        expect(energy.heldImportWh).toBe('500');
        expect((await statementOf(dan)).coins.debtGrowthMicro).toBe('0');
    });

    it('is about the region and the intervals that are asked for', async () => {
        const { body } = await served.get<{ trades: TradeItem[] }>(`/v1/energy/trades?wallet=${ann.wallet}&limit=1`);
        const first = body.trades[0]!.interval;
        const whole = await statementOf(ann);
        const before = await statementOf(ann, `?region=r1&to=${String(first)}`);
        const after = await statementOf(ann, `?from=${String(first + 1)}`);
        expect(before.trades).toBe(2);
        expect(before.trades + after.trades).toBe(whole.trades);
        const sum = BigInt(before.coins.netMicro) + BigInt(after.coins.netMicro);
        expect([String(sum), before.isReconciled, after.isReconciled]).toEqual([whole.coins.netMicro, true, true]);
        expect(await statementOf(ann, '?region=r2')).toMatchObject({ trades: 0, coins: { netMicro: '0' } });
    });

    it('is refused for a wallet that nobody registered', async () => {
        const { status, body } = await served.get(`/v1/energy/statements/${'0'.repeat(64)}`);
        expect([status, body['code']]).toEqual([404, 'WALLET_UNKNOWN']);
    });
});

describe('lists', () => {
    it('page through trades without a gap, and find those of a wallet', async () => {
        const all = (await served.get<{ trades: TradeItem[]; next?: string }>('/v1/energy/trades')).body;
        expect(all.trades).toHaveLength(6);
        expect(all.next).toBeUndefined();
        const paged: TradeItem[] = [];
        let next: string | undefined = '';
        while (next !== undefined) {
            const query: string = next === '' ? '' : `&cursor=${next}`;
            const page = await served.get<{ trades: TradeItem[]; next?: string }>(`/v1/energy/trades?limit=4${query}`);
            paged.push(...page.body.trades);
            next = page.body.next;
        }
        expect(paged).toEqual(all.trades);
        expect(all.trades.map(({ settlement }) => settlement?.status ?? 'open')).toEqual([
            'u',
            'u',
            'open',
            'open',
            'r',
            'd',
        ]);
        const paid = (await served.get<{ trades: TradeItem[] }>(`/v1/energy/trades?wallet=${purse.wallet}`)).body
            .trades;
        expect(paid.map(({ seller }) => seller)).toEqual([ben.wallet, ben.wallet, ben.wallet]);
    });

    it('refuse a cursor that is none', async () => {
        const { status, body } = await served.get('/v1/energy/trades?cursor=nonsense');
        expect([status, body['code']]).toEqual([400, 'REQUEST_INVALID']);
    });

    it('show registered wallets by region and role', async () => {
        const { body } = await served.get<{ wallets: { wallet: string }[] }>(
            '/v1/identity/wallets?role=supplier&region=r1',
        );
        expect(body.wallets.map(({ wallet }) => wallet)).toEqual([supplier.wallet]);
        const first = await served.get<{ wallets: object[]; next: string }>('/v1/identity/wallets?limit=5');
        const rest = await served.get<{ wallets: object[] }>(`/v1/identity/wallets?cursor=${first.body.next}`);
        expect([first.body.wallets.length, rest.body.wallets.length]).toEqual([5, 1]);
    });

    it('show what each transaction did to a wallet’s coins; the last balance is the ledger’s', async () => {
        for (const each of [ann, ben, cleo, dan, purse, supplier]) {
            const path = `/v1/coin/wallets/${each.wallet}/statement`;
            const { lines } = (await served.get<{ lines: Record<string, string>[] }>(path)).body;
            const sum = lines.reduce(
                (total, line) => total + BigInt(line['receivedMicro']!) - BigInt(line['paidMicro']!),
                0n,
            );
            expect(String(sum)).toBe(String(await world.coinsOf(each)));
            expect(lines.at(-1)?.['balanceMicro']).toBe(String(sum));
            const page = (await served.get<{ lines: object[]; next?: string }>(`${path}?limit=1`)).body;
            const cursor = page.next === undefined ? '' : `?cursor=${page.next}`;
            const rest = (await served.get<{ lines: object[] }>(path + cursor)).body;
            expect(cursor === '' ? page.lines : [...page.lines, ...rest.lines]).toEqual(lines);
        }
    });

    it('fold the credit value from settled trades', async () => {
        const { body } = await served.get(`/v1/energy/credit/${ann.wallet}`);
        expect(body).toMatchObject({ settledTrades: 3, failedMicro: '0', value: '103' });
        const { body: stranger } = await served.get(`/v1/energy/credit/${dan.wallet}`);
        expect(stranger).toMatchObject({ settledTrades: 0, value: '100', grade: body['grade'] });
    });
});

describe('the read model', () => {
    it('can be closed while it still opens, and then answers nothing', async () => {
        const ledger = blocksOf(world);
        const other = startReader({ ledger, folder: join(folder, 'other'), log: newLogger('silent') });
        const waiting = other.caughtUp(0n);
        await Promise.all([other.close(), expect(waiting).rejects.toThrow(/^SHUTTING_DOWN/)]);
        await expect(other.database()).rejects.toThrow(/^SHUTTING_DOWN/);
    });

    it('goes on after a restart where it stopped', async () => {
        const stored = reader.progress.block;
        await reader.close();
        await world.mint([ben], 5);
        reader = start();
        await upToDate();
        expect(starts).toEqual([1n, stored + 1n]);
    });

    it('is built anew from block 0 when it was deleted, with the same contents', async () => {
        const before = await dump(await reader.database());
        await dropTables(await reader.database());
        await reader.close();
        reader = start();
        await upToDate();
        expect(starts).toEqual([0n]);
        expect(await dump(await reader.database())).toEqual(before);
        expect(before['trades']).toHaveLength(6);
    });

    it('throws away what another ledger told', async () => {
        await reader.close();
        const other = await newWorld();
        reader = start(other);
        await reader.caughtUp(await lastBlock(other));
        const contents = await dump(await reader.database());
        expect(starts).toEqual([1n, 0n]);
        expect([contents['trades'], contents['transactions']?.length]).toEqual([[], 1]);
        await other.close();
    });
});
