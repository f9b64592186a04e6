import { PowerCutDisk, type PowerCutOptions } from '@edgebourse/storage/testing/power-cut-disk';
import { z } from 'zod';
import { NETWORK, newDevice } from '../../test/support/device';
import { CommandBook } from './command-book';
import { Journal } from './journal';

const PATH = '/disk/commands.log';
const schema = z.looseObject({ type: z.literal('note.v1') });
const device = newDevice();
const CALLS = 4;
const COMMANDS_A_CALL = 3;

async function openBook(disk: PowerCutDisk): Promise<CommandBook> {
    const journal = await Journal.open(PATH, disk);
    const book = await CommandBook.open({ journal, network: async () => NETWORK, now: () => 1000, waitMsMax: 0 });
    book.register({ type: 'note.v1', schema, isPrompt: false });
    book.start();
    return book;
}

/** Devices call side by side until the power goes. @returns Ids of the commands that were acknowledged. */
async function acceptAll(disk: PowerCutDisk): Promise<string[]> {
    const book = await openBook(disk);
    const calls = Array.from({ length: CALLS }, async (_, call) => {
        // Each call comes a little later, so that some share a sync and some do not.
        for (let turn = 0; turn < call * 2; turn++) await new Promise((resolve) => setImmediate(resolve));
        const ids = Array.from({ length: COMMANDS_A_CALL }, (_item, index) => `${call}.${index}`);
        const answers = await book.accept(ids.map((id) => device.sign({ type: 'note.v1', id })));
        expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 'queued'));
        return ids;
    });
    const ends = await Promise.allSettled(calls);
    return ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
}

/** @returns Acknowledged commands that the next process does not know. */
async function lostBy(options: PowerCutOptions): Promise<string[]> {
    const disk = new PowerCutDisk(options);
    const acknowledged = await acceptAll(disk);
    const book = await openBook(disk.restart());
    const lost = acknowledged.filter((id) => book.find(id, device.wallet) === undefined);
    await book.close();
    return lost;
}

async function countSyncs(): Promise<number> {
    const disk = new PowerCutDisk();
    await acceptAll(disk);
    return disk.syncs;
}

describe('a journal whose machine loses power', () => {
    it('has every command that was acknowledged, whichever write is torn', async () => {
        const syncs = await countSyncs();
        expect(syncs).toBeGreaterThan(2);
        for (let cutAt = 2; cutAt <= syncs + 1; cutAt++) {
            for (const torn of [0, 0.5, 0.99]) expect(await lostBy({ cutAt, torn })).toEqual([]);
        }
    });

    it('would lose acknowledged commands without any one of its syncs', async () => {
        const syncs = await countSyncs();
        for (let ignore = 1; ignore <= syncs; ignore++) {
            const lost = await lostBy({ ignore, cutAt: Math.max(ignore, 2) + 1 });
            expect(lost.length).toBeGreaterThan(0);
        }
    });
});
