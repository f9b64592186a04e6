import { Option, type Command } from 'commander';
import { gatewayFiles } from '../compose/gateway-files';
import { stopGateway } from '../compose/gateway-process';
import { readConnectionProfile, type ConnectionProfile } from '../connection-profile';
import { lastLines } from './logs';
import { networkFiles } from './network-files';
import { completeOptions, type PartialNetworkOptions } from './network-options';
import { runningProcess, stopProcess } from './process-file';
import { up } from './up';

const STOP_DEADLINE_MS = 15_000;
/** What init systems answer for "not running". */
const NOT_RUNNING = 3;

interface DataOption {
    readonly data: string;
}

/** Adds `up`, `down`, `status` and `logs`. */
export function addLedgerCommands(program: Command): void {
    addUp(program);
    withLedger(program.command('down').description('stop the peer that `up` started, and a gateway before it')).action(
        async ({ data }: DataOption) => {
            await stopGateway(gatewayFiles(data));
            print(await stopProcess(networkFiles(data).pid, STOP_DEADLINE_MS));
        },
    );
    withLedger(program.command('status').description('tell whether the peer runs, and where')).action(status);
    withLedger(program.command('logs').description("show the end of the peer's log"))
        .option('--lines <count>', 'how many lines', wholeNumber, 50)
        .action(async ({ data, lines }: DataOption & { lines: number }) => {
            print(await lastLines(networkFiles(data).log, lines));
        });
}

function addUp(program: Command): void {
    withLedger(program.command('up').description('start a ledger and wait until it serves'))
        .option('--contracts <module>', "file or package that exports `contracts` (default: this project's)")
        .option('--host <address>', 'address to listen on', '127.0.0.1')
        .option('--port <number>', 'port to listen on; 0 takes any free one', wholeNumber, 7051)
        .option('--channel <name>', 'name of the channel', 'edgebourse')
        .option('--chaincode <name>', 'name of the chaincode', 'edgebourse')
        .option('--organisations <list>', 'MSP ids, separated by commas', list, ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'])
        .action(async ({ data, ...options }: PartialNetworkOptions & DataOption) => {
            const { profile, pid, files, alreadyRunning } = await up(completeOptions({ ...options, dataDir: data }));
            print(alreadyRunning ? 'already running' : 'running');
            print(describe(profile, pid));
            print(`connection  ${files.connection}\ncrypto      ${files.crypto}\nlog         ${files.log}`);
        });
}

async function status({ data }: DataOption): Promise<void> {
    const files = networkFiles(data);
    const pid = await runningProcess(files.pid);
    if (pid === undefined) {
        print('not running');
        process.exitCode = NOT_RUNNING;
        return;
    }
    print('running');
    print(describe(await readConnectionProfile(files.connection), pid));
}

function describe({ address, channel, chaincode, organisations }: ConnectionProfile, pid: number): string {
    const members = organisations.map(({ mspId }) => mspId).join(' ');
    return `process     ${pid}\naddress     ${address}\nchannel     ${channel}\nchaincode   ${chaincode}\nmembers     ${members}`;
}

function withLedger(command: Command): Command {
    return command
        .addOption(new Option('--ledger <kind>', 'which ledger').choices(['embedded']).default('embedded'))
        .option('--data <folder>', 'folder of the ledger, its keys and its log', '.edgebourse');
}

function wholeNumber(text: string): number {
    if (!/^\d{1,9}$/.test(text)) throw new Error(`not a whole number: ${text}`);
    return Number(text);
}

function list(text: string): string[] {
    return text.split(',').filter((item) => item !== '');
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
