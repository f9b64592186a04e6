import { canonicalJson, parseJson } from '@edgebourse/chaincode/common/canonical-json';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';

/** What a buyer hands out: one module, and an input for each piece. */
export interface TaskPackage {
    readonly module: Uint8Array;
    readonly inputs: readonly Uint8Array[];
}

const TYPE = 'compute.task-package.v1';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** @returns The package's bytes; their SHA-256 is the task that a contract names. */
export function packTask({ module, inputs }: TaskPackage): Buffer {
    return Buffer.from(canonicalJson({ type: TYPE, module: text(module), inputs: inputs.map(text) }));
}

/** @returns The name of a package or an output: SHA-256 of its bytes, hex. */
export function contentHash(bytes: Uint8Array): string {
    return sha256Hex(bytes);
}

/**
 * Opens a package that came over a link.
 * @param task - Its hash by the contract.
 * @throws Error when the bytes are others, or no package.
 */
export function openTask(bytes: Uint8Array, task: string): TaskPackage {
    if (contentHash(bytes) !== task) throw new Error(`the package is not that of task ${task}`);
    const value = parseJson(Buffer.from(bytes).toString('utf8')) as Partial<Record<string, unknown>> | null;
    const { type, module, inputs } = value ?? {};
    if (type !== TYPE || typeof module !== 'string' || !Array.isArray(inputs)) throw new Error('no task package');
    return {
        module: Buffer.from(module, 'base64'),
        inputs: inputs.map((input) => Buffer.from(String(input), 'base64')),
    };
}
