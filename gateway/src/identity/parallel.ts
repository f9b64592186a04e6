/**
 * Works through items, at most `limit` at a time. The first failure stops what has not begun.
 * @throws The first failure, once what runs has ended.
 */
export async function mapInParallel<Item>(
    items: readonly Item[],
    limit: number,
    work: (item: Item) => Promise<unknown>,
): Promise<void> {
    const waiting = [...items];
    const failures: unknown[] = [];
    const worker = async (): Promise<void> => {
        for (let item = waiting.shift(); item !== undefined && failures.length === 0; item = waiting.shift()) {
            await work(item).catch((error: unknown) => failures.push(error));
        }
    };
    await Promise.all(Array.from({ length: limit }, worker));
    if (failures.length > 0) throw failures[0];
}
