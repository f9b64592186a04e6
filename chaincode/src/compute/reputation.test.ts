import type { WorkerRecord } from './records';
import { afterConduct } from './reputation';

const rule = { initial: 100, gain: 1, lossWrong: 30, lossLate: 15, lossLeft: 5 };
const assessment = {
    ...{ fuelPerSecond: '1', task: 't', seed: 's', output: 'o', organisation: 'Eag1MSP' },
    measuredAt: '0',
    expiresAt: '5000',
};
const worker: WorkerRecord = { wallet: 'w', assessment, reservations: [], reputation: 100, done: 0, failed: 0 };

test('good work adds a little, anything else takes more', () => {
    expect(afterConduct(worker, 'done', rule, 9n)).toMatchObject({ reputation: 101, done: 1, failed: 0 });
    expect(afterConduct(worker, 'left', rule, 9n)).toMatchObject({ reputation: 95, failed: 1 });
    expect(afterConduct(worker, 'late', rule, 9n)).toMatchObject({ reputation: 85, failed: 1 });
    expect(afterConduct(worker, 'wrong', rule, 9n)).toMatchObject({ reputation: 70, failed: 1 });
});

test('wrong or late work makes the assessment void, leaving and disputing do not', () => {
    const expiry = (conduct: Parameters<typeof afterConduct>[1]): string | undefined =>
        afterConduct(worker, conduct, rule, 9n).assessment?.expiresAt;
    expect(expiry('wrong')).toBe('8');
    expect(expiry('late')).toBe('8');
    expect(expiry('left')).toBe('5000');
    expect(expiry('disputed')).toBe('5000');
});

test('who was never assessed has nothing to lose but reputation', () => {
    const unmeasured: WorkerRecord = { wallet: 'w', reservations: [], reputation: 100, done: 0, failed: 0 };
    expect(afterConduct(unmeasured, 'wrong', rule, 9n)).toEqual({ ...unmeasured, reputation: 70, failed: 1 });
});
