import { common, msp } from '@hyperledger/fabric-protos';
import { ownerAndOthers } from './endorsement-policy';

function describePolicy(bytes: Uint8Array): string {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
    const names = envelope.getIdentitiesList().map((principal) => {
        const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
        return `${role.getMspIdentifier()}.${String(role.getRole())}`;
    });
    const show = (rule: common.SignaturePolicy): string => {
        const combination = rule.getNOutOf();
        if (combination === undefined) return names[rule.getSignedBy()] ?? '?';
        return `${String(combination.getN())} of (${combination.getRulesList().map(show).join(', ')})`;
    };
    return show(envelope.getRule()!);
}

const PEER = String(msp.MSPRole.MSPRoleType.PEER);

it('demands the owner and so many others that the chaincode’s policy holds too', () => {
    const policy = describePolicy(ownerAndOthers('B', 3, ['D', 'C', 'B', 'A']));
    expect(policy.replaceAll(`.${PEER}`, '')).toBe('2 of (B, 2 of (A, C, D))');
});

it('demands all k of the others when the owner does not endorse for the chaincode', () => {
    const policy = describePolicy(ownerAndOthers('X', 2, ['B', 'A']));
    expect(policy.replaceAll(`.${PEER}`, '')).toBe('2 of (X, 2 of (A, B))');
});

it('is the owner alone where one endorsement is enough', () => {
    expect(describePolicy(ownerAndOthers('B', 1, ['A', 'B']))).toBe(`1 of (B.${PEER})`);
});

it('encodes names and numbers beyond one byte', () => {
    const long = 'L'.repeat(200);
    const many = Array.from({ length: 140 }, (_, index) => `Org${String(index).padStart(3, '0')}`);
    const policy = describePolicy(ownerAndOthers(long, 2, [...many, long]));
    expect(policy.startsWith(`2 of (${long}.${PEER}, 1 of (Org000.${PEER}`)).toBe(true);
    expect(policy.endsWith(`Org139.${PEER}))`)).toBe(true);
});
