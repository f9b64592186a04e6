import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { envelopeRoute } from '../http/command-answers';
import type { Route } from '../http/route';
import type { Commands } from '../journal/commands';
import { CONTRACT_ERRORS, OFFER_ERRORS, REQUEST_ERRORS, SERVE_ERRORS } from './errors';

/** @returns The routes that take what buyers and sellers sign. */
export function computeCommandRoutes(commands: Commands): Route[] {
    const declare = (name: string, type: string, summary: string, errors: readonly ErrorCode[]): Route =>
        envelopeRoute({ path: `/v1/compute/${name}`, type, summary, errors }, commands);
    return [
        declare('offers', 'compute.offer.v1', 'Offers a machine’s idle capacity, replaces the offer, or withdraws it', [
            ...OFFER_ERRORS,
        ]),
        declare(
            'contracts',
            'compute.request.v1',
            'Buys computing at the equilibrium of the region’s game; the result names the contract',
            REQUEST_ERRORS,
        ),
        declare(
            'services',
            'compute.serve.v1',
            'Buys computing of the region’s MEC itself, at its tariff',
            SERVE_ERRORS,
        ),
        declare('answers', 'compute.answer.v1', 'Takes or refuses the part that the signer was hired for', [
            ...CONTRACT_ERRORS,
            'COMPUTE_WINDOW_OVER',
            'COMPUTE_TERMS',
        ]),
        declare('leaves', 'compute.leave.v1', 'Gives the signer’s part up', [...CONTRACT_ERRORS, 'COMPUTE_LATE']),
        declare('results', 'compute.result.v1', 'Returns the hashes of what the signer computed', [
            ...CONTRACT_ERRORS,
            'COMPUTE_LATE',
            'COMPUTE_WRONG_HASH',
            'COMPUTE_RESULT_INVALID',
        ]),
        declare('verdicts', 'compute.verdict.v1', 'Accepts results, which pays them, or disputes pieces of them', [
            ...CONTRACT_ERRORS,
            'COMPUTE_WRONG_HASH',
            'COMPUTE_RESULT_INVALID',
            'COMPUTE_WINDOW_OVER',
        ]),
        declare('contests', 'compute.contest.v1', 'Contests the vote that found the signer’s pieces wrong', [
            ...CONTRACT_ERRORS,
            'COMPUTE_WINDOW_OVER',
        ]),
    ];
}
