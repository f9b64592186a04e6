import { common } from '@hyperledger/fabric-protos';
import * as fc from 'fast-check';
import { compilePolicy, outOfPeers } from './policy';
import type { Identity, IdentityRole } from './types';

function member(mspId: string, role: IdentityRole = 'peer'): Identity {
    return { mspId, role, certificatePem: '', attributes: {}, verify: () => true };
}

describe('a policy', () => {
    it('of k out of n organisations counts distinct organisations with a peer', () => {
        const names = ['A', 'B', 'C', 'D'];
        const signer = fc.tuple(fc.constantFrom(...names, 'X'), fc.constantFrom<IdentityRole>('peer', 'client'));
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 4 }), fc.array(signer, { maxLength: 8 }), (needed, signers) => {
                const policy = compilePolicy(outOfPeers(needed, names));
                const peers = new Set(
                    signers.filter(([name, role]) => role === 'peer' && name !== 'X').map(([name]) => name),
                );
                expect(policy(signers.map(([name, role]) => member(name, role)))).toBe(peers.size >= needed);
            }),
            { numRuns: 50, seed: 5 },
        );
    });

    it('that names an organisation twice wants two of its peers', () => {
        const policy = compilePolicy(outOfPeers(2, ['A', 'A']));
        expect(policy([member('A')])).toBe(false);
        expect(policy([member('A'), member('A')])).toBe(true);
    });

    it('may nest: A, and one of B and C', () => {
        const envelope = outOfPeers(2, ['A', 'B', 'C']);
        const [a, b, c] = envelope.getRule()!.getNOutOf()!.getRulesList();
        const inner = new common.SignaturePolicy.NOutOf();
        inner.setN(1);
        inner.setRulesList([b!, c!]);
        const either = new common.SignaturePolicy();
        either.setNOutOf(inner);
        envelope.getRule()!.getNOutOf()!.setRulesList([a!, either]);
        const policy = compilePolicy(envelope);
        expect(policy([member('A'), member('C')])).toBe(true);
        expect(policy([member('B'), member('C')])).toBe(false);
    });

    it('of a kind that is not supported is refused', () => {
        const envelope = outOfPeers(1, ['A']);
        envelope.getIdentitiesList()[0]!.setPrincipalClassification(2);
        expect(() => compilePolicy(envelope)).toThrow('only principals of the kind ROLE are supported');
        expect(() => compilePolicy(new common.SignaturePolicyEnvelope())).toThrow();
    });
});
