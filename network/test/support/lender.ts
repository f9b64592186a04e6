import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { AUTHORITY_KEY, NETWORK, testPolicy } from '../../../chaincode/test/support/policy';
import { signStatement } from '@edgebourse/chaincode/common/boneh-boyen';
import { signingBytes } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { Position, Preview, ProductTerms } from '@edgebourse/chaincode/credit/records';
import type { WalletStatement } from '@edgebourse/chaincode/identity/records';
import { solveExactLoan } from '@edgebourse/optimization/loan-pricing/exact-loan';
import type { Consortium } from './consortium';

const COIN = 1_000_000;
const DAY_MS = 86_400_000;
const YEARS = '2096000000000';

/** What the bank has to lend. */
export const RESERVE_MICRO = 100 * COIN;
/** What is asked for. */
export const LOAN_MICRO = 20 * COIN;

const BANK = 'Eag1MSP';
const OPERATOR = `${BANK}/operator`;

const PRODUCT: ProductTerms = {
    product: 'standard',
    kind: 'standard',
    dMicro: String(20 * COIN),
    thetaWh: '20000',
    etaE12: '3500000000000',
    cE12: '10000000000',
    durationMs: String(30 * DAY_MS),
    bufferMs: String(DAY_MS),
    capMicro: String(50 * COIN),
    alphaMaxE12: { A: '10000000000000', B: '10000000000000', C: '10000000000000' },
    needIntervals: 0,
};

let count = 0;

/** Members that every signed payload begins with. */
function head(): { network: string; id: string; issuedAt: string; expiresAt: string } {
    count += 1;
    const now = Date.now();
    return { network: NETWORK, id: `c${String(count)}`, issuedAt: String(now), expiresAt: String(now + 3_600_000) };
}

/** The bank of Eag1MSP with a reserve, and one who wants to borrow. */
export class Lender {
    private constructor(
        private readonly ledger: Consortium,
        private readonly bank: Device,
        private readonly borrower: Device,
    ) {}

    /** Writes the policy, registers both wallets, and lets the bank offer a product and fund its reserve. */
    static async open(ledger: Consortium): Promise<Lender> {
        const lender = new Lender(ledger, device('bank-Eag1MSP'), device('borrower'));
        const { bank, borrower } = lender;
        await ledger.apply('AuthorityMSP/registrar', 'policy:Genesis', { policy: testPolicy() });
        const wallets = [lender.certified(bank, 'bank'), lender.certified(borrower, 'energy-node')];
        await ledger.apply('AuthorityMSP/registrar', 'identity:RegisterWallets', { wallets });
        await ledger.apply(OPERATOR, 'credit:RegisterBank', { wallet: bank.wallet, partners: [] });
        await ledger.apply(OPERATOR, 'credit:SetProduct', PRODUCT);
        await lender.fund();
        await ledger.agree(OPERATOR, 'credit:Position', { bank: BANK }, { reserveMicro: String(RESERVE_MICRO) });
        return lender;
    }

    /** The bank's position as an organisation's peer has it. */
    async position(mspId: string): Promise<Position> {
        return this.ledger.evaluate(OPERATOR, 'credit:Position', { bank: BANK }, mspId);
    }

    /** A signed withdrawal of the bank. */
    withdrawal(amountMicro: number): object {
        const body = { bank: BANK, amountMicro: String(amountMicro) };
        const envelope = signedBy(this.bank, { type: 'credit.withdraw.v1', ...head(), ...body });
        return { commands: [envelope] };
    }

    /** A loan with all its papers, which the contract accepts. */
    async lending(): Promise<object> {
        const { bank, borrower } = this;
        const asked = { bank: BANK, product: PRODUCT.product };
        const limits = { amountMicro: String(LOAN_MICRO), alphaMaxE12: '10000000000000', betaMaxE12: '10000000000000' };
        const request = signedBy(borrower, { type: 'credit.request.v1', ...head(), ...asked, ...limits });
        const hash = sha256Hex(signingBytes(request.payload));
        const facts = { wallet: borrower.wallet, grade: 'B3', repaid: 0, failed: 0, qMinWh: '0' };
        const attested = { ...asked, ...facts, request: hash, verdict: 'eligible' };
        const attestation = signedBy(bank, { type: 'credit.attestation.v1', ...head(), ...attested });
        const quoted = { bank: BANK, request: hash, ...(await this.priced(facts)) };
        const quote = signedBy(bank, { type: 'credit.quote.v1', ...head(), ...quoted });
        return { bank: BANK, loans: [{ request, attestation, quote }], muE12: '0', cheaper: [] };
    }

    /** What the gateway does: asks the contract for the terms and solves the game. */
    private async priced(facts: object): Promise<object> {
        const loans = [{ product: PRODUCT.product, ...facts }];
        const preview = await this.ledger.evaluate<Preview>(OPERATOR, 'credit:Preview', { bank: BANK, loans }, BANK);
        const [{ terms, ...rest }] = preview.loans as [Preview['loans'][number]];
        const whole = Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, BigInt(value)]));
        const answer = solveExactLoan(whole as unknown as Parameters<typeof solveExactLoan>[0]);
        const text = (value: bigint | string): string => String(value);
        return {
            ...rest,
            answer: Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, text(value as bigint)])),
        };
    }

    private async fund(): Promise<void> {
        const outputs = [{ wallet: this.bank.wallet, amountMicro: String(RESERVE_MICRO) }];
        const mint = { reference: 'reserve', reason: 'external', outputs };
        const { txId } = await this.ledger.apply('AuthorityMSP/treasury', 'coin:Mint', mint);
        const body = { bank: BANK, amountMicro: String(RESERVE_MICRO), consumes: `${txId}.0` };
        const envelope = signedBy(this.bank, { type: 'credit.fund.v1', ...head(), ...body });
        await this.ledger.apply(OPERATOR, 'credit:Fund', { commands: [{ envelope, inputs: [] }] });
    }

    private certified({ wallet, publicKey, name }: Device, role: WalletStatement['role']): object {
        const meterAlias = device(`meter-${name}`).wallet;
        const statement = { wallet, role, region: 'r1', meterAlias, notAfter: YEARS, serial: `s-${name}` };
        return { statement, publicKey, signature: signStatement(statement, AUTHORITY_KEY) };
    }
}
