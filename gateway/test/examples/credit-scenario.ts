import { signingBytes, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import { tokenHash } from '../../../chaincode/src/credit/hashes';
import type { Assessment, ProductTerms, TokenRecord } from '@edgebourse/chaincode/credit/records';
import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { NETWORK } from '../../../chaincode/test/support/policy';
import type { Quotes } from '../../src/credit/schema';
import type { Recorder } from './recorder';

const REGISTRAR = 'AuthorityMSP.registrar';
const TREASURY = 'AuthorityMSP.treasury';
const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';
const BANK = 'Eag1MSP';
const COIN = 1_000_000;
const DAY_MS = 86_400_000;

const dora = device('dora');
const seller = device('ben');
const bank = device('bank-r1');

const signed = (by: Device, type: string, id: string, body: object): Envelope => {
    const head = { network: NETWORK, id, issuedAt: '0', expiresAt: '4000000000000' };
    return signedBy(by, { ...head, type, ...body });
};

/** Answers come from outside of jest's realm; what is signed must be made inside. */
const own = <Value>(answer: unknown): Value => JSON.parse(JSON.stringify(answer)) as Value;

const hashOf = ({ payload }: Envelope): string => sha256Hex(signingBytes(payload));

const product: ProductTerms = {
    product: 'standard',
    kind: 'standard',
    dMicro: '20000000',
    thetaWh: '50000',
    etaE12: '3500000000000',
    cE12: '150000000000',
    durationMs: String(30 * DAY_MS),
    bufferMs: String(3 * DAY_MS),
    capMicro: String(100 * COIN),
    alphaMaxE12: { A: '500000000000', E: '900000000000' },
    needIntervals: 4,
};

/** Finds the coins of a wallet. */
async function coinsOf(run: Recorder, of: Device): Promise<string> {
    const { outputs } = await run.good({ path: `/v1/coin/wallets/${of.wallet}/outputs` });
    return (outputs as { id: string }[])[0]?.id ?? '';
}

async function mint(run: Recorder, reference: string, to: Device, amount: number): Promise<void> {
    const outputs = [{ wallet: to.wallet, amountMicro: String(amount * COIN) }];
    await run.good({ path: '/v1/coin/mints', as: TREASURY, body: { reference, reason: 'external', outputs } });
}

/** The bank, its product and its reserve; and a borrower with a regular income. @returns The borrower's certificate. */
async function foundBank(run: Recorder): Promise<unknown> {
    const person = (of: Device, role: string): object => ({
        ...{ trueIdentity: `person behind ${of.name}`, account: `account of ${of.name}`, role },
        ...{ homeOrganisation: BANK, region: 'r1', notAfter: '4096000000000' },
        wallets: [{ publicKey: of.publicKey }],
    });
    const participants = [person(dora, 'energy-node'), person(bank, 'bank')];
    const registered = await run.good({ path: '/v1/identity/participants', as: REGISTRAR, body: { participants } });
    for (const reference of ['wage-1', 'wage-2', 'wage-3']) await mint(run, reference, dora, 20);
    await mint(run, 'capital', bank, 1000);
    const founding = { wallet: bank.wallet, partners: [] };
    await run.good({ path: '/v1/credit/banks', as: EAG1, body: founding });
    const stranger = { ...founding, wallet: device('stranger').wallet };
    await run.refused('WALLET_UNKNOWN', { path: '/v1/credit/banks', as: EAG1, body: stranger });
    await run.good({ path: '/v1/credit/products', as: EAG1, body: product });
    await run.refused('CREDIT_BANK_UNKNOWN', { path: '/v1/credit/products', as: EAG2, body: product });
    for (const path of ['', '/products', '/position']) {
        await run.good({ path: `/v1/credit/banks/${BANK}${path}` });
        await run.refused('CREDIT_BANK_UNKNOWN', { path: `/v1/credit/banks/NobodyMSP${path}` });
    }
    const consumes = await coinsOf(run, bank);
    const fund = (by: Device, id: string): Envelope =>
        signed(by, 'credit.fund.v1', id, { bank: BANK, amountMicro: String(900 * COIN), consumes });
    await run.refused('CREDIT_SIGNER', { path: '/v1/credit/fundings', body: fund(dora, 'fund-1') });
    await run.good({ path: '/v1/credit/fundings', body: fund(bank, 'fund-2') });
    const withdraw = (by: Device, id: string): Envelope =>
        signed(by, 'credit.withdraw.v1', id, { bank: BANK, amountMicro: String(COIN) });
    await run.good({ path: '/v1/credit/withdrawals', body: withdraw(bank, 'withdraw-1') });
    await run.refused('CREDIT_SIGNER', { path: '/v1/credit/withdrawals', body: withdraw(dora, 'withdraw-2') });
    return (registered['participants'] as { certificate: unknown }[])[0]?.certificate;
}

function requestOf(id: string, changes: object = {}): Envelope {
    const rates = { alphaMaxE12: '2000000000000', betaMaxE12: '2000000000000' };
    const body = { bank: BANK, product: 'standard', amountMicro: String(10 * COIN), ...rates, ...changes };
    return signed(dora, 'credit.request.v1', id, body);
}

async function hashPapers(run: Recorder, request: Envelope): Promise<object> {
    const assessed = await run.good({ path: '/v1/credit/assessments', as: EAG1, body: { request } });
    const { verdict, grade, repaid, failed, qMinWh } = own<Assessment>(assessed);
    const facts = { grade, repaid, failed, qMinWh };
    const quoting = { product: 'standard', wallet: dora.wallet, ...facts };
    const asked = { bank: BANK, loans: [quoting] };
    const prices = own<Quotes>(await run.good({ path: '/v1/credit/quotes', body: asked }));
    await run.refused('CREDIT_PRODUCT_UNKNOWN', {
        path: '/v1/credit/quotes',
        body: { bank: BANK, loans: [{ ...quoting, product: 'nothing' }] },
    });
    const [price] = prices.quotes;
    const id = hashOf(request);
    const attested = { bank: BANK, product: 'standard', wallet: dora.wallet, request: id, verdict, ...facts };
    const attestation = signed(bank, 'credit.attestation.v1', 'attestation-1', attested);
    const { productVersion, priceInterval, answer } = price ?? { productVersion: 0, answer: undefined };
    const quote = signed(bank, 'credit.quote.v1', 'quote-1', {
        issuedAt: prices.nowMs,
        ...{ bank: BANK, request: id, productVersion, answer },
        ...(priceInterval !== undefined && { priceInterval }),
    });
    return { request, attestation, quote };
}

/** @returns The id of the loan. */
async function lend(run: Recorder, certificate: unknown): Promise<string> {
    const request = requestOf('loan-1');
    const dossier = {
        trueIdentity: 'person behind dora',
        certificate,
        wallets: [dora.wallet],
        salt: '5a'.repeat(32),
    };
    await run.good({ path: '/v1/credit/requests', body: { request, dossier } });
    const elsewhere = requestOf('loan-2', { bank: 'NobodyMSP' });
    await run.refused('REQUEST_FORBIDDEN', { path: '/v1/credit/requests', body: { request: elsewhere } });
    await run.good({ path: '/v1/credit/requests', as: EAG1 });
    await run.refused('REQUEST_UNAUTHENTICATED', { path: '/v1/credit/requests' });
    const unknown = requestOf('loan-3');
    await run.refused('CREDIT_IDENTITY', { path: '/v1/credit/assessments', as: EAG1, body: { request: unknown } });
    const papers = await hashPapers(run, request);
    const lending = { path: '/v1/credit/loans', body: { loans: [papers] } };
    await run.refused('CREDIT_BANK_UNKNOWN', { ...lending, as: EAG2 });
    await run.good({ ...lending, as: EAG1 });
    const loan = hashOf(request);
    const holds = ({ loans }: Record<string, unknown>): boolean => (loans as unknown[]).length === 1;
    await run.eventually(`/v1/credit/loans?borrower=${dora.wallet}`, holds);
    await run.refused('REQUEST_INVALID', { path: '/v1/credit/loans?status=forgotten' });
    await run.good({ path: `/v1/credit/borrowers/${dora.wallet}` });
    await run.refused('REQUEST_INVALID', { path: '/v1/credit/borrowers/dora' });
    return loan;
}

async function pay(run: Recorder, id: string): Promise<void> {
    const nothing = '00'.repeat(32);
    await run.good({ path: `/v1/credit/loans/${id}` });
    await run.refused('CREDIT_LOAN_UNKNOWN', { path: `/v1/credit/loans/${nothing}` });
    const token = own<TokenRecord>(await run.good({ path: `/v1/credit/tokens/${id}` }));
    await run.refused('CREDIT_LOAN_UNKNOWN', { path: `/v1/credit/tokens/${nothing}` });
    const bill = (name: string, amount: number): Envelope => {
        const intent = { token: id, tokenHash: tokenHash(token), seller: seller.wallet, amountMicro: String(COIN) };
        const payment = signed(dora, 'credit.payment.v1', 'ride-1', intent);
        const copy = signed(bank, 'credit.token.v1', id, { token });
        const due = { amountMicro: String(amount), payTo: seller.wallet, reference: 'ride-1' };
        return signed(seller, 'credit.bill.v1', name, { payment, token: copy, ...due });
    };
    await run.refused('CREDIT_BILL_UNFIT', { path: '/v1/credit/bills', body: bill('bill-1', 2 * COIN) });
    await run.good({ path: '/v1/credit/bills', body: bill('bill-2', COIN) });
    await run.good({ path: `/v1/credit/tokens/${id}/payments` });
    await run.refused('CREDIT_LOAN_UNKNOWN', { path: `/v1/credit/tokens/${nothing}/payments` });
}

async function repay(run: Recorder, loan: string): Promise<void> {
    const spend = (by: Device, type: string, name: string, consumes: string, amount = COIN): Envelope =>
        signed(by, type, name, { loan, amountMicro: String(amount), consumes });
    const topUp = spend(dora, 'credit.topup.v1', 'top-up-1', await coinsOf(run, dora));
    await run.good({ path: '/v1/credit/top-ups', body: topUp });
    const ofSeller = await coinsOf(run, seller);
    const foreign = spend(seller, 'credit.topup.v1', 'top-up-2', ofSeller);
    await run.refused('CREDIT_LOAN_FOREIGN', { path: '/v1/credit/top-ups', body: foreign });
    const repayment = spend(dora, 'credit.repay.v1', 'repay-1', await coinsOf(run, dora));
    await run.good({ path: '/v1/credit/repayments', body: repayment });
    const another = spend(seller, 'credit.repay.v1', 'repay-2', ofSeller);
    await run.refused('CREDIT_LOAN_FOREIGN', { path: '/v1/credit/repayments', body: another });
    await run.good({ path: '/v1/credit/sweeps', body: { loans: [loan] } });
    await run.refused('CREDIT_LOAN_UNKNOWN', { path: '/v1/credit/sweeps', body: { loans: ['00'.repeat(32)] } });
    const close = (by: Device, name: string): Envelope => signed(by, 'credit.close.v1', name, { loan });
    await run.refused('CREDIT_LOAN_FOREIGN', { path: '/v1/credit/closings', body: close(seller, 'close-1') });
    await run.good({ path: '/v1/credit/closings', body: close(dora, 'close-2') });
}

/** A bank is founded, lends, is paid back: every operation of credit, once well and once refused. */
export async function runCreditExamples(run: Recorder): Promise<void> {
    const loan = await lend(run, await foundBank(run));
    await pay(run, loan);
    await repay(run, loan);
}
