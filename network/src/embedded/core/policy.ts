import { common, msp } from '@hyperledger/fabric-protos';
import type { Identity } from './types';

const { MSPRoleType } = msp.MSPRole;

/** Decides whether these distinct, verified signers satisfy it. */
export type Policy = (signers: readonly Identity[]) => boolean;

/** Marks the signers it uses up, so that one signer never counts for two rules. */
type Rule = (signers: readonly Identity[], used: boolean[]) => boolean;

const HAS_ROLE: Record<number, (identity: Identity) => boolean> = {
    [MSPRoleType.MEMBER]: () => true,
    [MSPRoleType.ADMIN]: ({ role }) => role === 'admin',
    [MSPRoleType.CLIENT]: ({ role }) => role === 'client',
    [MSPRoleType.PEER]: ({ role }) => role === 'peer',
    [MSPRoleType.ORDERER]: ({ role }) => role === 'orderer',
};

function principalTest(principal: msp.MSPPrincipal | undefined): (identity: Identity) => boolean {
    if (principal?.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) {
        throw new Error('only principals of the kind ROLE are supported');
    }
    const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
    const hasRole = HAS_ROLE[role.getRole()];
    if (hasRole === undefined) throw new Error('unknown role in a principal');
    const mspId = role.getMspIdentifier();
    return (identity) => identity.mspId === mspId && hasRole(identity);
}

function signedBy(test: (identity: Identity) => boolean): Rule {
    return (signers, used) => {
        const index = signers.findIndex((signer, position) => used[position] !== true && test(signer));
        if (index < 0) return false;
        used[index] = true;
        return true;
    };
}

function outOf(needed: number, rules: readonly Rule[]): Rule {
    return (signers, used) => {
        let satisfied = 0;
        for (const rule of rules) {
            const attempt = [...used];
            if (!rule(signers, attempt)) continue;
            satisfied++;
            attempt.forEach((value, position) => (used[position] = value));
        }
        return satisfied >= needed;
    };
}

function compileRule(rule: common.SignaturePolicy | undefined, tests: ((identity: Identity) => boolean)[]): Rule {
    const combination = rule?.getNOutOf();
    if (combination !== undefined) {
        const rules = combination.getRulesList().map((inner) => compileRule(inner, tests));
        return outOf(combination.getN(), rules);
    }
    const test = tests[rule?.getSignedBy() ?? -1];
    if (test === undefined) throw new Error('a policy names a principal that it does not list');
    return signedBy(test);
}

/**
 * Compiles a SignaturePolicyEnvelope; evaluation follows Fabric's cauthdsl (greedy, in rule order).
 * @throws Error for bytes that are no such policy or use other principals than roles.
 */
export function compilePolicy(envelope: common.SignaturePolicyEnvelope): Policy {
    const tests = envelope.getIdentitiesList().map(principalTest);
    const rule = compileRule(envelope.getRule(), tests);
    return (signers) => rule(signers, new Array<boolean>(signers.length).fill(false));
}

/** As compilePolicy, from a key's VALIDATION_PARAMETER. */
export function compilePolicyBytes(bytes: Uint8Array): Policy {
    return compilePolicy(common.SignaturePolicyEnvelope.deserializeBinary(bytes));
}

function peerPrincipal(mspId: string): msp.MSPPrincipal {
    const role = new msp.MSPRole();
    role.setMspIdentifier(mspId);
    role.setRole(MSPRoleType.PEER);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(role.serializeBinary());
    return principal;
}

/** The policy "peers of at least `needed` of these organisations". */
export function outOfPeers(needed: number, organisations: readonly string[]): common.SignaturePolicyEnvelope {
    const combination = new common.SignaturePolicy.NOutOf();
    combination.setN(needed);
    combination.setRulesList(
        organisations.map((_, index) => {
            const rule = new common.SignaturePolicy();
            rule.setSignedBy(index);
            return rule;
        }),
    );
    const rule = new common.SignaturePolicy();
    rule.setNOutOf(combination);
    const envelope = new common.SignaturePolicyEnvelope();
    envelope.setRule(rule);
    envelope.setIdentitiesList(organisations.map(peerPrincipal));
    return envelope;
}
