import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { configtx, configtxFile, PROFILE } from './configtx';
import { command, tryCommand } from './fabric-command';
import { orderersOf, peersOf, type OwnedNode, type Plan } from './node-plans';
import { peerCli } from './peer-cli';
import { ordererPorts } from './ports';

const ACTIVE_DEADLINE_MS = 60_000;
const POLL_MS = 200;
const UNKNOWN = 'Status: 404';
const JOINED = 'Status: 201';

/** Makes block 0 of the channel, where there is none yet. */
export async function ensureGenesis({ topology, files, programs, organisations }: Plan): Promise<void> {
    const exists = await access(files.genesis).then(
        () => true,
        () => false,
    );
    if (exists) return;
    const folder = join(files.config, 'channel');
    await mkdir(folder, { recursive: true });
    await writeFile(configtxFile(folder), `${JSON.stringify(configtx(topology, organisations), null, 4)}\n`);
    const args = ['-profile', PROFILE, '-channelID', topology.channel, '-outputBlock', files.genesis];
    await command(programs.configtxgen, ['-configPath', folder, ...args]);
}

/** Lets every orderer join the channel and waits until all take part. */
export async function joinOrderers(plan: Plan): Promise<void> {
    await Promise.all(orderersOf(plan).map(async (orderer) => takePart(plan, orderer)));
}

/** Lets every peer join the channel. */
export async function joinPeers(plan: Plan): Promise<void> {
    await Promise.all(
        peersOf(plan).map(async (peer) => {
            const run = peerCli(plan, peer);
            if ((await run('channel', 'list')).split('\n').includes(plan.topology.channel)) return;
            await run('channel', 'join', '-b', plan.files.genesis);
        }),
    );
}

async function takePart(plan: Plan, orderer: OwnedNode): Promise<void> {
    const deadline = Date.now() + ACTIVE_DEADLINE_MS;
    for (;;) {
        const info = await channelInfo(plan, orderer);
        if (info.includes('"status": "active"')) return;
        if (Date.now() > deadline) {
            throw new Error(`the orderer of ${orderer.organisation.mspId} does not take part; it says:\n${info}`);
        }
        if (info.startsWith(UNKNOWN)) await joinOrderer(plan, orderer);
        await delay(POLL_MS);
    }
}

/** osnadmin ends with 0 whatever the orderer answers; one that is still opening its channels says both of these. */
async function joinOrderer(plan: Plan, orderer: OwnedNode): Promise<void> {
    const { topology, files, programs } = plan;
    const block = ['--channelID', topology.channel, '--config-block', files.genesis];
    const answer = await command(programs.osnadmin, ['channel', 'join', ...block, ...connection(plan, orderer)]);
    if (answer.startsWith(JOINED) || answer.includes('channel already exists')) return;
    throw new Error(`the orderer of ${orderer.organisation.mspId} did not join the channel:\n${answer}`);
}

/** What the orderer's administration says of the channel, as osnadmin prints it. */
async function channelInfo(plan: Plan, orderer: OwnedNode): Promise<string> {
    const args = ['channel', 'list', '--channelID', plan.topology.channel, ...connection(plan, orderer)];
    return (await tryCommand(plan.programs.osnadmin, args)).out;
}

function connection({ topology }: Plan, { organisation, node }: OwnedNode): readonly string[] {
    const { cert, key } = organisation.orderer.tls;
    const address = `${topology.host}:${ordererPorts(node.port).admin}`;
    return ['-o', address, '--ca-file', organisation.tlsCaFile, '--client-cert', cert, '--client-key', key];
}
