import type { Command } from './command';
import { CommandIndex } from './command-index';

const command = (signer: string, id: string): Command =>
    ({ type: 'note.v1', id, signer, hash: `${signer}.${id}`, arrivedMs: 1, payload: {}, envelope: {} }) as Command;

describe('the index of commands', () => {
    it('forgets those that ended first, never one without an outcome', () => {
        const index = new CommandIndex(2);
        index.add(command('open', '1'));
        for (const signer of ['a', 'b', 'c']) {
            index.add(command(signer, '1'));
            index.end(signer, '1', { status: 'committed' });
        }
        expect(['open', 'a', 'b', 'c'].map((signer) => index.get(signer, '1')?.signer)).toEqual([
            'open',
            undefined,
            'b',
            'c',
        ]);
        expect(() => index.find('1')).toThrow('REQUEST_INVALID');
        expect(index.openCount).toBe(1);
    });

    it('finds the one device that is left under an id', () => {
        const index = new CommandIndex(1);
        for (const signer of ['a', 'b']) {
            index.add(command(signer, '7'));
            index.end(signer, '7', { status: 'committed' });
        }
        expect(index.find('7')?.signer).toBe('b');
    });
});
