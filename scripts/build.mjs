// Compiles every workspace's src to dist with swc: fast, and it keeps the decorator metadata that contracts need.
import { transform } from '@swc/core';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const workspaces = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).workspaces;
const swc = JSON.parse(await readFile(join(root, '.swcrc.json'), 'utf8'));
const isTest = (path) => /\.(test|bench)\.ts$/.test(path);

async function filesBelow(folder) {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function isFresh(source, target) {
    const [from, to] = await Promise.all([stat(source), stat(target).catch(() => undefined)]);
    return to !== undefined && to.mtimeMs >= from.mtimeMs;
}

async function compile(source, target) {
    const code = await readFile(source, 'utf8');
    const result = await transform(code, { ...swc, filename: relative(root, source), sourceMaps: 'inline' });
    await writeFile(target, result.code);
}

async function buildWorkspace(name) {
    const src = join(root, name, 'src');
    const dist = join(root, name, 'dist');
    const wanted = new Set();
    for (const source of await filesBelow(src)) {
        if (isTest(source) || source.endsWith('.d.ts')) continue;
        const target = join(dist, relative(src, source)).replace(/\.ts$/, '.js');
        wanted.add(target);
        if (await isFresh(source, target)) continue;
        await mkdir(dirname(target), { recursive: true });
        await (source.endsWith('.ts') ? compile(source, target) : cp(source, target));
    }
    const stale = (await filesBelow(dist)).filter((file) => !wanted.has(file));
    await Promise.all(stale.map((file) => rm(file)));
}

await Promise.all(workspaces.map(buildWorkspace));
