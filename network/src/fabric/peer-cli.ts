import { command } from './fabric-command';
import type { OwnedNode, Plan } from './node-plans';

/** Runs Fabric's `peer` as the administrator of a peer's organisation; gives back what it printed. */
export type PeerCli = (...args: string[]) => Promise<string>;

/** @returns The command for one peer. */
export function peerCli({ programs }: Plan, { organisation, configFolder }: OwnedNode): PeerCli {
    const environment = {
        FABRIC_CFG_PATH: configFolder,
        FABRIC_LOGGING_SPEC: 'error',
        CORE_PEER_MSPCONFIGPATH: organisation.adminFolder,
        CORE_PEER_CLIENT_CONNTIMEOUT: '30s',
    };
    return (...args) => command(programs.peer, args, environment);
}
