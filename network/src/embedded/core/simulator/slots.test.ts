import { Slots } from './slots';

describe('slots', () => {
    it('let as many actions run as there are, and the others in the order of their arrival', async () => {
        const slots = new Slots(2);
        const started: number[] = [];
        const finish: (() => void)[] = [];
        const actions = [0, 1, 2, 3].map((number) =>
            slots.use(async () => {
                started.push(number);
                await new Promise<void>((resolve) => finish.push(resolve));
                return number;
            }),
        );
        expect(started).toEqual([0, 1]);
        finish[1]?.();
        await actions[1];
        finish[0]?.();
        await actions[0];
        expect(started).toEqual([0, 1, 2, 3]);
        finish.slice(2).forEach((end) => {
            end();
        });
        expect(await Promise.all(actions)).toEqual([0, 1, 2, 3]);
    });

    it('come free again when an action fails', async () => {
        const slots = new Slots(1);
        await expect(slots.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
        expect(await slots.use(async () => 1)).toBe(1);
    });
});
