#!/usr/bin/env node
// Committed launcher: works right after `npm ci`; compiles on first use.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

const root = join(__dirname, '..');
const main = join(root, 'optimization/dist/cli/main.js');
if (!existsSync(main)) {
    const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
    if (built.status !== 0) process.exit(built.status ?? 1);
}
require(main)
    .main(process.argv)
    .then((code) => (process.exitCode = code));
