import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What a lock file of npm says of one package. */
interface LockEntry {
    readonly version?: string;
    readonly integrity?: string;
    /** Folder of a package of this workspace, which has an entry of its own. */
    readonly resolved?: string;
    readonly link?: boolean;
    readonly dependencies?: Readonly<Record<string, string>>;
}

type Lock = Readonly<Record<string, LockEntry>>;

const MODULES = 'node_modules/';

/**
 * Names the code of a chaincode: equal where the files of a folder and the locked packages that they need are equal,
 * byte for byte. It tells a forgotten upgrade from a done one; it is no proof against an organisation that lies.
 * @param folder - Of the compiled contracts; its package's dependencies count as the nearest `package-lock.json` has them.
 * @returns SHA-256 as 64 lowercase hex digits.
 * @throws Error when a dependency is not locked.
 */
export function bundleDigest(folder: string): string {
    const hash = createHash('sha256');
    for (const path of filesBelow(folder)) hash.update(line(path, sha256(readFileSync(join(folder, path)))));
    for (const [name, integrity] of lockedPackages(folder)) hash.update(line(name, integrity));
    return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((path) => !path.includes(MODULES))
        .sort();
}

function sha256(bytes: Uint8Array): string {
    return createHash('sha256').update(bytes).digest('hex');
}

function line(name: string, value: string): string {
    return `${JSON.stringify([name, value])}\n`;
}

/** Everything below the dependencies of the folder's package, by its place in the lock file; none without a package. */
function lockedPackages(folder: string): readonly (readonly [string, string])[] {
    const manifest = nearest(folder, 'package.json');
    if (manifest === undefined) return [];
    const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as LockEntry;
    const names = Object.keys(dependencies);
    if (names.length === 0) return [];
    const lockFile = nearest(dirname(manifest), 'package-lock.json');
    if (lockFile === undefined) throw new Error(`no package-lock.json for ${manifest}`);
    const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as { readonly packages: Lock };
    const home = relative(dirname(lockFile), dirname(manifest)).split(sep).join('/');
    const found = new Map<string, string>();
    for (const name of names) addPackage(packages, home, name, found);
    return [...found].sort(([left], [right]) => (left < right ? -1 : 1));
}

function addPackage(packages: Lock, from: string, name: string, found: Map<string, string>): void {
    const place = placeOf(packages, from, name);
    if (place === undefined) throw new Error(`${name}, needed in ${from}, is not in the lock file`);
    if (found.has(place)) return;
    const { version = '', integrity = '', dependencies = {} } = packages[place] ?? {};
    found.set(place, integrity === '' ? version : integrity);
    for (const next of Object.keys(dependencies)) addPackage(packages, place, next, found);
}

/** As Node looks for a package: in the folder itself, then in each one above. */
function placeOf(packages: Lock, from: string, name: string): string | undefined {
    for (let folder = from; ; folder = dirname(folder) === '.' ? '' : dirname(folder)) {
        const place = folder === '' ? `${MODULES}${name}` : `${folder}/${MODULES}${name}`;
        if (packages[place] !== undefined) return place;
        if (folder === '') return undefined;
    }
}

function nearest(folder: string, name: string): string | undefined {
    for (let at = folder; ; at = dirname(at)) {
        if (existsSync(join(at, name))) return join(at, name);
        if (dirname(at) === at) return undefined;
    }
}
