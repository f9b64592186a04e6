import { readFile } from 'node:fs/promises';
import { shimServer, type ShimServerOptions } from '../embedded/core/simulator/shim-loader';

const BYTES_MAX = 104_857_600;

/** The chaincode process of one organisation; its place, TLS files and package id come from the environment. */
async function main(): Promise<void> {
    const [name = 'edgebourse'] = process.argv.slice(2);
    const address = setting('CHAINCODE_SERVER_ADDRESS');
    const source = { name, version: '1.0', contractsModule: require.resolve(setting('CHAINCODE_CONTRACTS')) };
    const server = shimServer(source, {
        ccid: setting('CHAINCODE_ID'),
        address,
        ...(await tlsProps()),
        'grpc.max_receive_message_length': BYTES_MAX,
        'grpc.max_send_message_length': BYTES_MAX,
    });
    await server.start();
    log('info', `serving ${name} on ${address}`);
    process.on('SIGTERM', () => {
        log('info', 'stopping on SIGTERM');
        process.exit(0);
    });
}

/** Without certificate and key it speaks plainly, as Fabric's own test networks let chaincode do on one machine. */
async function tlsProps(): Promise<Pick<ShimServerOptions, 'tlsProps'>> {
    if (process.env['CHAINCODE_TLS_CERT'] === undefined) return {};
    const cert = await readFile(setting('CHAINCODE_TLS_CERT'));
    return { tlsProps: { cert, key: await readFile(setting('CHAINCODE_TLS_KEY')) } };
}

function setting(name: string): string {
    const value = process.env[name];
    if (value === undefined || value === '') throw new Error(`${name} is not set`);
    return value;
}

function log(level: 'info' | 'error', message: string): void {
    process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message })}\n`);
}

main().catch((error: unknown) => {
    log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
});
