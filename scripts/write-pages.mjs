// `npm run docs:proven`: runs the tests that hold pages of docs/reference to what they see, and lets them write the pages.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const tests = ['gateway/test/hostile', 'gateway/test/examples'];
const env = { ...process.env, EDGEBOURSE_WRITE_PAGES: '1' };
const script = join(import.meta.dirname, 'test.mjs');
process.exit(spawnSync(process.execPath, [script, ...tests], { env, stdio: 'inherit' }).status ?? 1);
