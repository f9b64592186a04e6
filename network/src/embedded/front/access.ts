import { UnknownIdentityError, type CertifiedIdentity, type CertifiedMspRegistry } from '../msp/registry';

/** The two implicit policies of a channel's application group, as Fabric's test network defines them. */
export type Policy = 'Readers' | 'Writers';

const ROLES: Readonly<Record<Policy, readonly string[]>> = {
    Readers: ['admin', 'peer', 'client'],
    Writers: ['admin', 'client'],
};

/** True when a member of this role satisfies the policy of its own organisation. */
export function satisfies(policy: Policy, identity: CertifiedIdentity): boolean {
    return ROLES[policy].includes(identity.role);
}

/** Fabric's words for an identity that does not satisfy a policy. */
export function policyRefusal(channelId: string, policy: Policy): string {
    return (
        `failed evaluating policy on signed data during check policy on channel [${channelId}] with policy ` +
        `[/Channel/Application/${policy}]: [implicit policy evaluation failed - 0 sub-policies were satisfied, ` +
        `but this policy requires 1 of the '${policy}' sub-policies to be satisfied]`
    );
}

/** Something signed by somebody, as requests of status and events are. */
export interface SignedData {
    readonly data: Uint8Array;
    readonly identity: Uint8Array;
    readonly signature: Uint8Array;
}

/**
 * The identity behind signed data when it is a member whose certificate holds at `now`, its signature is right and it
 * satisfies the policy; undefined otherwise, without telling which.
 */
export function authorise(
    msp: CertifiedMspRegistry,
    policy: Policy,
    { data, identity, signature }: SignedData,
    now: number,
): CertifiedIdentity | undefined {
    const member = identifyOrUndefined(msp, identity);
    if (member === undefined || !satisfies(policy, member) || !holdsAt(member, now)) return undefined;
    return member.verify(data, signature) ? member : undefined;
}

/** True when the certificate has neither expired nor yet to begin. */
export function holdsAt({ notBefore, notAfter }: CertifiedIdentity, now: number): boolean {
    return notBefore.getTime() <= now && now <= notAfter.getTime();
}

function identifyOrUndefined(msp: CertifiedMspRegistry, serialized: Uint8Array): CertifiedIdentity | undefined {
    try {
        return msp.identify(serialized);
    } catch (error) {
        if (error instanceof UnknownIdentityError) return undefined;
        throw error;
    }
}
