// `npm test`: jest over all workspaces, with a JSON report that .ci/run sums. Arguments go to jest.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
mkdirSync(join(root, 'reports'), { recursive: true });
const jest = join(root, 'node_modules/jest/bin/jest.js');
const report = ['--json', '--outputFile', join(root, 'reports/jest.json')];
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--max-old-space-size=4096'];
const result = spawnSync(process.execPath, [...node, jest, ...report, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
});
process.exit(result.status ?? 1);
