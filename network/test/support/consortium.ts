import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { credentials } from '@grpc/grpc-js';
import { connect, EndorseError, hash, signers, type Contract } from '@hyperledger/fabric-gateway';
import { gateway, peer } from '@hyperledger/fabric-protos';
import { startDevelopmentNetwork } from '@edgebourse/network/commands/development-network';
import { completeOptions } from '@edgebourse/network/commands/network-options';
import type { ConnectionProfile } from '@edgebourse/network/connection-profile';

const run = promisify(execFile);
/** Fabric's processes and the embedded peer's thread load compiled code. */
const NETWORK_CLI = join(__dirname, '../../dist/cli.js');
const CONTRACTS = join(__dirname, '../../../chaincode/dist/index.js');
const TIMEOUT_MS = 60_000;
/** How long a peer may lag behind. */
const FOLLOW_MS = 20_000;
const POLL_MS = 100;

/** Each of them has a peer; any two must endorse. */
export const MEMBERS = ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'] as const;

const FIRST_PORT = 7650;

/** The same consortium as a topology of Fabric; ports of its own, so that another network may run beside it. */
const topologyFrom = (firstPort: number): object => ({
    channel: 'edgebourse',
    chaincode: 'edgebourse',
    host: '127.0.0.1',
    organisations: [
        { mspId: 'AuthorityMSP', kind: 'authority' },
        { mspId: 'Eag1MSP', kind: 'eag', region: 'r1' },
        { mspId: 'Eag2MSP', kind: 'eag', region: 'r2' },
        { mspId: 'Mec1MSP', kind: 'mec' },
    ],
    peers: MEMBERS.map((organisation, index) => ({ organisation, port: firstPort + 10 * index })),
    orderers: [...MEMBERS, 'Mec1MSP'].map((organisation, index) => ({
        organisation,
        port: firstPort + 100 + 10 * index,
    })),
    endorsement: { outOf: 2, organisations: MEMBERS },
    ordering: { maxMessageCount: 100, absoluteMaxBytes: 10_485_760, batchIntervalMs: 20 },
});

/** What became of a transaction. */
export interface Outcome {
    readonly txId: string;
    /** Name of the validation code of its block. */
    readonly code: string;
    readonly value: unknown;
}

/** How a transaction is endorsed. */
export interface How {
    /** MSP ids that endorse; the peers' own choice when left out. */
    readonly by?: readonly string[];
    readonly transient?: Readonly<Record<string, string>>;
}

/** A running ledger and its clients. */
export class Consortium {
    private constructor(
        readonly profile: ConnectionProfile,
        private readonly client: gateway.GatewayClient,
        private readonly stop: () => Promise<unknown>,
    ) {}

    /** Starts an embedded peer, or Fabric's own processes, in an empty folder. */
    static async start(
        kind: 'embedded' | 'fabric',
        folder: string,
        firstPort = FIRST_PORT,
        ...flags: string[]
    ): Promise<Consortium> {
        const { profile, stop } = await (kind === 'fabric'
            ? startFabric(folder, firstPort, flags)
            : startEmbedded(folder));
        const tls = credentials.createSsl(await readFile(profile.tlsCaPem));
        // Node warns when a TLS name is an address.
        const client = new gateway.GatewayClient(profile.address.replace('127.0.0.1', 'localhost'), tls);
        return new Consortium(profile, client, stop);
    }

    /**
     * Submits as a user, `Eag1MSP/operator` say, and waits for the block; it may say that the transaction has no effect.
     * @throws EndorseError when a contract refuses.
     */
    async submit(user: string, name: string, argument: unknown, { by, transient }: How = {}): Promise<Outcome> {
        const proposal = (await this.contract(user)).newProposal(name, {
            arguments: [JSON.stringify(argument)],
            ...(by && { endorsingOrganizations: [...by] }),
            ...(transient && { transientData: transient }),
        });
        const transaction = await proposal.endorse();
        const { code } = await (await transaction.submit()).getStatus();
        const text = Buffer.from(transaction.getResult()).toString();
        return { txId: transaction.getTransactionId(), code: codeName(code), value: JSON.parse(text) };
    }

    /**
     * Submits what must take effect. A status is that of one peer and the others follow when they follow, so peers that
     * do not know yet what came before are asked again.
     * @returns Its answer and its id.
     */
    async apply(user: string, name: string, argument: unknown): Promise<Outcome> {
        const deadline = Date.now() + FOLLOW_MS;
        for (;;) {
            try {
                const outcome = await this.submit(user, name, argument);
                if (outcome.code !== 'VALID') throw new Error(`${name} became ${outcome.code}`);
                return outcome;
            } catch (error) {
                if (!(error instanceof EndorseError) || Date.now() > deadline) throw error;
            }
            await delay(POLL_MS);
        }
    }

    /** Waits until the peers of all members answer this: at first they do not even know of each other. */
    async agree(user: string, name: string, argument: unknown, wanted: object): Promise<void> {
        for (const mspId of MEMBERS) {
            await this.untilAnswered(async () => {
                const answer = await this.evaluate<object>(user, name, argument, mspId);
                const isThere = Object.entries(wanted).every(
                    ([member, value]) => Reflect.get(answer, member) === value,
                );
                if (!isThere) throw new Error(`${mspId} answers ${JSON.stringify(answer)}`);
            });
        }
    }

    /** Asks until there is an answer: a peer may follow later. @throws Error of the last attempt. */
    async untilAnswered<Value>(ask: () => Promise<Value>): Promise<Value> {
        const deadline = Date.now() + FOLLOW_MS;
        for (;;) {
            try {
                return await ask();
            } catch (error) {
                if (Date.now() > deadline) throw error;
            }
            await delay(POLL_MS);
        }
    }

    /** Asks one organisation's peer. */
    async evaluate<Value>(user: string, name: string, argument: unknown, mspId: string): Promise<Value> {
        return JSON.parse(await this.raw(user, name, argument, mspId)) as Value;
    }

    /** As evaluate. @returns The answer as it came. */
    async raw(user: string, name: string, argument: unknown, mspId: string): Promise<string> {
        const options = { arguments: [JSON.stringify(argument)], endorsingOrganizations: [mspId] };
        const answer = await (await this.contract(user)).newProposal(name, options).evaluate();
        return Buffer.from(answer).toString();
    }

    async close(): Promise<void> {
        this.client.close();
        await this.stop();
    }

    private async contract(user: string): Promise<Contract> {
        const { organisations, channel, chaincode } = this.profile;
        const [mspId = '', name = ''] = user.split('/');
        const files = organisations.find((organisation) => organisation.mspId === mspId)!.users[name]!;
        const deadline = (): { deadline: number } => ({ deadline: Date.now() + TIMEOUT_MS });
        const identity = { mspId, credentials: await readFile(files.cert) };
        const signer = signers.newPrivateKeySigner(createPrivateKey(await readFile(files.key)));
        const times = {
            evaluateOptions: deadline,
            endorseOptions: deadline,
            submitOptions: deadline,
            commitStatusOptions: deadline,
        };
        const connected = connect({ client: this.client, identity, signer, hash: hash.sha256, ...times });
        return connected.getNetwork(channel).getContract(chaincode);
    }
}

function codeName(code: number): string {
    return Object.entries(peer.TxValidationCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

interface Started {
    readonly profile: ConnectionProfile;
    readonly stop: () => Promise<unknown>;
}

async function startEmbedded(dataDir: string): Promise<Started> {
    const network = await startDevelopmentNetwork(
        completeOptions({ dataDir, contracts: CONTRACTS, organisations: MEMBERS }),
    );
    return { profile: network.profile, stop: async () => network.close() };
}

/** Runs a command of `npm run network` on a folder. @returns What it printed. */
export async function networkCommand(folder: string, command: string, ...more: string[]): Promise<string> {
    const args = [NETWORK_CLI, command, '--ledger', 'fabric', '--data', folder, ...more];
    return (await run(process.execPath, args)).stdout;
}

async function startFabric(folder: string, firstPort: number, flags: readonly string[]): Promise<Started> {
    const topology = `${folder}.topology.yaml`;
    await writeFile(topology, JSON.stringify(topologyFrom(firstPort)));
    const stop = async (): Promise<void> => {
        await networkCommand(folder, 'down');
        await rm(topology, { force: true });
    };
    try {
        await networkCommand(folder, 'up', '--topology', topology, ...flags);
        const profile = JSON.parse(await readFile(join(folder, 'connection.json'), 'utf8')) as ConnectionProfile;
        return { profile, stop };
    } catch (error) {
        await stop().catch(() => undefined);
        throw error;
    }
}
