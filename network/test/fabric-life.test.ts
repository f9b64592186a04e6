import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Supply } from '@edgebourse/chaincode/coin/records';
import { LedgerConnection } from '@edgebourse/gateway/ledger/connection';
import { readConnectionProfile } from '@edgebourse/gateway/ledger/connection-profile';
import { FabricLedger } from '@edgebourse/gateway/ledger/fabric-ledger';
import { findPrograms } from '@edgebourse/network/fabric/programs';
import { Consortium, networkCommand } from './support/consortium';
import { BORROWER, foundConsortium } from './support/lender';

/** Seven Fabric processes and six of chaincode start for this. */
const TIMEOUT_MS = 300_000;
/** Ports of its own: other suites have networks too. */
const FIRST_PORT = 7800;
const ROOT = join(__dirname, '../..');
const SILENT = pino({ level: 'silent' });
const CALL_MS = 30_000;
const DEADLINES = {
    evaluateTimeoutMs: CALL_MS,
    endorseTimeoutMs: CALL_MS,
    submitTimeoutMs: CALL_MS,
    commitTimeoutMs: CALL_MS,
};
const TREASURY = { organisation: 'AuthorityMSP', user: 'treasury' };
const WORKERS = 3;
/** Mints read the cap of their period, so those of one block conflict and all but one of them are made again. */
const RETRIES = 60;

/** The gateway's way to the ledger. */
async function openLedger(folder: string): Promise<FabricLedger> {
    const profile = await readConnectionProfile(join(folder, 'connection.json'));
    const connection = await LedgerConnection.open(profile, [], DEADLINES);
    return new FabricLedger({ connection, retriesMax: RETRIES, log: SILENT, onCall: () => undefined });
}

let references = 0;

/** Mints one micro-coin under a reference of its own. */
async function mint(ledger: FabricLedger): Promise<void> {
    const outputs = [{ wallet: BORROWER.wallet, amountMicro: '1' }];
    const argument = { reference: `mint-${String(++references)}`, reason: 'external', outputs };
    await ledger.submit({ as: TREASURY, fn: 'coin:Mint', argument });
}

const minted = async (ledger: FabricLedger): Promise<number> => {
    const supply = (await ledger.evaluate({ as: TREASURY, fn: 'coin:Supply', argument: {} })) as Supply;
    return Number(supply.outstandingMicro);
};

/** Mints without pause while the work is done. @returns How often the ledger said that it did, and what it refused. */
async function underLoad(
    ledger: FabricLedger,
    work: () => Promise<unknown>,
): Promise<{ done: number; refused: unknown[] }> {
    const load = { done: 0, refused: [] as unknown[], isOver: false };
    const worker = async (): Promise<void> => {
        while (!load.isOver) {
            await mint(ledger).then(
                () => (load.done += 1),
                (error: unknown) => load.refused.push(error),
            );
        }
    };
    const workers = Array.from({ length: WORKERS }, worker);
    await work().finally(() => (load.isOver = true));
    await Promise.all(workers);
    return load;
}

/** Other code for the same data: every answer ends in a space, so that old and new never agree on one. */
async function alteredContracts(folder: string): Promise<string> {
    const home = join(folder, 'altered');
    await mkdir(join(home, 'chaincode'), { recursive: true });
    for (const path of ['package-lock.json', 'chaincode/package.json', 'chaincode/dist']) {
        await cp(join(ROOT, path), join(home, path), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
    const file = join(home, 'chaincode/dist/common/edge-contract.js');
    const code = await readFile(file, 'utf8');
    const altered = code.replace(
        /function answer\(value\) {\s*return (.*);/,
        "function answer(value) { return $1 + ' ';",
    );
    expect(altered).not.toBe(code);
    await writeFile(file, altered);
    return join(home, 'chaincode/dist/index.js');
}

describe('the life of a network of Fabric processes', () => {
    let folder = '';
    let consortium: Consortium | undefined;
    let ledger: FabricLedger | undefined;
    let altered = '';
    const data = (): string => join(folder, 'ledger');

    beforeAll(async () => {
        const missing = await findPrograms().then(() => undefined, String);
        if (missing !== undefined) {
            process.stderr.write(`skipped: ${missing}\n`);
            return;
        }
        folder = await mkdtemp(join(tmpdir(), 'life-'));
        altered = await alteredContracts(folder);
        consortium = await Consortium.start('fabric', data(), FIRST_PORT);
        await foundConsortium(consortium);
        ledger = await openLedger(data());
    }, TIMEOUT_MS);

    afterAll(async () => {
        ledger?.close();
        await consortium?.close();
        if (folder !== '') await rm(folder, { recursive: true, force: true });
    }, TIMEOUT_MS);

    /** Without Fabric's programs there is no ledger, and nothing is shown. */
    const scenario = (name: string, story: (on: FabricLedger) => Promise<void>): void => {
        it(
            name,
            async () => {
                if (ledger !== undefined) await story(ledger);
            },
            TIMEOUT_MS,
        );
    };

    const restartWith = async (module: string, name: string): Promise<void> => {
        const path = join(data(), 'chaincode.json');
        const kept = await readFile(path, 'utf8');
        const { current } = JSON.parse(kept) as { current: object };
        await writeFile(path, JSON.stringify({ current: { ...current, module } }));
        await networkCommand(data(), 'restart', name);
        await writeFile(path, kept);
    };

    const untilHeard = async (on: FabricLedger, isWanted: (digests: (string | null)[]) => boolean): Promise<void> => {
        const deadline = Date.now() + CALL_MS;
        while (!isWanted(Object.values(on.bundles()?.organisations ?? {}))) {
            if (Date.now() > deadline) throw new Error(`heard ${JSON.stringify(on.bundles())}`);
            await mint(on);
        }
    };

    const areEqual = (digests: (string | null)[]): boolean => new Set(digests).size === 1 && digests[0] !== null;

    scenario('an organisation that runs other code than was agreed is found out and endorses no more', async (on) => {
        await untilHeard(on, areEqual);
        expect(on.bundles()?.organisations['Eag1MSP']).toBe(on.bundles()?.committed);
        await restartWith(altered, 'chaincode-Eag2MSP');
        await untilHeard(on, (digests) => new Set(digests).size === 2);
        const { committed, organisations } = on.bundles()!;
        expect([committed, organisations['AuthorityMSP']]).toEqual([organisations['Eag1MSP'], committed]);
        expect(on.isAgreed()).toBe(true);
        for (let count = 0; count < 5; count += 1) await mint(on);
        await networkCommand(data(), 'restart', 'chaincode-Eag2MSP');
    });

    scenario('new contracts take over while clients go on: nothing is lost, nothing done twice', async (on) => {
        const before = await minted(on);
        const { done, refused } = await underLoad(on, () => networkCommand(data(), 'upgrade', '--contracts', altered));
        expect(refused).toEqual([]);
        expect(done).toBeGreaterThan(0);
        expect((await minted(on)) - before).toBe(done);
        const raw = await consortium!.raw('AuthorityMSP/treasury', 'coin:Supply', {}, 'Eag2MSP');
        expect(raw.endsWith('} ')).toBe(true);
        expect(await networkCommand(data(), 'status')).toMatch(/chaincode-Eag1MSP-b +\d+/);
    });

    scenario('a new organisation joins while clients go on, endorses, and is there after a restart', async (on) => {
        const before = await minted(on);
        const added = ['--organisation', 'Wsp3MSP', '--kind', 'wsp', '--port', String(FIRST_PORT + 40)];
        const { done, refused } = await underLoad(on, () => networkCommand(data(), 'add-org', ...added));
        expect(refused).toEqual([]);
        expect((await minted(on)) - before).toBe(done);
        await networkCommand(data(), 'down');
        expect(await networkCommand(data(), 'up')).toMatch(/members .*Wsp3MSP/);
        const again = await openLedger(data());
        const outputs = [{ wallet: BORROWER.wallet, amountMicro: '1' }];
        const argument = { reference: 'after', reason: 'external', outputs };
        const endorsers = ['Wsp3MSP', 'Eag1MSP'];
        await again.submit({ as: TREASURY, fn: 'coin:Mint', argument, endorsers });
        expect((await minted(again)) - before).toBe(done + 1);
        again.close();
    });
});
