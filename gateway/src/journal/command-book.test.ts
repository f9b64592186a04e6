import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { openDurableLog } from '@edgebourse/storage/durable-log';
import fc from 'fast-check';
import { z } from 'zod';
import { NETWORK, newDevice, type Device } from '../../test/support/device';
import type { Command, Intake } from './command';
import { CommandBook } from './command-book';
import { Journal } from './journal';

const schema = z.looseObject({ type: z.literal('note.v1'), text: z.string() });

describe('the command book', () => {
    let folder: string;
    let path: string;
    let device: Device;
    let now: number;
    const open: CommandBook[] = [];
    let taken: string[];

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'command-book-'));
        path = join(folder, 'commands.log');
        device = newDevice();
        now = 1000;
        taken = [];
    });

    afterEach(async () => {
        await Promise.all(open.splice(0).map((book) => book.close()));
        await rm(folder, { recursive: true });
    });

    async function newBook(intake: Partial<Intake<z.infer<typeof schema>>> = {}): Promise<CommandBook> {
        const options = { network: async () => NETWORK, now: () => now, waitMsMax: 10_000 };
        const book = await CommandBook.open({ ...options, journal: await Journal.open(path) });
        const take = (commands: readonly Command[]): void => void taken.push(...commands.map(({ id }) => id));
        book.register({ type: 'note.v1', schema, isPrompt: false, take, ...intake });
        book.start();
        open.push(book);
        return book;
    }

    async function records(): Promise<number> {
        const log = await openDurableLog(path);
        await log.close();
        return log.length;
    }

    const note = (id: string, text = id, by = device): Envelope => by.sign({ type: 'note.v1', id, text });
    const committed = (id: string): Parameters<CommandBook['finish']>[0] => [
        { signer: device.wallet, id, outcome: { status: 'committed', transactionId: `tx-${id}` } },
    ];

    it('refuses what is wrong with a message and lets the others of the call stand', async () => {
        const book = await newBook();
        const stranger = newDevice();
        const good = note('good');
        const answers = await book.accept([
            { ...note('forged'), signature: note('other').signature },
            { nonsense: true },
            device.sign({ type: 'rumour.v1', id: 'rumour' }),
            device.sign({ type: 'note.v1', id: 'shapeless' }),
            device.sign({ type: 'note.v1', id: 'foreign', text: '', network: 'elsewhere' }),
            device.sign({ type: 'note.v1', id: 'late', text: '', expiresAt: '999' }),
            device.sign({ type: 'note.v1', id: 'early', text: '', issuedAt: '70000' }),
            { ...note('wrong-key'), publicKey: stranger.publicKey },
            good,
        ]);
        expect(answers.map(({ status, code }) => code ?? status)).toEqual([
            'ENVELOPE_SIGNATURE',
            'ARGUMENT_INVALID',
            'ENVELOPE_TYPE',
            'ARGUMENT_INVALID',
            'ENVELOPE_NETWORK',
            'ENVELOPE_EXPIRED',
            'ENVELOPE_FUTURE',
            'ENVELOPE_SIGNATURE',
            'queued',
        ]);
        expect(book.find('good')).toMatchObject({ status: 'queued', signer: device.wallet });
        expect(book.find('forged')).toBeUndefined();
        expect(book.queued).toBe(1);
    });

    it('journals all of one call as one record, and nothing for a call that is refused as a whole', async () => {
        const book = await newBook();
        await book.accept([note('a'), note('b'), note('c')]);
        await book.accept([{ ...note('forged'), signature: note('other').signature }]);
        await book.close();
        expect(await records()).toBe(1);
    });

    it('answers a repeat as it answered first, even after the message has expired and the gateway has restarted', async () => {
        const receipt = { seq: 1 };
        let book = await newBook({ admit: () => ({ receipt }) as never });
        const envelope = device.sign({ type: 'note.v1', id: 'a', text: '', expiresAt: '2000' });
        expect(await book.accept([envelope])).toMatchObject([{ status: 'queued', receipt }]);
        now = 3000;
        expect(await book.accept([envelope])).toMatchObject([{ status: 'exists', receipt }]);
        await book.finish(committed('a'));
        await book.close();
        book = await newBook();
        expect(await book.accept([envelope])).toEqual([
            { id: 'a', type: 'note.v1', status: 'exists', receipt, transactionId: 'tx-a' },
        ]);
        expect(taken).toEqual(['a']);
    });

    it('refuses another command under the id of an earlier one of the same device only', async () => {
        const book = await newBook();
        const other = newDevice();
        await book.accept([note('a', 'first')]);
        const answers = await book.accept([note('a', 'second'), note('a', 'second', other)]);
        expect(answers).toMatchObject([{ status: 'refused', code: 'ID_REUSED' }, { status: 'queued' }]);
        expect(() => book.find('a')).toThrow(EdgeError);
        expect(book.find('a', other.wallet)).toMatchObject({ signer: other.wallet });
    });

    it('takes a message once when it comes twice at the same time', async () => {
        const book = await newBook({ prepare: async () => Promise.resolve() });
        const envelope = note('a');
        const answers = await Promise.all([book.accept([envelope]), book.accept([envelope, envelope])]);
        expect(answers.flat().map(({ status }) => status)).toEqual(['queued', 'exists', 'exists']);
        expect(taken).toEqual(['a']);
    });

    it('keeps nothing of what a domain refuses', async () => {
        const admit = (): never => {
            throw new EdgeError('GATE_CLOSED', { interval: 4 });
        };
        const book = await newBook({ admit });
        const [answer] = await book.accept([note('a')]);
        expect(answer).toMatchObject({ status: 'refused', code: 'GATE_CLOSED' });
        await book.close();
        expect(await records()).toBe(0);
    });

    it('lets a request wait for the outcome of a prompt type', async () => {
        const book = await newBook({
            isPrompt: true,
            take: ([command]) => void book.finish(committed(command?.id ?? '')),
        });
        expect(await book.accept([note('a')], { wait: true })).toMatchObject([
            { status: 'done', transactionId: 'tx-a' },
        ]);
    });

    it('hands out again, in order, what had no outcome when the process ended', async () => {
        let book = await newBook();
        await book.accept([note('a'), note('b')]);
        await book.accept([note('c')]);
        await book.finish(committed('b'));
        await book.close();
        taken = [];
        const restored: string[] = [];
        book = await newBook({ restore: ({ id, payload }) => restored.push(`${id} ${payload.text}`) });
        expect(restored).toEqual(['a a', 'c c']);
        expect(taken).toEqual(['a', 'c']);
        expect(book.find('b')).toMatchObject({ status: 'committed', transactionId: 'tx-b' });
    });

    it('refuses commands once it is closed', async () => {
        const book = await newBook();
        await book.close();
        await expect(book.accept([note('a')])).rejects.toThrow('SHUTTING_DOWN');
        open.pop();
    });

    it('loses nothing that it acknowledged, wherever a crash cuts what came after', async () => {
        const step = fc.record({ finish: fc.boolean(), size: fc.integer({ min: 1, max: 3 }) });
        const cut = fc.double({ min: 0, max: 1, noNaN: true });
        await fc.assert(
            fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), cut, async (steps, where) => {
                await rm(path, { force: true });
                const book = await newBook();
                const acknowledged: { bytes: number; commands: number; ended: number }[] = [];
                let commands = 0;
                let ended = 0;
                for (const { finish, size } of steps) {
                    const batch = Array.from({ length: size }, (_, index) => note(`n${commands + index}`));
                    await book.accept(batch);
                    commands += size;
                    if (finish) await book.finish(committed(`n${ended++}`));
                    acknowledged.push({ bytes: (await stat(path)).size, commands, ended });
                }
                await book.close();
                const end = acknowledged.at(-1)!.bytes;
                const length = Math.floor(where * end);
                await truncate(path, length);
                const promised = acknowledged.filter(({ bytes }) => bytes <= length).at(-1);
                const again = await newBook();
                for (let index = 0; index < (promised?.commands ?? 0); index += 1) {
                    const status = again.find(`n${index}`)?.status;
                    if (index < (promised?.ended ?? 0)) expect(status).toBe('committed');
                    else expect(status).toBeDefined();
                }
                await again.close();
                open.length = 0;
            }),
            { numRuns: 25, seed: 7 },
        );
    });
});
