import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';

/**
 * The region that the caller's organisation owns.
 * @throws EdgeError REGION_UNKNOWN, ACCESS_DENIED.
 */
export async function ownRegion(ctx: EdgeContext, name: string): Promise<RegionPolicy> {
    const region = await ctx.region(name);
    const { mspId, role } = ctx.caller;
    if (region.organisation !== mspId) throw new EdgeError('ACCESS_DENIED', { mspId, role, region: name });
    return region;
}
