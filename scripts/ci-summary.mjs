// Sums the runners' JSON reports into the closing line of .ci/run. Exit code 1 when anything failed, a report is missing,
// or fewer tests passed than .ci/floor says; the floor is the largest number that the file ever held.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const FLOOR = '.ci/floor';
const UNREADABLE = {
    numPassedTests: 0,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
};

function readReport(file) {
    try {
        return JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
        console.error(`no report at ${file}: ${error.message}`);
        return UNREADABLE;
    }
}

function everHeld() {
    try {
        const changes = execFileSync('git', ['log', '--format=', '-p', '--', FLOOR], { cwd: root, encoding: 'utf8' });
        return [...changes.matchAll(/^\+(\d+)$/gm)].map(([, number]) => Number(number));
    } catch {
        return [];
    }
}

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const report of process.argv.slice(2).map(readReport)) {
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
    totals.skipped += report.numPendingTests + report.numTodoTests;
}
const floor = Math.max(Number(readFileSync(join(root, FLOOR), 'utf8')), ...everHeld());
if (totals.passed < floor) console.error(`${totals.passed} tests passed, fewer than the floor of ${floor}`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 || totals.passed < floor ? 1 : 0);
