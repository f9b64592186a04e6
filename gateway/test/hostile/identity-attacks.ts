import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { command, get, post, query, transaction, type Attack } from './attack';
import { payment, transferred } from './envelope-attacks';
import { EAG1, EAG2, REGISTRAR, type Scene } from './scene';

const NOBODY = 'NobodyMSP';
const EVIDENCE = 'ab'.repeat(32);
const reason = 'test';

const attachment = (scene: Scene, seq: number, region = 'r2'): Envelope =>
    signedBy(scene.ben, { type: 'identity.attach.v1', ...scene.world.head(), region, seq });

function attached(code: Attack['code'], what: string, seq: number, region?: string): Attack {
    return {
        code,
        what,
        rest: post('/v1/identity/attachments', (scene) => attachment(scene, seq, region)),
        contract: command('identity:Attach', (scene) => ({ commands: [attachment(scene, seq, region)] })),
    };
}

const application = (by: Device, changes: object = {}): object => ({
    participants: [
        {
            ...{ trueIdentity: by.name, account: 'none', role: 'energy-node', region: 'r1' },
            ...{ homeOrganisation: 'Eag1MSP', notAfter: '2096000000000', wallets: [{ publicKey: by.publicKey }] },
            ...changes,
        },
    ],
});

const registered = (of: (scene: Scene) => object): ReturnType<typeof transaction> =>
    transaction('authority', 'identity:RegisterWallets', (scene) => ({ wallets: [of(scene)] }));

const standing = (of: keyof Scene, body: object, as = EAG1): ReturnType<typeof post> => ({
    ...post(
        (scene) => `/v1/identity/wallets/${(scene[of] as Device).wallet}/status`,
        () => body,
        as,
    ),
    how: 'POST /v1/identity/wallets/{wallet}/status',
});

const REGISTRATION_ATTACKS: readonly Attack[] = [
    {
        code: 'WALLET_EXISTS',
        what: 'a wallet that is registered',
        rest: post('/v1/identity/participants', ({ anna }) => application(anna, { region: 'r2' }), REGISTRAR),
        contract: registered(({ world, anna }) => world.certify(anna, { serial: 'fresh' })),
    },
    {
        code: 'SERIAL_USED',
        what: 'a serial that another certificate has',
        rest: post('/v1/identity/participants', ({ stranger }) => application(stranger), REGISTRAR),
        contract: registered(({ world, stranger }) => world.certify(stranger, { serial: 's-anna' })),
    },
    {
        code: 'WALLET_EXPIRED',
        what: 'a certificate that has ended',
        rest: post('/v1/identity/participants', () => application(device('late'), { notAfter: '1' }), REGISTRAR),
        contract: registered(({ world }) => world.certify(device('late'), { notAfter: '1' })),
    },
    {
        code: 'CERTIFICATE_FORGED',
        what: 'a certificate of somebody who is not the authority',
        rest: post('/v1/identity/participants', () => application(device('forger')), REGISTRAR),
        contract: registered(({ world }) => ({
            ...world.certify(device('forger')),
            signature: world.certify(device('other')).signature,
        })),
    },
    {
        code: 'WALLET_MISMATCH',
        what: 'a wallet that is not the hash of its key',
        contract: registered(({ world, anna, stranger }) => world.certify(stranger, { wallet: anna.wallet })),
    },
    {
        code: 'ORGANISATION_EXISTS',
        what: 'a second receipt key',
        contract: transaction('eag1', 'identity:RegisterOrganisation', ({ anna }) => ({ receiptKey: anna.publicKey })),
    },
    {
        code: 'ORGANISATION_UNKNOWN',
        what: 'an organisation that is not in the policy',
        rest: get(`/v1/identity/organisations/${NOBODY}`),
        contract: query('identity:Organisation', () => ({ mspId: NOBODY })),
    },
    {
        code: 'RECEIPT_KEY_MISSING',
        what: 'an organisation without a receipt key',
        rest: get('/v1/identity/organisations/AuthorityMSP'),
        contract: query('identity:Organisation', () => ({ mspId: 'AuthorityMSP' })),
    },
    {
        code: 'MAPPING_UNKNOWN',
        what: 'a participant whom nobody registered',
        rest: { ...get('/v1/identity/participants/nobody', EAG1) },
        contract: query('identity:GetMapping', () => ({ participant: 'nobody' })),
    },
    {
        code: 'TRANSIENT_MISSING',
        what: 'a mapping in the open arguments',
        contract: transaction('eag1', 'identity:PutMapping', () => ({ participant: 'p1' })),
    },
    {
        code: 'POLICY_EXISTS',
        what: 'a second first policy',
        rest: post('/v1/policy', ({ world }) => world.policy, REGISTRAR),
        contract: transaction('authority', 'policy:Genesis', ({ world }) => ({ policy: world.policy })),
    },
];

const STANDING_ATTACKS: readonly Attack[] = [
    transferred('WALLET_UNKNOWN', 'a payment of a wallet that is not registered', (scene) =>
        signedBy(scene.stranger, payment(scene).payload),
    ),
    ...(['suspended', 'blacklisted', 'revoked', 'expired'] as const).map((status) =>
        transferred(
            `WALLET_${status.toUpperCase()}` as Attack['code'],
            `a payment of a wallet that is ${status}`,
            (scene) => signedBy(scene[status], payment(scene).payload),
        ),
    ),
    {
        code: 'STATUS_UNCHANGED',
        what: 'suspending a suspended wallet',
        rest: standing('suspended', { status: 'suspended', reason }),
        contract: transaction('eag1', 'identity:SetStatus', ({ suspended }) => ({
            ...{ wallets: [suspended.wallet], status: 'suspended', reason },
        })),
    },
    {
        code: 'EVIDENCE_MISSING',
        what: 'a blacklisting without evidence',
        rest: standing('anna', { status: 'blacklisted', reason }),
        contract: transaction('eag1', 'identity:Blacklist', ({ anna }) => ({ wallets: [anna.wallet], reason })),
    },
    {
        code: 'ACCESS_DENIED',
        what: 'blocking a wallet of another organisation’s region',
        rest: standing('anna', { status: 'blacklisted', reason, evidence: EVIDENCE }, EAG2),
        contract: transaction('eag2', 'identity:Blacklist', ({ anna }) => ({
            ...{ wallets: [anna.wallet], reason, evidence: EVIDENCE },
        })),
    },
    {
        code: 'STATUS_SECOND_ORGANISATION',
        what: 'lifting a blacklisting that nobody proposed to lift',
        rest: post(
            '/v1/identity/lifts',
            ({ blacklisted }) => ({ wallets: [blacklisted.wallet], reason, step: 'approve' }),
            EAG2,
        ),
        contract: transaction('eag2', 'identity:Lift', ({ blacklisted }) => ({
            ...{ wallets: [blacklisted.wallet], reason },
        })),
    },
    attached('SEQUENCE_GAP', 'a sequence number too far', 5),
    attached('REGION_UNKNOWN', 'a region that is not in the policy', 0, 'r9'),
    {
        code: 'SEQUENCE_USED',
        what: 'a sequence number of before',
        rest: post('/v1/identity/attachments', (scene) => movedAgain(scene)),
        contract: command('identity:Attach', (scene) => ({ commands: [movedAgain(scene)] })),
    },
];

/** The foreign wallet moved once when the scene was built. */
function movedAgain({ world, foreign }: Scene): Envelope {
    return signedBy(foreign, { type: 'identity.attach.v1', ...world.head(), region: 'r2', seq: 0 });
}

/** Wallets that may not do what they ask for, and people who may not decide on wallets. */
export const IDENTITY_ATTACKS: readonly Attack[] = [...REGISTRATION_ATTACKS, ...STANDING_ATTACKS];
