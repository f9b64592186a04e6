import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { newDevice } from '../../test/support/device';
import { BatchQueue, type BatchQueueOptions } from './batch-queue';
import type { Command } from './command';
import type { Finished } from './command-book';

type Note = { readonly group: string };

const device = newDevice();

function note(id: string, group = 'g'): Command<Note> {
    const envelope = device.sign({ type: 'note.v1', id, group });
    return { type: 'note.v1', id, signer: device.wallet, hash: id, payload: { group }, envelope, arrivedMs: 0 };
}

const done = (commands: readonly Command<Note>[]): Finished[] =>
    commands.map(({ signer, id }) => ({ signer, id, outcome: { status: 'committed' } }));

describe('a batch queue', () => {
    let finished: Finished[];
    let batches: string[][];

    beforeEach(() => {
        finished = [];
        batches = [];
    });

    function newQueue(run: BatchQueueOptions<Note>['run'], sizeMax = 10): BatchQueue<Note> {
        const commands = { finish: async (ends: readonly Finished[]) => void finished.push(...ends) };
        const keyOf = ({ payload }: Command<Note>): string => payload.group;
        return new BatchQueue<Note>({ commands, keyOf, sizeMax, waitMs: 1, retryMs: 1, run });
    }

    it('groups what waits together, up to the size of a transaction', async () => {
        const queue = newQueue(async (_key, commands) => {
            batches.push(commands.map(({ id }) => id));
            return done(commands);
        }, 2);
        queue.add([note('a'), note('b'), note('c'), note('x', 'other')]);
        await queue.idle();
        expect(batches.sort()).toEqual([['a', 'b'], ['c'], ['x']]);
        expect(finished.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', 'x']);
    });

    it('runs transactions of one key one after the other', async () => {
        let running = 0;
        let most = 0;
        const queue = newQueue(async (_key, commands) => {
            running += 1;
            most = Math.max(most, running);
            await new Promise((resolve) => setImmediate(resolve));
            running -= 1;
            return done(commands);
        }, 1);
        queue.add(['a', 'b', 'c'].map((id) => note(id)));
        await queue.idle();
        expect(most).toBe(1);
    });

    it('tries the same commands again after a failure of the way to the ledger', async () => {
        let failures = 2;
        const queue = newQueue(async (_key, commands) => {
            batches.push(commands.map(({ id }) => id));
            failures -= 1;
            if (failures >= 0) throw new EdgeError('LEDGER_UNAVAILABLE');
            return done(commands);
        });
        queue.add([note('a')]);
        await queue.idle();
        expect(batches).toEqual([['a'], ['a'], ['a']]);
        expect(finished).toHaveLength(1);
    });

    it('refuses the commands of a transaction that the contract refuses as a whole, and goes on', async () => {
        const queue = newQueue(async (key, commands) => {
            if (key === 'bad') throw new EdgeError('PERIOD_OPEN', { period: 3 });
            return done(commands);
        });
        queue.add([note('a', 'bad'), note('b')]);
        await queue.idle();
        const outcomes = new Map(finished.map(({ id, outcome }) => [id, outcome]));
        expect(outcomes.get('a')).toEqual({
            status: 'refused',
            code: 'PERIOD_OPEN',
            message: 'PERIOD_OPEN {"period":3}',
        });
        expect(outcomes.get('b')).toEqual({ status: 'committed' });
    });

    it('leaves what waits to the journal when it is closed', async () => {
        const queue = newQueue(async () => {
            throw new EdgeError('LEDGER_UNAVAILABLE');
        });
        queue.add([note('a')]);
        await queue.close();
        expect(finished).toEqual([]);
    });
});
