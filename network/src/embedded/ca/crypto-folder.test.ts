import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureOrganisation, ensureTls } from './crypto-folder';

describe('the crypto folder', () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'crypto-'));
    });
    afterEach(async () => {
        await rm(folder, { recursive: true, force: true });
    });

    const users = [{ commonName: 'operator', role: 'client' as const, attributes: { role: 'operator' } }];

    it('holds a CA certificate and a certificate and key per user, signed by that CA', async () => {
        await ensureOrganisation(folder, 'Eag1MSP', users);
        const ca = new X509Certificate(await readFile(join(folder, 'Eag1MSP', 'ca.pem')));
        const operator = new X509Certificate(await readFile(join(folder, 'Eag1MSP', 'operator.cert.pem')));
        expect(operator.checkIssued(ca)).toBe(true);
        expect(operator.verify(ca.publicKey)).toBe(true);
        expect(operator.subject).toBe('OU=client\nCN=operator');
    });

    it('lets only the owner read keys', async () => {
        const { users: files } = await ensureOrganisation(folder, 'Eag1MSP', users);
        for (const key of [files['operator']!.key, join(folder, 'Eag1MSP', 'ca.key.pem')]) {
            expect((await stat(key)).mode & 0o777).toBe(0o600);
        }
    });

    it('keeps identities over a restart and adds users who are new', async () => {
        await ensureOrganisation(folder, 'Eag1MSP', users);
        const before = await readFile(join(folder, 'Eag1MSP', 'operator.cert.pem'), 'utf8');
        const second = await ensureOrganisation(folder, 'Eag1MSP', [...users, { commonName: 'admin', role: 'admin' }]);
        expect(await readFile(second.users['operator']!.cert, 'utf8')).toBe(before);
        const admin = new X509Certificate(await readFile(second.users['admin']!.cert));
        expect(admin.verify(new X509Certificate(second.ca.certificatePem).publicKey)).toBe(true);
    });

    it('names every host in the TLS certificate', async () => {
        const tls = await ensureTls(folder, ['localhost', 'peer0.org1.example.com', '127.0.0.1']);
        const certificate = new X509Certificate(tls.certificatePem);
        expect(certificate.checkHost('peer0.org1.example.com')).toBe('peer0.org1.example.com');
        expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
        expect(certificate.verify(new X509Certificate(await readFile(tls.caFile)).publicKey)).toBe(true);
        expect((await ensureTls(folder, ['localhost'])).certificatePem).toBe(tls.certificatePem);
        const renewed = new X509Certificate((await ensureTls(folder, ['ledger.example'])).certificatePem);
        expect(renewed.checkHost('ledger.example')).toBe('ledger.example');
    });
});
