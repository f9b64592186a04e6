import { readFile } from 'node:fs/promises';

/**
 * Reads the bearer tokens that a gateway with development tokens has written.
 * @returns The token of an organisation's user; fails for one that has none.
 */
export async function readTokens(path: string): Promise<(organisation: string, user: string) => string> {
    const tokens = new Map(Object.entries(JSON.parse(await readFile(path, 'utf8')) as Record<string, string>));
    return (organisation, user) => {
        const token = tokens.get(`${organisation}.${user}`);
        if (token === undefined) throw new Error(`${path} has no token of ${organisation}.${user}`);
        return token;
    };
}
