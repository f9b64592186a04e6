import { ownerAndOthers } from '@edgebourse/chaincode/common/endorsement-policy';
import { withKeyPolicies } from './key-policies';

const ALL = ['A', 'B', 'C', 'D'];
const chaincodePolicy = { outOf: 2, organisations: ALL };
const guardedBy = (owner: string, needed = 2): Uint8Array => ownerAndOthers(owner, needed, ALL);

describe('the plan for keys with policies of their own', () => {
    const plan = (chosen: readonly string[], policies: readonly Uint8Array[], keep: readonly string[] = []): unknown =>
        withKeyPolicies(chosen, policies, { keep, chaincodePolicy });

    it('is the plan without them where no written key has one', () => {
        expect(plan(['A', 'B'], [])).toEqual(['A', 'B']);
    });

    it('leaves alone who does already', () => {
        expect(plan(['A', 'B'], [guardedBy('A')])).toEqual(['A', 'B']);
    });

    it('brings in the owner in the stead of another', () => {
        expect(plan(['A', 'B'], [guardedBy('D')])).toEqual(['A', 'D']);
    });

    it('serves two owners with two endorsements', () => {
        expect(plan(['C', 'A'], [guardedBy('C'), guardedBy('D')])).toEqual(['C', 'D']);
        expect(plan(['A', 'B'], [guardedBy('C'), guardedBy('D')])).toEqual(['D', 'C'].sort());
    });

    it('keeps whom a collection needs', () => {
        expect(plan(['B', 'A'], [guardedBy('D')], ['A', 'B'])).toEqual(['B', 'A', 'D']);
    });

    it('asks for as many as a stricter policy names', () => {
        expect(plan(['A', 'B'], [guardedBy('D', 4)])).toEqual(['A', 'B', 'D', 'C']);
    });

    it('knows when there is no plan', () => {
        expect(plan(['A', 'B'], [ownerAndOthers('X', 3, ['X', 'Y'])])).toBeUndefined();
    });

    it('refuses bytes that are no policy', () => {
        expect(() => plan(['A'], [Buffer.from('no policy')])).toThrow();
    });
});
