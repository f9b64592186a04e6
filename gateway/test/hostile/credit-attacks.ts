import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Papers } from '../../../chaincode/test/support/credit-house';
import { signedBy } from '../../../chaincode/test/support/device';
import { command, get, post, query, type Attack, type Met } from './attack';
import type { CreditScene, PaperChanges } from './credit-scene';
import { transferred } from './envelope-attacks';
import { EAG1, type Scene } from './scene';

const NOBODY = 'NobodyMSP';
const NOTHING = '00'.repeat(32);
const MILLION = 1_000_000n;

const creditOf = ({ credit }: Scene): CreditScene => {
    if (credit === undefined) throw new Error('the scene has no bank yet');
    return credit;
};

interface Lending {
    readonly loans: readonly Papers[];
    readonly muE12: string;
    readonly cheaper: readonly object[];
}

/** @returns A lending that is refused: through the bank's gateway, and straight at the contract. */
function lent(code: Attack['code'], what: string, make: (credit: CreditScene) => Lending): Attack {
    const argument = (scene: Scene): object => ({ bank: 'Eag1MSP', ...make(creditOf(scene)) });
    return {
        code,
        what,
        rest: post('/v1/credit/loans', (scene) => make(creditOf(scene)), EAG1),
        contract: {
            how: 'credit:Lend',
            run: async (scene): Promise<Met> => {
                const whole = (error: unknown): Met => ({ code: codeOf(error) });
                return command('credit:Lend', argument).run(scene).catch(whole);
            },
        },
    };
}

/** The code of a transaction that was refused as a whole: a book is lent to all or none. */
const codeOf = (error: unknown): string => /\b([A-Z]+_[A-Z_]+) \{/.exec(String(error))?.[1] ?? String(error);

/** @returns One loan of Anna's that is refused. */
function asked(
    code: Attack['code'],
    what: string,
    product: string,
    changes: (credit: CreditScene) => PaperChanges,
): Attack {
    return lent(code, what, (credit) => ({
        loans: [credit.papers(credit.people.anna, product, changes(credit))],
        muE12: '0',
        cheaper: [],
    }));
}

const more = (text: string): string => String(BigInt(text) + BigInt(text) / MILLION + 1n);

/** Prices off the optimum by one part in a million. */
const PRICE_ATTACKS: readonly Attack[] = [
    asked('LOAN_STATUS', 'a loan said to be capped that is not', 'standard', () => ({ answer: { status: 'capped' } })),
    asked('LOAN_ALPHA', 'a penalty rate off by a millionth', 'standard', (credit) => ({
        answer: { alphaE12: more(credit.answer('standard').alphaE12) },
    })),
    asked('LOAN_BETA', 'an interest off by a millionth', 'standard', (credit) => ({
        answer: { betaE12: more(credit.answer('standard').betaE12) },
    })),
    asked('LOAN_AMOUNT', 'a loan off by a millionth', 'standard', (credit) => ({
        answer: { loanMicro: more(credit.answer('standard').loanMicro) },
    })),
    lent('LOAN_MU', 'a book beyond the bank’s coins', (credit) => ({
        loans: [credit.papers(credit.people.ben, 'rich', { answer: credit.answer('rich', 1n) })],
        muE12: '1',
        cheaper: [credit.answer('rich')],
    })),
];

const verdict = (code: 'CREDIT_WEALTH' | 'CREDIT_INCOME' | 'CREDIT_NEGATIVE', what: string): Attack =>
    asked(code, what, 'standard', () => ({ facts: { verdict: code } }));

/** Loans that are not to be had. */
const LOAN_ATTACKS: readonly Attack[] = [
    verdict('CREDIT_WEALTH', 'a borrower without any wealth'),
    verdict('CREDIT_INCOME', 'a borrower without a regular income'),
    verdict('CREDIT_NEGATIVE', 'a borrower with a negative credit value'),
    asked('CREDIT_MISMATCH', 'an attestation of somebody else', 'standard', ({ people }) => ({
        attestation: { wallet: people.ben.wallet },
    })),
    asked('CREDIT_PRODUCT_UNFIT', 'a product for better grades', 'good', () => ({ facts: { grade: 'B1' } })),
    asked('CREDIT_LIMIT', 'a line that is used up', 'line', () => ({ facts: { grade: 'A1' } })),
    asked('CREDIT_QUOTE_EXPIRED', 'an offer that ran out', 'standard', () => ({ quote: { expiresAt: '1' } })),
    asked('CREDIT_NO_LOAN', 'a product at which no rate suits both', 'dear', () => ({})),
    asked('CREDIT_RATE', 'rates above those that the borrower signed', 'standard', () => ({
        request: { alphaMaxE12: '1', betaMaxE12: '1' },
    })),
    asked('CREDIT_RESERVE', 'more than the bank has', 'rich', () => ({ amountMicro: 500_000_000 })),
];

interface Path {
    readonly path: string;
    readonly fn: string;
}

const BILL: Path = { path: '/v1/credit/bills', fn: 'credit:Bill' };

/** @returns A signed command that is refused through REST and at the contract. */
function told(code: Attack['code'], what: string, at: Path, make: (credit: CreditScene) => Envelope): Attack {
    return {
        code,
        what,
        rest: post(at.path, (scene) => make(creditOf(scene))),
        contract: command(at.fn, (scene) => ({ commands: [make(creditOf(scene))] })),
    };
}

/** As {@link told}, for commands to which the gateway adds outputs. */
function spent(code: Attack['code'], what: string, at: Path, make: (credit: CreditScene) => Envelope): Attack {
    return {
        ...told(code, what, at, make),
        contract: command(at.fn, (scene) => ({ commands: [{ envelope: make(creditOf(scene)), inputs: [] }] })),
    };
}

const REPAY: Path = { path: '/v1/credit/repayments', fn: 'credit:Repay' };

/** Bills that are not to be paid, and repayments that are not to be taken. */
const TOKEN_ATTACKS: readonly Attack[] = [
    told('CREDIT_TOKEN_FORGED', 'a token that its borrower signed', BILL, (credit) =>
        credit.bill({ signer: credit.people.anna }),
    ),
    told('CREDIT_TOKEN_FOREIGN', 'a payment with somebody else’s token', BILL, (credit) =>
        credit.bill({ by: credit.people.ben }),
    ),
    told('CREDIT_TOKEN_STALE', 'a token that was replaced', BILL, (credit) => credit.bill({ token: credit.stale })),
    told('CREDIT_BALANCE', 'a bill above the balance', BILL, (credit) => credit.bill({ amountMicro: 90_000_000 })),
    told('CREDIT_BILL_UNFIT', 'a bill above the payment', BILL, (credit) => credit.bill({ billedMicro: 2000 })),
    told('CREDIT_BILL_PAID', 'a payment billed twice', BILL, (credit) => credit.again()),
    told(
        'CREDIT_TOKEN_EXPIRED',
        'a closed token closed again',
        { path: '/v1/credit/closings', fn: 'credit:Close' },
        (credit) => credit.house.closing(credit.people.ben, credit.closed?.id ?? ''),
    ),
    spent(
        'CREDIT_LOAN_FOREIGN',
        'a repayment of another’s loan',
        REPAY,
        ({ house, people, loan, coins }) => house.repayment(people.ben, loan?.id ?? '', 1000, coins).envelope,
    ),
    spent(
        'CREDIT_LOAN_PAID',
        'a repayment of a loan that is paid',
        REPAY,
        ({ house, people, closed, coins }) => house.repayment(people.ben, closed?.id ?? '', 1000, coins).envelope,
    ),
    spent(
        'CREDIT_REPAY_EXCESS',
        'a repayment of more than is due',
        REPAY,
        ({ house, people, loan, coins }) => house.repayment(people.anna, loan?.id ?? '', 90_000_000, coins).envelope,
    ),
    spent(
        'CREDIT_SIGNER',
        'coins for a reserve that another than the bank signed',
        { path: '/v1/credit/fundings', fn: 'credit:Fund' },
        ({ house, people, coins }) => {
            const body = { bank: house.mspId, amountMicro: '1000', consumes: coins };
            return signedBy(people.anna, { type: 'credit.fund.v1', ...house.world.head(), ...body });
        },
    ),
];

const facts = { grade: 'B2', repaid: 0, failed: 0, qMinWh: '5000' };
const priced = ({ anna }: Scene): object => ({
    bank: 'Eag1MSP',
    loans: [{ product: 'nothing', wallet: anna.wallet, ...facts }],
});

/** Reads of what is not there. */
const READ_ATTACKS: readonly Attack[] = [
    {
        code: 'CREDIT_BANK_UNKNOWN',
        what: 'an organisation that runs no bank',
        rest: get(`/v1/credit/banks/${NOBODY}`),
        contract: query('credit:Bank', () => ({ bank: NOBODY })),
    },
    {
        code: 'CREDIT_PRODUCT_UNKNOWN',
        what: 'the price of a product that is not offered',
        rest: post('/v1/credit/quotes', priced),
        contract: query('credit:Preview', priced),
    },
    {
        code: 'CREDIT_LOAN_UNKNOWN',
        what: 'a loan that was never granted',
        rest: get(`/v1/credit/loans/${NOTHING}`),
        contract: query('credit:Loan', () => ({ loan: NOTHING })),
    },
    {
        code: 'CREDIT_IDENTITY',
        what: 'a borrower who discloses nothing',
        rest: post(
            '/v1/credit/assessments',
            (scene) => ({ request: creditOf(scene).papers(scene.anna, 'standard').request }),
            EAG1,
        ),
        contract: query('credit:Assess', (scene) => ({
            request: creditOf(scene).papers(scene.anna, 'standard').request,
            evidence: { trades: [], mints: [], flows: [], payments: [], readings: [] },
        })),
    },
    transferred('COIN_PENDING', 'coins that are not confirmed yet', (scene) =>
        signedBy(scene.ben, {
            type: 'coin.transfer.v1',
            ...scene.world.head(),
            to: scene.anna.wallet,
            amountMicro: '1',
            consumes: scene.pending,
        }),
    ),
];

/** What borrowers, banks and sellers may not. */
export const CREDIT_ATTACKS: readonly Attack[] = [...PRICE_ATTACKS, ...LOAN_ATTACKS, ...TOKEN_ATTACKS, ...READ_ATTACKS];
