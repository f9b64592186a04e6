import { InvalidArgumentError, Option, type Command } from 'commander';
import { gatewayFiles } from '../compose/gateway-files';
import { stopGateway } from '../compose/gateway-process';
import { readConnectionProfile, type ConnectionProfile } from '../connection-profile';
import {
    CA_KINDS,
    fabricAddOrganisation,
    fabricCompose,
    fabricDown,
    fabricLogs,
    fabricRestart,
    fabricUp,
    fabricUpgrade,
    printFabricStatus,
    type CaKind,
} from './fabric-commands';
import { defaultFolder, LEDGER_KINDS, ledgerKind, type LedgerKind } from './ledger-kind';
import { ORGANISATION_KINDS } from '../fabric/topology-schema';
import { lastLines } from './logs';
import { networkFiles } from './network-files';
import { completeOptions, type PartialNetworkOptions } from './network-options';
import { runningProcess, stopProcess } from './process-file';
import { up } from './up';

const STOP_DEADLINE_MS = 15_000;
/** What init systems answer for "not running". */
const NOT_RUNNING = 3;

interface LedgerOption {
    readonly ledger: LedgerKind;
    readonly data?: string;
}

/** Adds `up`, `down`, `status`, `logs` and `restart`. */
export function addLedgerCommands(program: Command): void {
    addUp(program);
    withLedger(program.command('down').description('stop what `up` started, and a gateway before it')).action(down);
    withLedger(program.command('status').description('tell what runs, and where')).action(status);
    withLedger(program.command('logs').description('show the end of the log'))
        .argument('[process]', 'of a fabric ledger, as status names it; all when left out')
        .option('--lines <count>', 'how many lines', wholeNumber, 50)
        .action(logs);
    withLedger(program.command('restart').description('stop and start one process of a fabric ledger'))
        .argument('<process>', 'as status names it')
        .action(async (name: string, options: LedgerOption) => {
            const data = await fabricFolder(options, 'an embedded ledger is one process: use down and up');
            await fabricRestart(data, name);
        });
    addUpgrade(program);
    addAddOrganisation(program);
    addCompose(program);
}

/** The folder, and the kind of ledger in it; of one that is still empty, the kind that was asked for. */
async function chosen({ ledger, data }: LedgerOption): Promise<{ kind: LedgerKind; data: string }> {
    const folder = data ?? defaultFolder(ledger);
    return { kind: (await ledgerKind(folder)) ?? ledger, data: folder };
}

async function down(options: LedgerOption): Promise<void> {
    const { kind, data } = await chosen(options);
    await stopGateway(gatewayFiles(data));
    if (kind === 'fabric') await fabricDown(data);
    else print(await stopProcess(networkFiles(data).pid, STOP_DEADLINE_MS));
}

async function logs(name: string | undefined, options: LedgerOption & { readonly lines: number }): Promise<void> {
    const { kind, data } = await chosen(options);
    if (kind === 'fabric') await fabricLogs(data, name, options.lines);
    else print(await lastLines(networkFiles(data).log, options.lines));
}

function addUpgrade(program: Command): void {
    withLedger(program.command('upgrade').description('put new contracts in the place of those of a fabric ledger'))
        .option('--contracts <module>', "file or package that exports `contracts` (default: this project's, as built)")
        .action(async (options: LedgerOption & { readonly contracts?: string }) => {
            const data = await fabricFolder(options, 'stop an embedded ledger and start it with its new contracts');
            await fabricUpgrade(data, options.contracts);
        });
}

function addAddOrganisation(program: Command): void {
    withLedger(program.command('add-org').description('let an organisation into a running fabric ledger'))
        .requiredOption('--organisation <mspId>', 'letters and digits that end in MSP')
        .requiredOption('--port <number>', 'the first of five ports of its peer', wholeNumber)
        .addOption(new Option('--kind <kind>', 'what it operates').choices(ORGANISATION_KINDS).makeOptionMandatory())
        .option('--region <name>', 'the region that its operator serves')
        .action(async ({ organisation, kind, port, region, ...options }: AddOption) => {
            const data = await fabricFolder(options, 'an embedded ledger takes its organisations with `up`');
            await fabricAddOrganisation(data, {
                mspId: organisation,
                kind,
                port,
                ...(region !== undefined && { region }),
            });
        });
}

function addCompose(program: Command): void {
    program
        .command('compose')
        .description('prepare a fabric ledger whose processes are containers of Docker Compose')
        .option('--data <folder>', 'folder of the ledger, its keys and the Compose file', defaultFolder('fabric'))
        .option('--topology <file>', 'of the ledger (default: what is in the folder, or the shipped one)')
        .action(async ({ data, topology }: { readonly data: string; readonly topology?: string }) => {
            await fabricCompose(data, topology);
        });
}

interface UpOption extends LedgerOption {
    readonly topology?: string;
    readonly ca: CaKind;
}

interface AddOption extends LedgerOption {
    readonly organisation: string;
    readonly kind: (typeof ORGANISATION_KINDS)[number];
    readonly port: number;
    readonly region?: string;
}

/** @throws Error with the advice for a ledger of another kind. */
async function fabricFolder(options: LedgerOption, advice: string): Promise<string> {
    const { kind, data } = await chosen(options);
    if (kind !== 'fabric') throw new Error(advice);
    return data;
}

function addUp(program: Command): void {
    withLedger(program.command('up').description('start a ledger and wait until it serves'))
        .option('--contracts <module>', "file or package that exports `contracts` (default: this project's)")
        .option('--host <address>', 'address to listen on', '127.0.0.1')
        .option('--port <number>', 'port to listen on; 0 takes any free one', wholeNumber, 7051)
        .option('--channel <name>', 'name of the channel', 'edgebourse')
        .option('--chaincode <name>', 'name of the chaincode', 'edgebourse')
        .option('--organisations <list>', 'MSP ids, separated by commas', list, ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'])
        .option('--topology <file>', 'of a fabric ledger, which takes the options above from it')
        .addOption(
            new Option('--ca <kind>', 'who issues the certificates of a new fabric ledger')
                .choices(CA_KINDS)
                .default('development'),
        )
        .action(async (options: PartialNetworkOptions & UpOption) => {
            const { kind, data } = await chosen(options);
            if (kind !== options.ledger) throw new Error(`${data} holds the ledger of another kind: ${kind}`);
            if (kind === 'fabric') {
                await fabricUp(data, options.topology, options.ca);
                return;
            }
            const { profile, pid, files, alreadyRunning } = await up(completeOptions({ ...options, dataDir: data }));
            print(alreadyRunning ? 'already running' : 'running');
            print(describe(profile, pid));
            print(`connection  ${files.connection}\ncrypto      ${files.crypto}\nlog         ${files.log}`);
        });
}

async function status(options: LedgerOption): Promise<void> {
    const { kind, data } = await chosen(options);
    if (kind === 'fabric') {
        if (!(await printFabricStatus(data))) process.exitCode = NOT_RUNNING;
        return;
    }
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
        .addOption(new Option('--ledger <kind>', 'which ledger').choices(LEDGER_KINDS).default('embedded'))
        .option('--data <folder>', `folder of the ledger, its keys and its logs (default: ${folders()})`);
}

function folders(): string {
    return LEDGER_KINDS.map((kind) => `${defaultFolder(kind)} when ${kind}`).join(', ');
}

function wholeNumber(text: string): number {
    if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`not a whole number: ${text}`);
    return Number(text);
}

function list(text: string): string[] {
    return text.split(',').filter((item) => item !== '');
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
