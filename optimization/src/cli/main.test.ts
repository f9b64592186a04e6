import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from './main';
import { problems } from './problems';

interface Outcome {
    code: number;
    lines: unknown[];
    out: string;
    err: string;
}

async function run(args: string[], input: string | Readable = ''): Promise<Outcome> {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const collected = [stdout, stderr].map(async (stream) => {
        let text = '';
        for await (const chunk of stream) text += String(chunk);
        return text;
    });
    const stdin = typeof input === 'string' ? Readable.from(input === '' ? [] : [Buffer.from(input)]) : input;
    const code = await main(['node', 'edgebourse', ...args], { stdin, stdout, stderr });
    stdout.end();
    stderr.end();
    const [out = '', err = ''] = await Promise.all(collected);
    const lines = out.startsWith('{')
        ? out
              .trimEnd()
              .split('\n')
              .map((line) => JSON.parse(line) as unknown)
        : [];
    return { code, lines, out, err };
}

const solve = async (problem: string, ...inputs: unknown[]): Promise<Outcome> =>
    run(['solve', problem], inputs.map((input) => `${JSON.stringify(input)}\n`).join(''));

describe('edgebourse solve', () => {
    it('clears an auction a line, in order', async () => {
        const buys = [{ id: 'b', limit: 100, quantity: 5, time: 1 }];
        const sells = [{ id: 's', limit: 40, quantity: 3, time: 1 }];
        const { code, lines } = await solve('auction', { buys, sells, quote: 70 }, { buys, sells: [], quote: 12.5 });
        expect(lines).toEqual([
            { price: 70, volume: 3, matches: [{ buy: 'b', sell: 's', quantity: 3 }] },
            { price: 12.5, volume: 0, matches: [] },
        ]);
        expect(code).toBe(0);
    });

    it('prices a meter, with and without a maximum', async () => {
        const inputs = { AP: 100, k: 0.8, U: 5, V: 0, pMin: 1 };
        const { lines } = await solve('meter-price', inputs, { ...inputs, pMax: 90 });
        expect(lines).toEqual([
            { raw: 96, price: 96 },
            { raw: 96, price: 90 },
        ]);
    });

    it('averages the last complete day, days of 86400 s unless told', async () => {
        const inputs = {
            trades: [
                { t: 5, p: 3, n: 1 },
                { t: 6, p: 6, n: 2 },
            ],
            now: 86_400,
            genesis: 9,
        };
        const { lines } = await solve(
            'average-price',
            inputs,
            { ...inputs, weighted: true },
            { ...inputs, epochSeconds: 1e6 },
        );
        expect(lines).toEqual([{ AP: 4.5 }, { AP: 5 }, { AP: 9 }]);
    });

    it('prices a loan, and one that nobody can give', async () => {
        const borrower = { d: 20200, theta: 2250, qMin: 1000, p: 1, t: 6, eta: 3.5, lambda: 0.8, gamma: 0.7, c: 0.15 };
        const { lines } = await solve('loan', { ...borrower, alphaMax: 2 }, { ...borrower, qMin: 2251 });
        expect(lines).toMatchObject([
            { status: 'capped', alpha: 2, alphaBreakEven: expect.closeTo(1.26, 9) as number },
            { status: 'refused', alpha: 0, beta: 0, loan: 0, bankUtility: 0, borrowerUtility: null, alphaChoke: null },
        ]);
    });

    it('says which number of a loan lies outside', async () => {
        const borrower = { d: 20200, theta: 2250, qMin: 1000, p: 1, t: 11, eta: 3.5, lambda: 0.8, gamma: 0.7, c: 0.15 };
        const { code, out } = await solve('loan', borrower);
        expect(code).toBe(1);
        expect(out).toContain('"INPUT_INVALID","message":"t: ');
    });

    it('answers whatever pieces the lines arrive in', async () => {
        const text = '{"AP":100,"k":0.8,"U":5,"V":0,"pMin":1}\n'.repeat(3);
        for (const size of [1, 7, 40, 41, 1000]) {
            const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
                Buffer.from(text.slice(index * size, (index + 1) * size)),
            );
            const { lines } = await run(['solve', 'meter-price'], Readable.from(pieces));
            expect(lines).toEqual([1, 2, 3].map(() => ({ raw: 96, price: 96 })));
        }
    });

    it('answers a bad line with its error, goes on, and exits with 1', async () => {
        const { code, lines } = await run(['solve', 'auction'], '{oops\n[]\n{"buys":[],"sells":[],"quote":1}\n');
        expect(lines).toEqual([
            { error: { code: 'JSON_INVALID', message: expect.any(String) as string } },
            { error: { code: 'INPUT_INVALID', message: expect.any(String) as string } },
            { price: 1, volume: 0, matches: [] },
        ]);
        expect(code).toBe(1);
    });

    it('names the field that is wrong', async () => {
        const bad = { buys: [{ id: 'b', limit: 'high', quantity: 1, time: 1 }], sells: [], quote: 1 };
        const { out } = await solve('auction', bad, { buys: [], sells: [], quote: 1, quota: 2 });
        expect(out).toContain('buys.0.limit');
        expect(out).toContain('quota');
    });

    it('refuses two orders of one id', async () => {
        const order = { id: 'x', limit: 1, quantity: 1, time: 1 };
        const { lines } = await solve('auction', { buys: [order], sells: [order], quote: 1 });
        expect(lines).toEqual([{ error: { code: 'AUCTION_DUPLICATE_ORDER', message: 'two orders have the id x' } }]);
    });

    it('copes with Windows line ends, a byte order mark, blank lines and a missing last line end', async () => {
        const line = '{"buys":[],"sells":[],"quote":1}';
        const { code, lines } = await run(['solve', 'auction'], `\uFEFF${line}\r\n\r\n${line}`);
        expect(lines).toHaveLength(2);
        expect(code).toBe(0);
    });

    it('reads a file with --in', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'edgebourse-'));
        const file = join(folder, 'lines.jsonl');
        writeFileSync(file, '{"buys":[],"sells":[],"quote":4}\n');
        const { lines } = await run(['solve', 'auction', '--in', file]);
        rmSync(folder, { recursive: true });
        expect(lines).toEqual([{ price: 4, volume: 0, matches: [] }]);
    });

    it.each([
        ['an unknown problem', ['solve', 'nonsense'], 'unknown command'],
        ['an unknown option', ['solve', 'auction', '--fast'], 'unknown option'],
        ['a file that is not there', ['solve', 'auction', '--in', join(tmpdir(), 'edgebourse-no-such-file')], 'ENOENT'],
        ['no problem', ['solve'], 'Usage'],
    ])('exits with 2 on %s', async (_, args, message) => {
        const { code, out, err } = await run(args);
        expect(code).toBe(2);
        expect(err).toContain(message);
        expect(out).toBe('');
    });

    it('lists every problem with its fields, optional ones marked', async () => {
        const { code, out } = await run(['solve', '--help']);
        expect(code).toBe(0);
        for (const problem of problems) expect(out).toContain(`\n${problem.name}: `);
        for (const field of ['pMax?: number', 'epochSeconds?: number', 'quote: number', 'trades: object[]']) {
            expect(out).toContain(field);
        }
    });

    it('has a help of its own for each problem', async () => {
        const { out } = await run(['solve', 'meter-price', '--help']);
        expect(out).toContain('AP - k (U - V)');
        expect(out).not.toContain('epochSeconds');
    });

    it('works through the committed launcher, results alone on standard output', () => {
        const launcher = join(__dirname, '../../../bin/edgebourse.js');
        const { status, stdout } = spawnSync(process.execPath, [launcher, 'solve', 'auction'], {
            input: '{"buys":[],"sells":[],"quote":4}\n',
            encoding: 'utf8',
        });
        expect([status, stdout]).toEqual([0, '{"price":4,"volume":0,"matches":[]}\n']);
    });

    it('ends in peace when the reader of its output leaves', () => {
        const launcher = join(__dirname, '../../../bin/edgebourse.js');
        const script = `yes '{"buys":[],"sells":[],"quote":4}' | head -20000 | "$0" "$1" solve auction | head -1`;
        const shell = spawnSync('bash', ['-c', script, process.execPath, launcher], { encoding: 'utf8' });
        expect([shell.stdout, shell.stderr]).toEqual(['{"price":4,"volume":0,"matches":[]}\n', '']);
    });
});
