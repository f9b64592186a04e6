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
    await Promise.all(
        orderersOf(plan).map(async (orderer) => {
            if (!(await channelInfo(plan, orderer)).startsWith('Status: 200')) await joinOrderer(plan, orderer);
            await whenActive(plan, orderer);
        }),
    );
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

/** osnadmin ends with 0 whatever the orderer answers. */
async function joinOrderer(plan: Plan, orderer: OwnedNode): Promise<void> {
    const { topology, files, programs } = plan;
    const block = ['--channelID', topology.channel, '--config-block', files.genesis];
    const answer = await command(programs.osnadmin, ['channel', 'join', ...block, ...connection(plan, orderer)]);
    if (!answer.startsWith('Status: 201')) {
        throw new Error(`the orderer of ${orderer.organisation.mspId} did not join the channel:\n${answer}`);
    }
}

async function whenActive(plan: Plan, orderer: OwnedNode): Promise<void> {
    const deadline = Date.now() + ACTIVE_DEADLINE_MS;
    while (!(await channelInfo(plan, orderer)).includes('"status": "active"')) {
        if (Date.now() > deadline) throw new Error(`the orderer of ${orderer.organisation.mspId} does not take part`);
        await delay(POLL_MS);
    }
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
