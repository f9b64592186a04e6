import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { publicKeyText } from '@edgebourse/chaincode/common/envelope';
import { seal, SealError, unseal } from './sealed';

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
const [anna, ben, carol] = [newKey(), newKey(), newKey()];
const plain = Buffer.from('a module and its input');

describe('a sealed blob', () => {
    const sealed = seal(
        plain,
        [anna, ben].map((key) => publicKeyText(key)),
    );

    it('is read by each of its recipients, and shows nothing of its content', () => {
        expect(unseal(sealed, anna)).toEqual(plain);
        expect(unseal(sealed, ben)).toEqual(plain);
        expect(sealed.includes(plain)).toBe(false);
    });

    it('is sealed anew each time', () => {
        expect(seal(plain, [publicKeyText(anna)])).not.toEqual(seal(plain, [publicKeyText(anna)]));
    });

    it('may be empty', () => {
        expect(unseal(seal(Buffer.alloc(0), [publicKeyText(anna)]), anna)).toHaveLength(0);
    });

    it('is not read by anybody else', () => {
        expect(() => unseal(sealed, carol)).toThrow(SealError);
    });

    it('is refused when any byte was changed, whether cut or not sealed at all', () => {
        for (let place = 0; place < sealed.length; place += 1) {
            const changed = Buffer.from(sealed);
            changed[place]! ^= 1;
            const isReadByNobody = [anna, ben].every((key) => {
                try {
                    return !unseal(changed, key).equals(plain);
                } catch (error) {
                    return error instanceof SealError;
                }
            });
            expect(isReadByNobody).toBe(true);
        }
        for (const length of [0, 4, 97, 150, sealed.length - 1]) {
            expect(() => unseal(sealed.subarray(0, length), anna)).toThrow(SealError);
        }
    });

    it('has one to a thousand recipients', () => {
        expect(() => seal(plain, [])).toThrow(RangeError);
        expect(() => seal(plain, Array<string>(1001).fill(publicKeyText(anna)))).toThrow(RangeError);
    });
});
