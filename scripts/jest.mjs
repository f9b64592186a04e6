// Runs jest over all workspaces under a given Node, with a JSON report that scripts/ci-summary.mjs sums.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--max-old-space-size=4096'];

/** @returns jest's exit code. `report` is the file's name in reports/; `args` go to jest. */
export function runJest(node, report, args) {
    mkdirSync(join(root, 'reports'), { recursive: true });
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const json = ['--json', '--outputFile', join(root, 'reports', report)];
    const { status } = spawnSync(node, [...flags, jest, ...json, ...args], { cwd: root, stdio: 'inherit' });
    return status ?? 1;
}
