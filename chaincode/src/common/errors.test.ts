import { decodeError, EdgeError, ERRORS, isErrorCode } from './errors';

describe('a refusal', () => {
    it('carries code and context in its message', () => {
        const error = new EdgeError('COIN_INSUFFICIENT', { wallet: 'w', neededMicro: '5' });
        expect(error.message).toBe('COIN_INSUFFICIENT {"wallet":"w","neededMicro":"5"}');
        expect(error.name).toBe('EdgeError');
    });

    it('never has a message over 900 characters', () => {
        const { message } = new EdgeError('ARGUMENT_INVALID', { text: 'x'.repeat(2000) });
        expect(message).toBe('ARGUMENT_INVALID {"cut":true}');
    });

    it('is read back from whatever the transport wraps around it', () => {
        const error = new EdgeError('WALLET_UNKNOWN', { wallet: 'a}b{"', n: 1, yes: true });
        for (const text of [
            error.message,
            `chaincode response 500, ${error.message}`,
            `10 ABORTED: failed (${error.message}) at {peer}`,
            `Error: ${error.message}\n    at somewhere`,
        ]) {
            expect(decodeError(text)).toMatchObject({ code: error.code, context: error.context });
        }
    });

    it('is not seen in other texts', () => {
        for (const text of ['', 'MVCC_READ_CONFLICT {}', 'wallet_unknown {}', 'WALLET_UNKNOWN', 'toString {}']) {
            expect(decodeError(text)).toBeUndefined();
        }
        expect(isErrorCode('toString')).toBe(false);
        expect(decodeError('WALLET_UNKNOWN {cut}')).toMatchObject({ code: 'WALLET_UNKNOWN', context: {} });
    });
});

describe('the catalogue', () => {
    it.each(Object.entries(ERRORS))(
        '%s has a status, a sentence, and retryable only where waiting can help',
        (_, entry) => {
            expect(entry.status).toBeGreaterThanOrEqual(400);
            expect(entry.status).toBeLessThan(600);
            expect(entry.meaning).toMatch(/^[A-Z].*\.$/s);
            if (entry.retryable) expect([409, 422, 429, 503, 504]).toContain(entry.status);
        },
    );
});
