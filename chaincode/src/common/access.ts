import type { Caller } from './context';
import { EdgeError } from './errors';
import type { Policy } from './policy-record';

/** Who may call a function. Absent members do not restrict; `anyone` is any identity of any organisation. */
export interface AccessRule {
    /** Kinds of the caller's organisation, by the policy's table: an attribute is worth as much as the CA of its MSP. */
    readonly kinds?: readonly Policy['organisations'][number]['kind'][];
    /** Values of the certificate attribute `role`. */
    readonly roles?: readonly string[];
}

/** Function name to rule; a function without a rule is refused. */
export type AccessTable = Readonly<Record<string, AccessRule>>;

/** Any identity of an organisation of the channel. */
export const ANYONE: AccessRule = {};

/**
 * Checks a caller against a rule.
 * @param policy - Undefined only before genesis, when kinds cannot be known and are not checked.
 * @throws EdgeError ACCESS_DENIED.
 */
export function authorise(rule: AccessRule | undefined, caller: Caller, policy: Policy | undefined): void {
    const denied = new EdgeError('ACCESS_DENIED', { mspId: caller.mspId, role: caller.role });
    if (rule === undefined) throw denied;
    if (rule.roles !== undefined && !rule.roles.includes(caller.role)) throw denied;
    if (policy === undefined) return;
    const organisation = policy.organisations.find(({ mspId }) => mspId === caller.mspId);
    if (organisation === undefined) throw denied;
    if (rule.kinds !== undefined && !rule.kinds.includes(organisation.kind)) throw denied;
}
