/** What we use of `pg`, which carries no types. */
declare module 'pg' {
    import type { PostgresPool } from 'kysely';

    type Parser = (text: string) => unknown;

    interface TypeParsers {
        getTypeParser(oid: number, format?: 'text' | 'binary'): Parser;
    }

    export const types: TypeParsers;

    export class Pool implements PostgresPool {
        constructor(options: {
            connectionString: string;
            max?: number;
            types?: TypeParsers;
            connectionTimeoutMillis?: number;
        });
        connect: PostgresPool['connect'];
        end: PostgresPool['end'];
        on(event: 'error', listener: (error: Error) => void): this;
    }
}
