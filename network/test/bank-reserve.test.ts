import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrograms } from '@edgebourse/network/fabric/programs';
import { Consortium, MEMBERS, type How } from './support/consortium';
import { Bank, COIN, foundConsortium } from './support/lender';

/** Seven Fabric processes and three of chaincode start for this. */
const TIMEOUT_MS = 300_000;
const [AUTHORITY, X, Y] = MEMBERS;
const REFUSED = 'ENDORSEMENT_POLICY_FAILURE';
const RESERVE = 100 * COIN;
const LOAN = 20 * COIN;

interface Stage {
    readonly ledger: Consortium;
    readonly x: Bank;
    readonly y: Bank;
}

describe.each(['embedded', 'fabric'] as const)('the reserve of bank X, on the %s ledger', (kind) => {
    let folder = '';
    let ledger: Consortium | undefined;
    let stage: Stage | undefined;

    beforeAll(async () => {
        const missing = kind === 'fabric' ? await findPrograms().then(() => undefined, String) : undefined;
        if (missing !== undefined) {
            process.stderr.write(`skipped: ${missing}\n`);
            return;
        }
        folder = await mkdtemp(join(tmpdir(), 'reserve-'));
        ledger = await Consortium.start(kind, join(folder, 'ledger'));
        const { x, y } = await foundConsortium(ledger);
        await x.open(RESERVE);
        stage = { ledger, x, y };
    }, TIMEOUT_MS);

    afterAll(async () => {
        await ledger?.close();
        if (folder !== '') await rm(folder, { recursive: true, force: true });
    }, TIMEOUT_MS);

    /** Runs on the stage; without Fabric's programs there is none, and nothing is shown. */
    const scenario = (name: string, story: (on: Stage) => Promise<void>): void => {
        it(
            name,
            async () => {
                if (stage !== undefined) await story(stage);
            },
            TIMEOUT_MS,
        );
    };

    /** Endorsed by these, the contract does it; whether it takes effect is for the block. @returns The block's code. */
    const submitted = async ({ ledger: on, x }: Stage, name: string, argument: object, how: How): Promise<string> => {
        const { code, value } = await on.submit(x.operator, name, argument, how);
        expect(value).toEqual([expect.objectContaining({ status: 'done' })]);
        return code;
    };

    const isUnchanged = async (of: Bank, reserveMicro: number, loans: number): Promise<void> => {
        for (const mspId of MEMBERS) {
            const position = await of.position(mspId);
            expect([mspId, position.reserveMicro, position.loans]).toEqual([mspId, String(reserveMicro), loans]);
        }
    };

    scenario('a loan has no effect without organisation X, however many others endorse it', async (on) => {
        const code = await submitted(on, 'credit:Lend', await on.x.lending(LOAN), { by: [AUTHORITY, Y] });
        expect(code).toBe(REFUSED);
        await isUnchanged(on.x, RESERVE, 0);
    });

    scenario('a loan has no effect with organisation X alone', async (on) => {
        expect(await submitted(on, 'credit:Lend', await on.x.lending(LOAN), { by: [X] })).toBe(REFUSED);
        await isUnchanged(on.x, RESERVE, 0);
    });

    scenario(
        "a foreign organisation alone moves none of its coins, nor does the owner's endorsement alone",
        async (on) => {
            for (const alone of [Y, X]) {
                const code = await submitted(on, 'credit:Withdraw', on.x.withdrawal(COIN), { by: [alone] });
                expect([alone, code]).toEqual([alone, REFUSED]);
            }
            await isUnchanged(on.x, RESERVE, 0);
        },
    );

    scenario('a loan takes effect with X and one other, whom the peers find by themselves', async (on) => {
        expect(await submitted(on, 'credit:Lend', await on.x.lending(LOAN), {})).toBe('VALID');
        await on.x.agree({ loans: 1, reserveMicro: String(RESERVE - LOAN) });
    });

    scenario('what the loan left in the reserve is guarded as before', async (on) => {
        for (const by of [[AUTHORITY, Y], [X]]) {
            expect([by, await submitted(on, 'credit:Withdraw', on.x.withdrawal(COIN), { by })]).toEqual([by, REFUSED]);
        }
        const whole = on.x.withdrawal(RESERVE - LOAN - 5 * COIN);
        expect(await submitted(on, 'credit:Withdraw', whole, { by: [X, Y] })).toBe('VALID');
        await on.x.agree({ reserveMicro: String(5 * COIN) });
    });

    scenario(
        "a loan that two banks fund needs both their organisations, whatever the lead's peers endorse",
        async (on) => {
            await on.y.open(5 * COIN, [{ mspId: X, limitMicro: String(RESERVE) }]);
            const shared = await on.x.lending(8 * COIN);
            expect(await submitted(on, 'credit:Lend', shared, { by: [AUTHORITY, X] })).toBe(REFUSED);
            expect(await submitted(on, 'credit:Lend', shared, { by: [AUTHORITY, Y] })).toBe(REFUSED);
            await isUnchanged(on.y, 5 * COIN, 0);
            expect(await submitted(on, 'credit:Lend', shared, {})).toBe('VALID');
            await on.x.agree({ loans: 2, reserveMicro: String(COIN) });
            await on.y.agree({ loans: 1, reserveMicro: String(COIN) });
        },
    );

    scenario('a dossier stays with the bank: its own peer reads it, no other does', async ({ ledger: on, x }) => {
        const request = x.request(COIN);
        const dossier = x.dossier(request);
        const transient = { dossier: JSON.stringify(dossier) };
        const { code } = await on.submit(
            x.operator,
            'credit:PutDossier',
            { request: dossier.request },
            { by: [X], transient },
        );
        expect(code).toBe('VALID');
        expect(await on.untilAnswered(() => x.assess(request, X))).toMatchObject({ verdict: 'CREDIT_WEALTH' });
        for (const mspId of [AUTHORITY, Y]) await expect(x.assess(request, mspId)).rejects.toThrow();
    });
});
