// Runs the unit tests on Node 24: the one that NODE24 names, else one that npm installs into a temporary folder.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJest } from './jest.mjs';

const VERSION = '24.22.3';
const SUITES = ['storage/src/', 'chaincode/src/', 'optimization/', 'network/src/'];

function install(folder) {
    const name = `node-${process.platform}-${process.arch}`;
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${VERSION}`];
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    return join(folder, 'node_modules', name, 'bin/node');
}

const folder = mkdtempSync(join(tmpdir(), 'node24-'));
try {
    const node = process.env.NODE24 ?? install(folder);
    console.log(`unit tests on Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
    process.exitCode = runJest(node, 'jest-node24.json', SUITES);
} finally {
    rmSync(folder, { recursive: true, force: true });
}
