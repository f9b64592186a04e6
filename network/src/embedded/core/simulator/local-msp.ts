import { AsyncLocalStorage } from 'node:async_hooks';

const VARIABLE = 'CORE_PEER_LOCALMSPID';
const current = new AsyncLocalStorage<string>();
let isInstalled = false;

/**
 * Contracts ask `stub.getMspID()`, which fabric-shim reads from the environment of the chaincode's process. Here one
 * process stands for every organisation's chaincode, so the variable answers per run.
 */
function install(): void {
    if (isInstalled) return;
    isInstalled = true;
    process.env = new Proxy(process.env, {
        get: (target, name): unknown =>
            name === VARIABLE ? (current.getStore() ?? target[VARIABLE]) : Reflect.get(target, name),
        // Without this the runtime would refuse to change a variable through the proxy.
        set: (target, name, value) => Reflect.set(target, name, value),
        has: (target, name) => (name === VARIABLE && current.getStore() !== undefined) || Reflect.has(target, name),
    });
}

/** Runs the action, and all that it starts, as the chaincode of this organisation's peer. */
export function asOrganisation<T>(mspId: string, action: () => T): T {
    install();
    return current.run(mspId, action);
}
