import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { signedBy } from '../../../chaincode/test/support/device';
import { command, get, post, query, transaction, type Attack } from './attack';
import { payment, transferred } from './envelope-attacks';
import { EAG1, TREASURY, type Scene } from './scene';

const outputOf = (n: number): string => `${'ef'.repeat(32)}.${String(n)}`;

const joined = (scene: Scene, consumes: readonly string[]): Envelope =>
    signedBy(scene.anna, { type: 'coin.consolidate.v1', ...scene.world.head(), consumes: [...consumes] });

const mintOf = ({ anna }: Scene, reference: string, amountMicro: string): object => ({
    ...{ reference, reason: 'external', outputs: [{ wallet: anna.wallet, amountMicro }] },
});

function minted(code: Attack['code'], what: string, reference: string, amountMicro: string): Attack {
    return {
        code,
        what,
        rest: post('/v1/coin/mints', (scene) => mintOf(scene, reference, amountMicro), TREASURY),
        contract: transaction('treasury', 'coin:Mint', (scene) => mintOf(scene, reference, amountMicro)),
    };
}

/** Coins that are not there, not the payer's, or made by the wrong hand. */
export const COIN_ATTACKS: readonly Attack[] = [
    transferred('OUTPUT_UNKNOWN', 'an output that does not exist', (scene) =>
        payment(scene, { consumes: outputOf(0) }),
    ),
    transferred('OUTPUT_UNKNOWN', 'an output of somebody else', (scene) => {
        const { payload } = payment(scene);
        return signedBy(scene.foreign, { ...payload, to: scene.anna.wallet });
    }),
    transferred('COIN_INSUFFICIENT', 'more than the wallet has', (scene) =>
        payment(scene, { amountMicro: '9000000000000' }),
    ),
    {
        code: 'OUTPUT_DUPLICATE',
        what: 'one output named twice',
        rest: post('/v1/coin/consolidations', (scene) => joined(scene, [scene.coins, scene.coins])),
        contract: command('coin:Consolidate', (scene) => ({ commands: [joined(scene, [scene.coins, scene.coins])] })),
    },
    {
        code: 'COIN_INPUTS_TOO_MANY',
        what: 'a payment of 51 outputs',
        contract: command('coin:Transfer', (scene) => ({
            commands: [{ envelope: payment(scene), inputs: Array.from({ length: 50 }, (_, n) => outputOf(n)) }],
        })),
    },
    minted('MINT_REFERENCE_USED', 'coins for one payment twice', 'used', '1'),
    minted('MINT_CAP', 'more coins than the cap allows', 'too-much', '2000000000000'),
    {
        code: 'REQUEST_FORBIDDEN',
        what: 'an owner that mints, through REST',
        rest: post('/v1/coin/mints', (scene) => mintOf(scene, 'mine', '1'), EAG1),
    },
    {
        code: 'ACCESS_DENIED',
        what: 'an owner that mints',
        contract: transaction('eag1', 'coin:Mint', (scene) => mintOf(scene, 'mine', '1')),
    },
    {
        code: 'ORGANISATION_UNKNOWN',
        what: 'the bond of an organisation that is not in the policy',
        rest: get('/v1/coin/bonds/NobodyMSP'),
        contract: query('coin:BondOf', () => ({ organisation: 'NobodyMSP' })),
    },
];
