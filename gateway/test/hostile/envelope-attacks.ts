import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { signedBy } from '../../../chaincode/test/support/device';
import { command, post, transaction, type Attack, type Met } from './attack';
import type { Scene } from './scene';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

type Make = (scene: Scene) => Envelope;

/** @returns Anna’s payment of one micro-coin to Ben; `changes` overwrite members before signing. */
export const payment = (scene: Scene, changes: Record<string, unknown> = {}): Envelope =>
    signedBy(scene.anna, {
        type: 'coin.transfer.v1',
        ...scene.world.head(),
        to: scene.ben.wallet,
        amountMicro: '1',
        consumes: scene.coins,
        ...changes,
    });

function highS(envelope: Envelope): Envelope {
    const raw = Buffer.from(envelope.signature, 'base64');
    const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
    Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex').copy(raw, 32);
    return { ...envelope, signature: raw.toString('base64') };
}

/** @returns The same message as a payment to the gateway, and past it to the contract. */
export function transferred(code: Attack['code'], what: string, make: Make): Attack {
    return {
        code,
        what,
        rest: post('/v1/coin/transfers', make),
        contract: command('coin:Transfer', (scene) => ({ commands: [{ envelope: make(scene), inputs: [] }] })),
    };
}

const amount = (what: string, amountMicro: unknown): Attack =>
    transferred('ARGUMENT_INVALID', what, (scene) => payment(scene, { amountMicro }));

const future = String(Date.UTC(2090, 0, 1));

/** What is wrong with the bytes, whatever they ask for. */
export const ENVELOPE_ATTACKS: readonly Attack[] = [
    transferred('ENVELOPE_SIGNATURE', 'changed after it was signed', (scene) => {
        const sound = payment(scene);
        return { ...sound, payload: { ...sound.payload, amountMicro: '2' } };
    }),
    transferred('ENVELOPE_SIGNATURE', 'signed with another key', (scene) => ({
        ...payment(scene),
        publicKey: scene.ben.publicKey,
    })),
    transferred('ENVELOPE_HIGH_S', 'the signature’s other form', (scene) => highS(payment(scene))),
    transferred('ENVELOPE_KEY', 'a key that is none', (scene) => ({ ...payment(scene), publicKey: 'A'.repeat(124) })),
    transferred('ENVELOPE_NETWORK', 'signed for another network', (scene) => payment(scene, { network: 'elsewhere' })),
    transferred('ENVELOPE_EXPIRED', 'expired', (scene) => payment(scene, { expiresAt: '1' })),
    transferred('ENVELOPE_FUTURE', 'issued in the future', (scene) => payment(scene, { issuedAt: future })),
    {
        code: 'ENVELOPE_TYPE',
        what: 'a payment handed in as a withdrawal',
        rest: post('/v1/coin/burns', (scene) => ({ envelope: payment(scene) }), 'AuthorityMSP.treasury'),
        contract: command(
            'coin:Burn',
            (scene) => ({ commands: [{ envelope: payment(scene), inputs: [] }] }),
            'treasury',
        ),
    },
    transferred('ARGUMENT_INVALID', 'a member that nobody knows', (scene) => payment(scene, { tip: '1' })),
    amount('a negative amount', '-1'),
    amount('an amount of zero', '0'),
    amount('a fraction', '1.5'),
    amount('an amount of 26 digits', '1'.repeat(26)),
    transferred('AMOUNT_INVALID', 'a huge amount', (scene) => payment(scene, { amountMicro: '9'.repeat(25) })),
    transferred('ID_REUSED', 'the id of another payment', (scene) => payment(scene, { id: 'paid', amountMicro: '2' })),
    {
        code: 'JSON_INVALID',
        what: 'a member named twice',
        rest: {
            how: 'POST /v1/coin/transfers',
            run: async ({ gateway }: Scene): Promise<Met> => {
                const headers = { 'content-type': 'application/json' };
                const body = '{"payload":1,"payload":2}';
                const answer = await fetch(`${gateway.url}/v1/coin/transfers`, { method: 'POST', headers, body });
                return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
            },
        },
        contract: transaction('eag1', 'coin:Transfer', () => '{"commands":[],"commands":[]}'),
    },
];
