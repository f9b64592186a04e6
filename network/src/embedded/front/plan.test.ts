import { hiddenFrom, membersOf, requiredOrganisations, type PlanConfig } from './plan';

const config: PlanConfig = {
    policy: { outOf: 2, organisations: ['A', 'B', 'C'] },
    collections: [
        { name: 'shared', members: ['A', 'B'] },
        { name: 'own', members: ['C'], endorsementPolicy: { outOf: 1, organisations: ['C'] } },
    ],
};

describe('the endorsement plan', () => {
    const required = (publicState: boolean, collections: readonly string[], preferred = 'A'): readonly string[] =>
        requiredOrganisations(config, { publicState, collections }, preferred);

    it('takes the caller first, then the others in order', () => {
        expect(required(true, [])).toEqual(['A', 'B']);
        expect(required(true, [], 'C')).toEqual(['C', 'A']);
        expect(required(true, [], 'stranger')).toEqual(['A', 'B']);
    });

    it('asks for the policy also when nothing is written', () => {
        expect(required(false, [])).toEqual(['A', 'B']);
    });

    it('asks only the organisation of an implicit collection when only that is touched', () => {
        expect(required(false, ['_implicit_org_B'])).toEqual(['B']);
    });

    it('counts an organisation once for all policies', () => {
        expect(required(true, ['_implicit_org_C', 'own'])).toEqual(['C', 'A']);
    });

    it('applies the policy of the chaincode to a collection without one', () => {
        expect(required(false, ['shared'])).toEqual(['A', 'B']);
    });

    it('names the collections that somebody among the endorsers may not see', () => {
        const touched = { publicState: true, collections: ['_implicit_org_A', 'own', 'shared'] };
        expect(hiddenFrom(config, touched, ['A', 'B'])).toEqual(['_implicit_org_A', 'own']);
        expect(membersOf(config.collections, 'unknown')).toEqual([]);
    });
});
