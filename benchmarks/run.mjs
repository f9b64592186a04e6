// `npm run bench -- <name> [--json] [--key value ...]`: runs benchmarks/<name>.mjs and prints its report.
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
    .map((file) => file.replace(/\.mjs$/, ''));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
    console.error(`usage: npm run bench -- <${names.join(' | ')}> [--json] [--key number ...]`);
    process.exit(2);
}
const isJson = rest.includes('--json');
const options = {};
const pairs = rest.filter((word) => word !== '--json');
for (let at = 0; at < pairs.length; at += 2) options[pairs[at].replace(/^--/, '')] = Number(pairs[at + 1]);
const { bench } = await import(new URL(`${name}.mjs`, import.meta.url));
const report = await bench(options);
console.log(isJson ? JSON.stringify(report) : JSON.stringify(report, null, 4));
