#!/usr/bin/env node
// Committed launcher: works right after `npm ci`, and compiles on first use or when a source is newer than its output.
'use strict';
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

const root = join(__dirname, '..');
const src = join(root, 'optimization/src');
const dist = join(root, 'optimization/dist');

const modifiedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function isStale(name) {
    if (!name.endsWith('.ts') || /\.(test|bench)\.ts$/.test(name)) return false;
    return modifiedAt(join(dist, name.replace(/\.ts$/, '.js'))) < modifiedAt(join(src, name));
}

if (readdirSync(src, { recursive: true }).some(isStale)) {
    // Compiler output goes to standard error: standard output belongs to the results.
    const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
    if (built.status !== 0) process.exit(built.status ?? 1);
}
require(join(dist, 'cli/main.js'))
    .main(process.argv)
    .then((code) => (process.exitCode = code));
