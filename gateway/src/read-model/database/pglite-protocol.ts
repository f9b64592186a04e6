/** What the thread of the embedded database is asked. */
export interface PgliteRequest {
    readonly id: number;
    readonly sql: string;
    readonly parameters: readonly unknown[];
}

/** What it answers; id 0 says that the database is open, or why not. */
export type PgliteReply =
    | { readonly id: number; readonly rows: unknown[]; readonly affectedRows: number }
    | { readonly id: number; readonly error: string };

/** Where the embedded database keeps its files; in memory when absent. */
export interface PgliteWorkerData {
    readonly folder?: string;
}
