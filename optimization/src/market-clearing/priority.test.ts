import { byPriority } from './priority';

describe('the priority of orders', () => {
    it('puts the better limit first, then the earlier time, then the smaller id', () => {
        const orders = [
            { id: 'c', limit: 5, quantity: 1, time: 2 },
            { id: 'b', limit: 5, quantity: 1, time: 1 },
            { id: 'a', limit: 5, quantity: 1, time: 1 },
            { id: 'd', limit: 9, quantity: 1, time: 9 },
        ];
        expect([...byPriority(orders, -1).positions]).toEqual([3, 2, 1, 0]);
        expect([...byPriority(orders, 1).positions]).toEqual([2, 1, 0, 3]);
        expect([...byPriority([], 1).positions]).toEqual([]);
    });
});
