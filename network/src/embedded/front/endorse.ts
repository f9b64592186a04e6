import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { FrontContext } from './context';
import type { Endorser, Simulation } from './endorser';
import { admit, decodeProposal, messageOf, refusal, serves } from './intake';
import { withKeyPolicies, writtenKeys } from './key-policies';
import { hiddenFrom, requiredOrganisations, touchedBy } from './plan';
import type { UnpackedProposal } from './proposal';
import { RpcError, type RefusalDetail } from './rpc-error';
import { prepareTransaction } from './transaction';

const FIRST_FAILED = 'failed to endorse transaction, see attached details for more info';
const NOT_ENOUGH = 'failed to collect enough transaction endorsements, see attached details for more info';
const NO_PLAN = 'no combination of peers can be derived which satisfy the endorsement policy';

/**
 * gateway.Gateway/Endorse: the proposal runs once for each endorsing organisation, the named ones or else enough for
 * the policies, the caller's own first. Their results must be equal. Refusals answer ABORTED with each refusing
 * organisation's detail; what no set of organisations can endorse answers FAILED_PRECONDITION.
 */
export async function endorse(
    context: FrontContext,
    request: gateway.EndorseRequest,
): Promise<gateway.EndorseResponse> {
    const proposal = decodeProposal(request.getProposedTransaction());
    const named = [...new Set(request.getEndorsingOrganizationsList())];
    const simulations =
        named.length > 0 ? await simulateNamed(context, proposal, named) : await simulateForPolicies(context, proposal);
    const [first] = simulations;
    if (first === undefined) throw new RpcError(status.FAILED_PRECONDITION, NO_PLAN);
    const privateWrites = simulations.find(({ result }) => result.privateWrites !== undefined)?.result.privateWrites;
    if (privateWrites !== undefined) context.transient.keep(proposal.txId, privateWrites);
    const endorsements = simulations.map(({ mspId }) => endorserOf(context, mspId).endorse(first.payload));
    const response = new gateway.EndorseResponse();
    response.setPreparedTransaction(prepareTransaction(proposal, first.payload, endorsements));
    return response;
}

/** What Fabric's discovery says of a chaincode or a channel that is not there. */
function noMetadata({ chaincode, channelId }: UnpackedProposal): RpcError {
    const reason = `No metadata was found for chaincode ${chaincode} in channel ${channelId}`;
    return new RpcError(status.FAILED_PRECONDITION, `${NO_PLAN}: ${reason}`);
}

async function simulateNamed(
    context: FrontContext,
    proposal: UnpackedProposal,
    named: readonly string[],
): Promise<readonly Simulation[]> {
    const unknown = serves(context, proposal) ? named.filter((mspId) => !context.endorsers.has(mspId)) : named;
    if (unknown.length > 0) {
        throw new RpcError(status.UNAVAILABLE, `failed to find any endorsing peers for org(s): ${unknown.join(', ')}`);
    }
    await admitOrAbort(context, proposal, named, NOT_ENOUGH);
    return simulateAll(context, proposal, named, []);
}

async function simulateForPolicies(context: FrontContext, proposal: UnpackedProposal): Promise<readonly Simulation[]> {
    if (!serves(context, proposal)) throw noMetadata(proposal);
    const own = await admitOrAbort(context, proposal, [context.policy.organisations[0] ?? ''], FIRST_FAILED);
    const first = await simulateFirst(context, proposal, own);
    const touched = touchedBy(first.result.results);
    const required = await requiredWithKeys(context, first, requiredOrganisations(context, touched, own));
    if (required?.every((mspId) => context.endorsers.has(mspId)) !== true) {
        throw new RpcError(status.FAILED_PRECONDITION, NO_PLAN);
    }
    const hidden = proposal.hasTransient ? hiddenFrom(context, touched, required) : [];
    if (hidden.length > 0) throw transientExposed(hidden);
    const others = required.filter((mspId) => mspId !== first.mspId);
    const simulations = await simulateAll(context, proposal, others, [first]);
    return simulations.filter(({ mspId }) => required.includes(mspId));
}

/** Of a plan, with what the policies of the written keys ask for; undefined where nobody can satisfy them. */
async function requiredWithKeys(
    context: FrontContext,
    { result: { results } }: Simulation,
    planned: readonly string[],
): Promise<readonly string[] | undefined> {
    const policies = await context.core.keyPolicies(writtenKeys(results));
    const needed = touchedBy(results).collections.length > 0 ? planned : planned.slice(0, 1);
    return withKeyPolicies(planned, policies, { keep: needed, chaincodePolicy: context.policy });
}

async function simulateFirst(context: FrontContext, proposal: UnpackedProposal, mspId: string): Promise<Simulation> {
    const outcome = await attempt(context, endorserOf(context, mspId), proposal);
    if ('message' in outcome) throw new RpcError(status.ABORTED, FIRST_FAILED, [outcome]);
    return outcome;
}

/** Runs the proposal for further organisations and compares their results with the first one's. */
async function simulateAll(
    context: FrontContext,
    proposal: UnpackedProposal,
    organisations: readonly string[],
    done: readonly Simulation[],
): Promise<readonly Simulation[]> {
    const outcomes = await Promise.all(
        organisations.map((mspId) => attempt(context, endorserOf(context, mspId), proposal)),
    );
    const refusals = outcomes.filter((outcome): outcome is RefusalDetail => 'message' in outcome);
    const simulations = [...done, ...outcomes.filter((outcome): outcome is Simulation => 'payload' in outcome)];
    const expected = simulations[0]?.payload;
    for (const { mspId, payload } of simulations) {
        if (expected !== undefined && Buffer.compare(payload, expected) !== 0) {
            refusals.push(refusal(context, mspId, 'ProposalResponsePayloads do not match'));
        }
    }
    if (refusals.length > 0) throw new RpcError(status.ABORTED, NOT_ENOUGH, refusals);
    return simulations;
}

async function attempt(
    context: FrontContext,
    endorser: Endorser,
    proposal: UnpackedProposal,
): Promise<Simulation | RefusalDetail> {
    try {
        const simulation = await endorser.simulate(proposal);
        const { response } = simulation.result;
        if (response.status >= 200 && response.status < 400) return simulation;
        return refusal(context, endorser.mspId, `chaincode response ${response.status}, ${response.message}`);
    } catch (error) {
        return refusal(context, endorser.mspId, `error in simulation: ${messageOf(error)}`);
    }
}

/** The caller's MSP id; ABORTED with a detail for each organisation that would have refused. */
async function admitOrAbort(
    context: FrontContext,
    proposal: UnpackedProposal,
    organisations: readonly string[],
    failure: string,
): Promise<string> {
    try {
        return (await admit(context, proposal)).mspId;
    } catch (error) {
        const details = organisations.map((mspId) => refusal(context, mspId, messageOf(error)));
        throw new RpcError(status.ABORTED, failure, details);
    }
}

function endorserOf({ endorsers }: FrontContext, mspId: string): Endorser {
    const endorser = endorsers.get(mspId);
    if (endorser === undefined) throw new RpcError(status.FAILED_PRECONDITION, NO_PLAN);
    return endorser;
}

/** Transient data went to members only so far; going on would show it to others. */
function transientExposed(collections: readonly string[]): RpcError {
    return new RpcError(
        status.FAILED_PRECONDITION,
        'requires endorsement from organisation(s) that are not in the distribution policy of the private data ' +
            `collection(s): [${collections.join(' ')}]; retry specifying trusted endorsing organizations to protect ` +
            'transient data',
    );
}
