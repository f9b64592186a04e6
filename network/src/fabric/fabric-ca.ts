import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, copyFile, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../compose/free-port';
import { ensureOrganisation } from '../embedded/ca/crypto-folder';
import { command, tryCommand } from './fabric-command';
import type { CaPrograms } from './programs';
import { isListening } from './readiness';

/** Who is to be enrolled, under which name, as what. */
export interface Enrolment {
    readonly commonName: string;
    /** Fabric CA's type, which it writes as OU of the subject. */
    readonly role: string;
    readonly attributes?: Readonly<Record<string, string>>;
}

/** One CA: where it keeps its database, and what it issues. */
export interface CaJob {
    readonly programs: CaPrograms;
    /** The folder of the crypto material, and of the CA's own files. */
    readonly crypto: string;
    readonly home: string;
    /** Folder of the material below `crypto`, and name of the CA. */
    readonly name: string;
    readonly enrolments: readonly Enrolment[];
    /** A CA for TLS issues for these hosts. */
    readonly hosts?: readonly string[];
}

const HOST = '127.0.0.1';
const BOOTSTRAP = 'bootstrap';
const REGISTERED = 'is already registered';
const READY_MS = 30_000;
const POLL_MS = 100;

/**
 * Has a Fabric CA server issue what is missing in an organisation's folder, which then looks as the development CA leaves
 * it. The server runs only meanwhile, over TLS on a port of this machine; its database stays in `home`.
 * @throws Error when the server does not come up or refuses.
 */
export async function enrolMissing(job: CaJob): Promise<void> {
    const folder = join(job.crypto, job.name);
    const { caFile } = await ensureOrganisation(job.crypto, job.name, []);
    const missing: Enrolment[] = [];
    for (const enrolment of job.enrolments) {
        if (!(await exists(certificateOf(folder, enrolment)))) missing.push(enrolment);
    }
    if (missing.length === 0) return;
    await mkdir(job.home, { recursive: true, mode: 0o700 });
    const secret = await keepSecret(job.home);
    const port = await findFreePort(HOST);
    const server = await startServer(job, { port, secret, caFile, keyFile: join(folder, 'ca.key.pem') });
    try {
        const client = clientOf(job, { port, secret, caFile });
        await client.enrol(BOOTSTRAP, []);
        for (const enrolment of missing) {
            await rm(join(job.home, enrolment.commonName), { recursive: true, force: true });
            await client.register(enrolment);
            await client.enrol(enrolment.commonName, enrolFlags(job));
            await takeOver(join(job.home, enrolment.commonName), folder, enrolment);
        }
    } finally {
        await ended(server);
    }
}

interface Access {
    readonly port: number;
    readonly secret: string;
    readonly caFile: string;
}

async function startServer(job: CaJob, files: Access & { readonly keyFile: string }): Promise<ChildProcess> {
    const log = await open(join(job.home, 'server.log'), 'a');
    const args = [
        ...['start', '--home', job.home, '--address', HOST, '--port', String(files.port)],
        ...['--boot', `${BOOTSTRAP}:${files.secret}`, '--ca.name', job.name],
        ...['--ca.certfile', files.caFile, '--ca.keyfile', files.keyFile],
        ...['--tls.enabled', '--csr.hosts', HOST],
    ];
    const server = spawn(job.programs.server, args, {
        stdio: ['ignore', log.fd, log.fd],
        cwd: job.home,
        // There is no flag for it, and its own default is one port for all.
        env: { PATH: process.env['PATH'], FABRIC_CA_SERVER_OPERATIONS_LISTENADDRESS: `${HOST}:0` },
    });
    server.on('error', () => undefined);
    await log.close();
    const deadline = Date.now() + READY_MS;
    while (!(await isListening(HOST, files.port))) {
        if (server.exitCode !== null || server.pid === undefined || Date.now() > deadline) {
            await ended(server);
            throw new Error(`the Fabric CA of ${job.name} does not serve: see ${join(job.home, 'server.log')}`);
        }
        await delay(POLL_MS);
    }
    return server;
}

async function ended(server: ChildProcess): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
    const exit = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await exit;
}

interface CaClient {
    register(enrolment: Enrolment): Promise<void>;
    enrol(user: string, flags: readonly string[]): Promise<void>;
}

function clientOf({ programs, home, name }: CaJob, { port, secret, caFile }: Access): CaClient {
    const server = `${HOST}:${port}`;
    const common = ['--home', home, '--tls.certfiles', caFile, '--loglevel', 'warning'];
    return {
        async register({ commonName, role, attributes = {} }) {
            const attrs = Object.entries(attributes).map(([attribute, value]) => `${attribute}=${value}:ecert`);
            const args = [
                ...['register', '--id.name', commonName, '--id.secret', secret, '--id.type', role, ...common],
                ...['--url', `https://${server}`, '--mspdir', BOOTSTRAP],
                ...(attrs.length > 0 ? ['--id.attrs', attrs.join(',')] : []),
            ];
            const { ok, out, err } = await tryCommand(programs.client, args);
            if (!ok && !err.includes(REGISTERED)) throw new Error(`${commonName} was not registered:\n${out}${err}`);
        },
        async enrol(user, flags) {
            const url = `https://${user}:${secret}@${server}`;
            await command(programs.client, [
                'enroll',
                '--url',
                url,
                '--mspdir',
                user,
                ...flags,
                ...common,
                '--csr.names',
                `O=${name}`,
            ]);
        },
    };
}

function enrolFlags({ hosts }: CaJob): readonly string[] {
    return hosts === undefined ? [] : ['--enrollment.profile', 'tls', '--csr.hosts', hosts.join(',')];
}

/** The certificate goes last: a crash in between leaves a key without certificate, which is issued again. */
async function takeOver(msp: string, folder: string, enrolment: Enrolment): Promise<void> {
    const certificate = certificateOf(folder, enrolment);
    const [key, ...others] = await readdir(join(msp, 'keystore'));
    if (key === undefined || others.length > 0) throw new Error(`${msp} does not hold one key`);
    const target = certificate.replace(/\.cert\.pem$/, '.key.pem');
    await writeFile(target, await readFile(join(msp, 'keystore', key)), { mode: 0o600 });
    await copyFile(join(msp, 'signcerts', 'cert.pem'), certificate);
}

function certificateOf(folder: string, { commonName }: Enrolment): string {
    return join(folder, `${commonName}.cert.pem`);
}

/** One secret for all that this CA registers: it is known to this folder alone. */
async function keepSecret(home: string): Promise<string> {
    const path = join(home, 'secret');
    if (!(await exists(path))) await writeFile(path, randomBytes(16).toString('hex'), { mode: 0o600 });
    return readFile(path, 'utf8');
}

async function exists(path: string): Promise<boolean> {
    return access(path).then(
        () => true,
        () => false,
    );
}
