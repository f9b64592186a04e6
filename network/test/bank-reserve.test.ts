import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrograms } from '@edgebourse/network/fabric/programs';
import { Consortium, MEMBERS } from './support/consortium';
import { Lender, LOAN_MICRO, RESERVE_MICRO } from './support/lender';

/** Seven Fabric processes and three of chaincode start for this. */
const TIMEOUT_MS = 300_000;
const X = 'Eag1MSP';
const OTHERS = ['AuthorityMSP', 'Eag2MSP'];
const OPERATOR = `${X}/operator`;
const REFUSED = 'ENDORSEMENT_POLICY_FAILURE';

describe.each(['embedded', 'fabric'] as const)('the reserve of bank X, on the %s ledger', (kind) => {
    let folder = '';
    let ledger: Consortium | undefined;
    let lender: Lender | undefined;

    beforeAll(async () => {
        const missing = kind === 'fabric' ? await findPrograms().then(() => undefined, String) : undefined;
        if (missing !== undefined) {
            process.stderr.write(`skipped: ${missing}\n`);
            return;
        }
        folder = await mkdtemp(join(tmpdir(), 'reserve-'));
        ledger = await Consortium.start(kind, join(folder, 'ledger'));
        lender = await Lender.open(ledger);
    }, TIMEOUT_MS);

    afterAll(async () => {
        await ledger?.close();
        if (folder !== '') await rm(folder, { recursive: true, force: true });
    }, TIMEOUT_MS);

    /** Runs with the story's two actors; without Fabric's programs there are none, and nothing is shown. */
    const scenario = (name: string, story: (on: Consortium, of: Lender) => Promise<void>): void => {
        it(
            name,
            async () => {
                if (ledger !== undefined && lender !== undefined) await story(ledger, lender);
            },
            TIMEOUT_MS,
        );
    };

    /** Endorsed by these, the contract does it; whether it takes effect is for the block. */
    const submitted = async (
        on: Consortium,
        name: string,
        argument: object,
        by: readonly string[],
    ): Promise<string> => {
        const { code, value } = await on.submit(OPERATOR, name, argument, by);
        expect(value).toEqual([expect.objectContaining({ status: 'done' })]);
        return code;
    };

    const hasWhole = async (of: Lender, reserveMicro: number, loans: number): Promise<void> => {
        for (const mspId of MEMBERS) {
            const position = await of.position(mspId);
            expect([mspId, position.reserveMicro, position.loans]).toEqual([mspId, String(reserveMicro), loans]);
        }
    };

    scenario('a loan has no effect without organisation X, however many others endorse it', async (on, of) => {
        expect(await submitted(on, 'credit:Lend', await of.lending(), OTHERS)).toBe(REFUSED);
        await hasWhole(of, RESERVE_MICRO, 0);
    });

    scenario('a loan has no effect with organisation X alone', async (on, of) => {
        expect(await submitted(on, 'credit:Lend', await of.lending(), [X])).toBe(REFUSED);
        await hasWhole(of, RESERVE_MICRO, 0);
    });

    scenario(
        "a foreign organisation's endorsement alone moves none of its coins, nor does the owner's alone",
        async (on, of) => {
            for (const alone of ['Eag2MSP', X]) {
                const code = await submitted(on, 'credit:Withdraw', of.withdrawal(1_000_000), [alone]);
                expect([alone, code]).toEqual([alone, REFUSED]);
            }
            await hasWhole(of, RESERVE_MICRO, 0);
        },
    );

    scenario('a loan takes effect with X and one other, whom the peers find by themselves', async (on, of) => {
        const { code, value } = await on.submit(OPERATOR, 'credit:Lend', await of.lending());
        expect([code, value]).toEqual(['VALID', [expect.objectContaining({ status: 'done' })]]);
        await on.agree(OPERATOR, 'credit:Position', { bank: X }, { loans: 1 });
        await hasWhole(of, RESERVE_MICRO - LOAN_MICRO, 1);
    });

    scenario('what the loan left in the reserve is guarded as before', async (on, of) => {
        for (const endorsers of [OTHERS, [X]]) {
            const code = await submitted(on, 'credit:Withdraw', of.withdrawal(1_000_000), endorsers);
            expect([endorsers, code]).toEqual([endorsers, REFUSED]);
        }
        const code = await submitted(on, 'credit:Withdraw', of.withdrawal(1_000_000), [X, 'Eag2MSP']);
        expect(code).toBe('VALID');
        await on.agree(
            OPERATOR,
            'credit:Position',
            { bank: X },
            { reserveMicro: String(RESERVE_MICRO - LOAN_MICRO - 1_000_000) },
        );
    });
});
