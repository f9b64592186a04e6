import { idText, walletText } from '@edgebourse/chaincode/common/envelope';
import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { mappingRecord } from '@edgebourse/chaincode/identity/records';
import { z } from 'zod';
import { envelopeRoute } from '../http/command-answers';
import { CONSISTENCY_ERRORS, consistencyQuery, isEndorsed } from '../http/consistency';
import { requirePrincipal } from '../http/principal';
import { route, type Route } from '../http/route';
import type { Commands } from '../journal/commands';
import type { RegistrationService } from './registration-service';
import {
    liftStep,
    organisationRecord,
    registeredParticipant,
    registration,
    revocation,
    statusChange,
    walletChange,
    walletRecord,
} from './schema';
import type { IdentityService } from './service';

/** What the routes of identity call. */
export interface IdentityRouteOptions {
    readonly identity: IdentityService;
    readonly registrations: RegistrationService;
    readonly commands: Commands;
}

const STANDING_ERRORS: readonly ErrorCode[] = ['ACCESS_DENIED', 'WALLET_UNKNOWN', 'WALLET_REVOKED', 'STATUS_UNCHANGED'];
const OPERATORS = { roles: ['operator', 'authority'] };
const changed = { 201: { description: 'The wallets as they stand now.', schema: walletChange } };

function registrationRoute({ registrations }: IdentityRouteOptions): Route {
    return route({
        method: 'post',
        path: '/v1/identity/participants',
        summary: 'Certifies participants and registers their wallets',
        access: { roles: ['authority'] },
        body: registration,
        answers: {
            201: {
                description: 'The participants with their certificates, all of it committed.',
                schema: z.strictObject({ participants: z.array(registeredParticipant) }),
            },
        },
        errors: ['ENVELOPE_KEY', 'WALLET_EXISTS', 'SERIAL_USED', 'REGION_UNKNOWN', 'ACCESS_DENIED', 'POLICY_MISSING'],
        async handle({ body, principal }) {
            const participants = await registrations.register(body.participants, requirePrincipal(principal));
            return { status: 201, body: { participants } };
        },
    });
}

function readRoutes({ identity }: IdentityRouteOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/identity/wallets/{wallet}',
            summary: 'A wallet with its certificate and status',
            access: 'public',
            params: z.strictObject({ wallet: walletText }),
            query: consistencyQuery,
            isTagged: true,
            answers: { 200: { description: 'The record.', schema: walletRecord } },
            errors: ['WALLET_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await identity.wallet(params.wallet, isEndorsed(query)),
            }),
        }),
        route({
            method: 'get',
            path: '/v1/identity/organisations/{mspId}',
            summary: 'An organisation with the key that signs its receipts',
            access: 'public',
            params: z.strictObject({ mspId: idText }),
            answers: { 200: { description: 'The record.', schema: organisationRecord } },
            errors: ['ORGANISATION_UNKNOWN', 'RECEIPT_KEY_MISSING', 'POLICY_MISSING'],
            handle: async ({ params }) => ({ status: 200, body: await identity.organisation(params.mspId) }),
        }),
        route({
            method: 'get',
            path: '/v1/identity/participants/{participant}',
            summary: 'Who is behind wallets, to the operator of the home organisation',
            access: { roles: ['operator'] },
            params: z.strictObject({ participant: idText }),
            answers: { 200: { description: 'The private mapping.', schema: mappingRecord } },
            errors: ['MAPPING_UNKNOWN', 'ACCESS_DENIED'],
            handle: async ({ params, principal }) => ({
                status: 200,
                body: await identity.mapping(params.participant, requirePrincipal(principal)),
            }),
        }),
    ];
}

function standingRoutes({ identity }: IdentityRouteOptions): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/identity/wallets/{wallet}/status',
            summary: 'Blocks a wallet or lets it act again',
            access: OPERATORS,
            params: z.strictObject({ wallet: walletText }),
            body: statusChange,
            answers: changed,
            errors: [...STANDING_ERRORS, 'WALLET_BLACKLISTED', 'EVIDENCE_MISSING'],
            handle: async ({ params, body, principal }) => ({
                status: 201,
                body: await identity.changeStatus(params.wallet, body, requirePrincipal(principal)),
            }),
        }),
        route({
            method: 'post',
            path: '/v1/identity/lifts',
            summary: 'Proposes to lift a blacklisting, or approves what another organisation proposed',
            access: OPERATORS,
            body: liftStep,
            answers: changed,
            errors: [...STANDING_ERRORS, 'STATUS_SECOND_ORGANISATION'],
            handle: async ({ body, principal }) => ({
                status: 201,
                body: await identity.lift(body, requirePrincipal(principal)),
            }),
        }),
        route({
            method: 'post',
            path: '/v1/identity/revocations',
            summary: 'Revokes certificates for ever',
            access: { roles: ['authority'] },
            body: revocation,
            answers: changed,
            errors: STANDING_ERRORS,
            handle: async ({ body, principal }) => ({
                status: 201,
                body: await identity.revoke(body, requirePrincipal(principal)),
            }),
        }),
    ];
}

/** @returns The routes of identity. */
export function identityRoutes(options: IdentityRouteOptions): Route[] {
    const attachments = envelopeRoute(
        {
            path: '/v1/identity/attachments',
            summary: 'Attaches a wallet to a region by its signed command',
            type: 'identity.attach.v1',
            errors: ['WALLET_UNKNOWN', 'REGION_UNKNOWN', 'SEQUENCE_USED', 'SEQUENCE_GAP', 'WALLET_SUSPENDED'],
        },
        options.commands,
    );
    return [registrationRoute(options), ...readRoutes(options), ...standingRoutes(options), attachments];
}
