import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STUDIES } from '../src/studies';
import { COMMITTED } from './support/committed';

const main = join(__dirname, '../dist/main.js');
const run = (...args: string[]): string =>
    execFileSync(process.execPath, [main, ...args], { encoding: 'utf8', stdio: 'pipe' });

/** Page and figures of a study below a folder, sorted. */
function filesOf(folder: string, study: string): string[] {
    const figures = readdirSync(join(folder, study)).map((file) => join(study, file));
    return [`${study}.md`, ...figures.sort()];
}

describe('npm run papers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'papers-'));
    afterAll(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    it.each(STUDIES)('writes page, CSV and SVG of the $name paper to a folder', (study) => {
        const shown = run(study.name, '--out', folder, '--runs', '3', '--seed', '7');
        expect(shown).toContain(`files in ${folder}`);
        const page = readFileSync(join(folder, `${study.name}.md`), 'utf8');
        expect(page).toContain(`npm run papers -- ${study.name} --seed 7 --runs 3`);
        for (const [, path] of page.matchAll(/\]\(([^)]+)\)/g)) {
            const text = readFileSync(join(folder, path!), 'utf8');
            if (path!.endsWith('.svg')) expect(text).toMatch(/^<svg [^]*<\/svg>\n$/);
            expect(text).not.toMatch(/NaN|Infinity|undefined/);
        }
    });

    it.each(STUDIES)('draws the committed page and figures of the $name paper anew, byte for byte', ({ name }) => {
        const fresh = join(folder, 'fresh');
        run(name, '--out', fresh);
        const drawn = filesOf(fresh, name);
        expect(drawn).toEqual(filesOf(COMMITTED, name));
        for (const path of drawn) {
            expect([path, readFileSync(join(fresh, path), 'utf8')]).toEqual([
                path,
                readFileSync(join(COMMITTED, path), 'utf8'),
            ]);
        }
    });

    it('tells its options, and refuses what it does not know', () => {
        expect(run('--help')).toContain('--out <folder>');
        expect(() => run('metering')).toThrow('Allowed choices are energy, computing');
        expect(() => run('energy', '--runs', '0')).toThrow('must be a whole number from 1 on');
    });
});
