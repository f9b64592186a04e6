import { testPolicy } from '../../test/support/policy';
import { ANYONE, authorise, type AccessRule } from './access';

const policy = testPolicy();
const rule: AccessRule = { kinds: ['authority'], roles: ['treasury'] };
const asks =
    (mspId: string, role: string, of: AccessRule | undefined = rule, under: typeof policy | undefined = policy) =>
    (): void => {
        authorise(of, { mspId, role, region: '' }, under);
    };

describe('access', () => {
    it('is refused to other roles, other kinds, unknown organisations and functions without a rule', () => {
        expect(asks('AuthorityMSP', 'operator')).toThrow(/^ACCESS_DENIED /);
        expect(asks('Eag1MSP', 'treasury')).toThrow(/^ACCESS_DENIED /);
        expect(asks('Eag9MSP', 'treasury', ANYONE)).toThrow(/^ACCESS_DENIED /);
        expect(() => {
            authorise(undefined, { mspId: 'AuthorityMSP', role: 'treasury', region: '' }, policy);
        }).toThrow(/^ACCESS_DENIED /);
    });

    it('is given to kind and role together, and to any organisation where anyone may call', () => {
        expect(asks('AuthorityMSP', 'treasury')).not.toThrow();
        expect(asks('Eag1MSP', '', ANYONE)).not.toThrow();
    });

    it('before genesis looks at the role alone', () => {
        const before = (role: string) => (): void => {
            authorise(rule, { mspId: 'Eag1MSP', role, region: '' }, undefined);
        };
        expect(before('treasury')).not.toThrow();
        expect(before('operator')).toThrow(/^ACCESS_DENIED /);
    });
});
