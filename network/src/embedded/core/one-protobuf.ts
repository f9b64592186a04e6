import Module from 'node:module';

/** The loader's own way from a name to a file; not part of Node's documented surface, but stable since Node 0.6. */
type Resolve = (this: unknown, request: string, parent: unknown, ...rest: unknown[]) => string;

const SHARED = /^(@hyperledger\/fabric-protos|google-protobuf)(\/|$)/;

/**
 * Two versions of Fabric's message classes in one thread corrupt each other, because both put themselves on one global
 * object. A contract package may bring its own fabric-shim with older ones: in this thread all get ours.
 */
function shareMessageClasses(): void {
    const loader = Module as unknown as { _resolveFilename: Resolve };
    const original = loader._resolveFilename;
    loader._resolveFilename = function (request, parent, ...rest): string {
        // Asked for as if by this file, the name leads to our own copy.
        return original.call(this, request, SHARED.test(request) ? module : parent, ...rest);
    };
}

shareMessageClasses();
