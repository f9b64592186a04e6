// `npm run bench -- <name> [--json] [--key number ...]`: runs benchmarks/<name>.mjs and prints its report.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
    .map((file) => file.replace(/\.mjs$/, ''));
const [name, ...rest] = process.argv.slice(2);
const usage = `usage: npm run bench -- <${names.join(' | ')}> [--help] [--json] [--key number ...]`;

const load = async (module) => import(new URL(`${module}.mjs`, import.meta.url));

function readOptions(pairs) {
    const options = {};
    for (let at = 0; at < pairs.length; at += 2) {
        const [option, text] = pairs.slice(at, at + 2);
        const value = option === '--data' && text !== undefined ? resolve(text) : Number(text);
        if (!option.startsWith('--') || !(typeof value === 'string' || value >= 0)) {
            throw new Error(`${option} takes a number\n${usage}`);
        }
        options[option.slice(2)] = value;
    }
    return options;
}

async function main() {
    if (name === '--help') return console.log(usage);
    if (!names.includes(name)) throw new Error(usage);
    const { bench, HELP } = await load(name);
    if (rest.includes('--help')) return console.log(`usage: npm run bench -- ${HELP}`);
    const options = readOptions(rest.filter((word) => word !== '--json'));
    const report = await bench(options);
    console.log(rest.includes('--json') ? JSON.stringify(report) : JSON.stringify(report, null, 4));
}

main().catch((error) => {
    console.error(error.message);
    process.exitCode = error.message.includes('usage:') ? 2 : 1;
});
