import { credentials } from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { readConnectionProfile } from '@edgebourse/network/connection-profile';
import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '../dist/cli.js');
const CONTRACTS = join(__dirname, 'contracts/notes.cjs');

describe('npm run network', () => {
    let data: string;
    beforeEach(async () => {
        data = await mkdtemp(join(tmpdir(), 'network-'));
    });
    afterEach(async () => {
        await network('down');
        await rm(data, { recursive: true, force: true });
    });

    function network(command: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
        return new Promise((resolve) => {
            execFile(process.execPath, [CLI, command, '--data', data, ...args], (error, out, err) => {
                resolve({ code: error === null ? 0 : Number(error.code), out, err });
            });
        });
    }
    const stranger = ['--contracts', CONTRACTS, '--organisations', 'Org1MSP,Org2MSP', '--channel', 'mychannel'];
    const start = ['--ledger', 'embedded', ...stranger, '--chaincode', 'notes', '--port', '0'];

    async function call(user: string, name: 'write' | 'read', ...args: string[]): Promise<string> {
        const profile = await readConnectionProfile(join(data, 'connection.json'));
        const files = profile.organisations[0]!.users[user]!;
        const tls = credentials.createSsl(await readFile(profile.tlsCaPem));
        const client = new gateway.GatewayClient(profile.address.replace('127.0.0.1', 'localhost'), tls);
        const connection = connect({
            client,
            identity: { mspId: profile.organisations[0]!.mspId, credentials: await readFile(files.cert) },
            signer: signers.newPrivateKeySigner(createPrivateKey(await readFile(files.key))),
            hash: hash.sha256,
        });
        try {
            const contract = connection.getNetwork(profile.channel).getContract(profile.chaincode);
            const send =
                name === 'write'
                    ? contract.submitTransaction(name, ...args)
                    : contract.evaluateTransaction(name, ...args);
            return Buffer.from(await send).toString('utf8');
        } finally {
            connection.close();
            client.close();
        }
    }

    it("serves a stranger's contracts, and finds its ledger again after a stop", async () => {
        expect(await network('status')).toMatchObject({ code: 3, out: 'not running\n' });
        const first = await network('up', ...start);
        expect(first).toMatchObject({ code: 0, err: '' });
        expect(first.out).toMatch(/^running\nprocess +\d+\naddress +127\.0\.0\.1:\d+\nchannel +mychannel\n/);
        await call('operator', 'write', 'note', 'remember me');
        expect(await network('status')).toMatchObject({ code: 0 });
        expect(await network('down')).toMatchObject({ code: 0, out: 'stopped\n' });
        expect((await network('logs')).out).toMatch(/"message":"serving channel mychannel.*"message":"stopped"/s);
        expect((await network('up', ...start)).code).toBe(0);
        expect(await call('admin', 'read', 'note')).toBe('remember me');
    });

    it('starts nothing twice, and says so when the running one is another', async () => {
        expect((await network('up', ...start)).code).toBe(0);
        expect(await network('up', ...start)).toMatchObject({
            code: 0,
            out: expect.stringMatching(/^already running/) as string,
        });
        const other = await network('up', ...start, '--chaincode', 'other');
        expect(other.code).toBe(1);
        expect(other.err).toMatch(/a network with other options runs/);
    });

    it('shows why the peer did not start', async () => {
        const failed = await network('up', '--contracts', join(__dirname, 'contracts/none.cjs'));
        expect(failed).toMatchObject({ code: 1, err: expect.stringMatching(/no contracts module at/) as string });
        const empty = await network('up', '--contracts', join(__dirname, '../package.json'), '--port', '0');
        expect(empty.code).toBe(1);
        expect(empty.err).toMatch(/ended with code 1 before it served.*exports no `contracts`/s);
    });

    it('leaves a process alone that only happens to have the id of an earlier peer', async () => {
        await writeFile(join(data, 'peer.pid'), JSON.stringify({ pid: process.pid, mark: join(data, 'network.json') }));
        expect(await network('down')).toMatchObject({ code: 0, out: 'not running\n' });
    });
});
