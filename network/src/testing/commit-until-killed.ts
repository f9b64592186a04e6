import { readFileSync } from 'node:fs';
import type { IssuedIdentity } from '../embedded/ca/certificate-authority';
import { openCore } from '../embedded/core/core';
import type { CoreConfig } from '../embedded/core/types';
import { createEndorser } from '../embedded/front/endorser';
import { createMspRegistry } from '../embedded/msp/registry';
import { LocalLedger } from './local-ledger';
import { Signer } from './proposal';

/** What the process is told: a ledger whose chaincode is the probe contract, one peer that endorses, one client. */
export interface KillTestInput {
    readonly config: CoreConfig;
    readonly peer: IssuedIdentity;
    readonly client: IssuedIdentity;
}

/** Opens the ledger of a kill test on the real file system. */
export async function openKillTestLedger({ config, peer }: KillTestInput): Promise<LocalLedger> {
    const core = await openCore(config, { registry: createMspRegistry(config.organisations) });
    const endorsers = new Map([[peer.mspId, createEndorser(core, config.chaincode.version ?? '', peer.mspId, peer)]]);
    return new LocalLedger(core, config, [], endorsers, undefined);
}

/** Commits one transaction after the other, printing the id of each that was acknowledged, until it is killed. */
async function main(inputFile: string): Promise<void> {
    const input = JSON.parse(readFileSync(inputFile, 'utf8')) as KillTestInput;
    const ledger = await openKillTestLedger(input);
    const client = new Signer(input.client);
    const collection = `_implicit_org_${input.peer.mspId}`;
    for (;;) {
        const batch = await Promise.all([
            ledger.endorse(client, 'probe:Put', [`key${process.pid}`, String(Date.now())]),
            ledger.endorse(client, 'probe:PutPrivate', [collection, 'p'], { transient: { value: 'secret' } }),
        ]);
        for (const { txId } of await ledger.commit(batch)) process.stdout.write(`${txId}\n`);
    }
}

if (require.main === module) void main(process.argv[2] ?? '');
