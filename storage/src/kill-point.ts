import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileLayer, LayeredFile } from './file-layer';

/**
 * Moments at which the torture test ends a process without warning. A gateway passes `journal-written`, `endorsed` and
 * `event-checkpointed`; a peer passes the others.
 */
export const KILL_POINTS = [
    'journal-written',
    'endorsed',
    'event-checkpointed',
    'ordered',
    'block-half-written',
    'block-synced',
    'state-written',
] as const;

/** See {@link KILL_POINTS}. */
export type KillPoint = (typeof KILL_POINTS)[number];

/** Names a folder: the process ends when it passes a point of which the folder has a file. Unset in every real process. */
export const KILL_FOLDER_VARIABLE = 'TORTURE_KILL_FOLDER';

const folder = process.env[KILL_FOLDER_VARIABLE];

/** Does nothing, unless the process was started to be killed and this is the moment. */
export function killPoint(name: KillPoint): void {
    if (isTurn(name)) die();
}

/** The layer itself, unless the process was started to be killed: then a write may end in its middle. */
export function killPointLayer(layer: FileLayer): FileLayer {
    if (folder === undefined) return layer;
    return { ...layer, open: async (path) => tearing(await layer.open(path)) };
}

function tearing(file: LayeredFile): LayeredFile {
    return {
        size: () => file.size(),
        read: (position, length) => file.read(position, length),
        truncate: (length) => file.truncate(length),
        sync: () => file.sync(),
        close: () => file.close(),
        async write(position, bytes) {
            if (!isTurn('block-half-written')) return file.write(position, bytes);
            await file.write(position, bytes.subarray(0, bytes.length >> 1));
            die();
        },
    };
}

function isTurn(name: KillPoint): boolean {
    return folder !== undefined && existsSync(join(folder, name));
}

function die(): void {
    process.kill(process.pid, 'SIGKILL');
}
