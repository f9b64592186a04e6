/** `MSPRole.role` of a peer. */
const PEER = 3;

/** One field of a protobuf message: a varint, or bytes with their length. */
function field(number: number, value: number | Uint8Array): Buffer {
    const isNumber = typeof value === 'number';
    const tag = varint(number * 8 + (isNumber ? 0 : 2));
    return isNumber
        ? Buffer.concat([tag, varint(value)])
        : Buffer.concat([tag, varint(value.length), Buffer.from(value)]);
}

function varint(value: number): Buffer {
    const bytes: number[] = [];
    let rest = value;
    while (rest >= 128) {
        bytes.push((rest % 128) + 128);
        rest = (rest - (rest % 128)) / 128;
    }
    return Buffer.from([...bytes, rest]);
}

function outOf(needed: number, rules: readonly Uint8Array[]): Buffer {
    return field(2, Buffer.concat([field(1, needed), ...rules.map((rule) => field(2, rule))]));
}

function peerOf(mspId: string): Buffer {
    const role = Buffer.concat([field(1, Buffer.from(mspId, 'utf8')), field(2, PEER)]);
    return Buffer.concat([field(1, 0), field(2, role)]);
}

/**
 * The key-level policy AND(owner, OutOf(k, organisations)) as bytes of Fabric's `common.SignaturePolicyEnvelope`. A
 * key's policy replaces the chaincode's, so the owner's name alone would let it write anything. No endorser counts
 * twice: with the owner among the organisations the policy reads owner, and k - 1 of the others. Written by hand, since
 * fabric-shim's `KeyEndorsementPolicy` knows AND only.
 * @param needed - k of the chaincode's policy.
 */
export function ownerAndOthers(owner: string, needed: number, organisations: readonly string[]): Uint8Array {
    const others = organisations.filter((mspId) => mspId !== owner).sort();
    const identities = [owner, ...others].map((mspId) => field(3, peerOf(mspId)));
    const ofOthers = others.map((_, index) => field(1, index + 1));
    const least = others.length < organisations.length ? needed - 1 : needed;
    const rule = outOf(2, [field(1, 0), outOf(least, ofOthers)]);
    return Buffer.concat([field(1, 0), field(2, least > 0 ? rule : outOf(1, [field(1, 0)])), ...identities]);
}
