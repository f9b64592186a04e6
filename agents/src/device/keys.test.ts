import { assertSignature, signBytes } from '@edgebourse/chaincode/common/envelope';
import { deriveDeviceKey } from './keys';

describe('the keys of a device', () => {
    it('are the same for the same seed and label on every run', () => {
        expect(deriveDeviceKey('1', 'n001.wallet').address).toBe(
            '00ddf30ef78b76922361b9d330d0163bfef19609d321cdee36d2aa47ddceb9a6',
        );
    });

    it('differ by seed and by label', () => {
        const addresses = ['1/a', '1/b', '2/a', '2/b'].map((name) => {
            const [seed, label] = name.split('/') as [string, string];
            return deriveDeviceKey(seed, label).address;
        });
        expect(new Set(addresses).size).toBe(4);
    });

    it('sign what the contracts accept', () => {
        const key = deriveDeviceKey('1', 'n001.meter');
        const bytes = Buffer.from('register 17');
        expect(() => {
            assertSignature(bytes, key.publicKey, signBytes(bytes, key.privateKey));
        }).not.toThrow();
        expect(() => {
            assertSignature(Buffer.from('18'), key.publicKey, signBytes(bytes, key.privateKey));
        }).toThrow(/ENVELOPE_SIGNATURE/);
    });
});
