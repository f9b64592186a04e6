import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import { AUTHORITY_KEY, NETWORK, testPolicy } from '../../../chaincode/test/support/policy';
import { signStatement } from '@edgebourse/chaincode/common/boneh-boyen';
import { signingBytes, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { Assessment, DossierRecord, Position, Preview, ProductTerms } from '@edgebourse/chaincode/credit/records';
import type { WalletStatement } from '@edgebourse/chaincode/identity/records';
import { solveExactLoan } from '@edgebourse/optimization/loan-pricing/exact-loan';
import type { Consortium } from './consortium';

/** Micro-coins. */
export const COIN = 1_000_000;

const DAY_MS = 86_400_000;
const YEARS = '2096000000000';
const RATE_MAX = '10000000000000';
const REGISTRAR = 'AuthorityMSP/registrar';
const NO_EVIDENCE = { trades: [], mints: [], flows: [], payments: [], readings: [] };

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
    alphaMaxE12: { A: RATE_MAX, B: RATE_MAX, C: RATE_MAX },
    needIntervals: 0,
};

let count = 0;

/** Members that every signed payload begins with. */
function head(): { network: string; id: string; issuedAt: string; expiresAt: string } {
    count += 1;
    const now = Date.now();
    return { network: NETWORK, id: `c${String(count)}`, issuedAt: String(now), expiresAt: String(now + 3_600_000) };
}

const hashOf = ({ payload }: Envelope): string => sha256Hex(signingBytes(payload));

function certified(
    { wallet, publicKey, name }: Device,
    changes: Pick<WalletStatement, 'role' | 'region'>,
): { statement: WalletStatement; publicKey: string; signature: string } {
    const meterAlias = device(`meter-${name}`).wallet;
    const statement: WalletStatement = { wallet, meterAlias, notAfter: YEARS, serial: `s-${name}`, ...changes };
    return { statement, publicKey, signature: signStatement(statement, AUTHORITY_KEY) };
}

/** Who borrows, in region r1. */
export const BORROWER = device('borrower');

/** Writes the policy and registers the wallets of both banks and of the borrower. */
export async function foundConsortium(ledger: Consortium): Promise<{ x: Bank; y: Bank }> {
    const [x, y] = [new Bank(ledger, 'Eag1MSP'), new Bank(ledger, 'Eag2MSP')];
    await ledger.apply(REGISTRAR, 'policy:Genesis', { policy: testPolicy() });
    const wallets = [
        certified(x.wallet, { role: 'bank', region: 'r1' }),
        certified(y.wallet, { role: 'bank', region: 'r2' }),
        certified(BORROWER, { role: 'energy-node', region: 'r1' }),
    ];
    await ledger.apply(REGISTRAR, 'identity:RegisterWallets', { wallets });
    return { x, y };
}

/** A credit bank, with what its gateway and its clients do around the contract. */
export class Bank {
    readonly wallet: Device;
    readonly operator: string;

    constructor(
        private readonly ledger: Consortium,
        readonly mspId: string,
    ) {
        this.wallet = device(`bank-${mspId}`);
        this.operator = `${mspId}/operator`;
    }

    /** Registers, offers its product and funds its reserve; waits until all peers have it. */
    async open(reserveMicro: number, partners: readonly { mspId: string; limitMicro: string }[] = []): Promise<void> {
        await this.ledger.apply(this.operator, 'credit:RegisterBank', { wallet: this.wallet.wallet, partners });
        await this.ledger.apply(this.operator, 'credit:SetProduct', PRODUCT);
        await this.fund(reserveMicro);
        await this.agree({ reserveMicro: String(reserveMicro) });
    }

    /** Waits until all peers have this of its position. */
    async agree(wanted: Partial<Position>): Promise<void> {
        await this.ledger.agree(this.operator, 'credit:Position', { bank: this.mspId }, wanted);
    }

    /** Its position as an organisation's peer has it. */
    async position(mspId: string): Promise<Position> {
        return this.ledger.evaluate(this.operator, 'credit:Position', { bank: this.mspId }, mspId);
    }

    /** A signed withdrawal. */
    withdrawal(amountMicro: number): object {
        const body = { bank: this.mspId, amountMicro: String(amountMicro) };
        return { commands: [signedBy(this.wallet, { type: 'credit.withdraw.v1', ...head(), ...body })] };
    }

    /** The borrower's request. */
    request(amountMicro: number): Envelope {
        const asked = { bank: this.mspId, product: PRODUCT.product, amountMicro: String(amountMicro) };
        const limits = { alphaMaxE12: RATE_MAX, betaMaxE12: RATE_MAX };
        return signedBy(BORROWER, { type: 'credit.request.v1', ...head(), ...asked, ...limits });
    }

    /** A loan with all its papers, which the contract accepts. */
    async lending(amountMicro: number): Promise<object> {
        const request = this.request(amountMicro);
        const facts = { wallet: BORROWER.wallet, grade: 'B3', repaid: 0, failed: 0, qMinWh: '0' };
        const named = { bank: this.mspId, product: PRODUCT.product, request: hashOf(request), verdict: 'eligible' };
        const attestation = signedBy(this.wallet, { type: 'credit.attestation.v1', ...head(), ...named, ...facts });
        const quoted = { bank: this.mspId, request: hashOf(request), ...(await this.priced(facts)) };
        const quote = signedBy(this.wallet, { type: 'credit.quote.v1', ...head(), ...quoted });
        return { bank: this.mspId, loans: [{ request, attestation, quote }], muE12: '0', cheaper: [] };
    }

    /** What the borrower discloses to this bank alone. */
    dossier(request: Envelope): DossierRecord {
        const statement = {
            participant: 'p1',
            trueIdentity: 'Ada Lovelace',
            role: 'energy-node' as const,
            homeOrganisation: 'Eag2MSP',
            notAfter: YEARS,
        };
        return {
            request: hashOf(request),
            trueIdentity: statement.trueIdentity,
            certificate: { statement, signature: signStatement(statement, AUTHORITY_KEY) },
            wallets: [BORROWER.wallet],
            salt: '0'.repeat(64),
        };
    }

    /** Looks into the borrower's accounts on an organisation's peer. */
    async assess(request: Envelope, mspId: string): Promise<Assessment> {
        return this.ledger.evaluate(this.operator, 'credit:Assess', { request, evidence: NO_EVIDENCE }, mspId);
    }

    /** What a gateway does: asks the contract for the terms and solves the game. */
    private async priced(facts: object): Promise<object> {
        const argument = { bank: this.mspId, loans: [{ product: PRODUCT.product, ...facts }] };
        const preview = await this.ledger.evaluate<Preview>(this.operator, 'credit:Preview', argument, this.mspId);
        const [{ terms, ...rest }] = preview.loans as [Preview['loans'][number]];
        const whole = Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, BigInt(value)]));
        const { status, ...rates } = solveExactLoan(whole as unknown as Parameters<typeof solveExactLoan>[0]);
        const texts = Object.fromEntries(Object.entries(rates).map(([name, value]) => [name, String(value)]));
        return { ...rest, answer: { status, ...texts } };
    }

    private async fund(amountMicro: number): Promise<void> {
        const outputs = [{ wallet: this.wallet.wallet, amountMicro: String(amountMicro) }];
        const mint = { reference: `reserve-${this.mspId}`, reason: 'external', outputs };
        const { txId } = await this.ledger.apply('AuthorityMSP/treasury', 'coin:Mint', mint);
        const body = { bank: this.mspId, amountMicro: String(amountMicro), consumes: `${txId}.0` };
        const envelope = signedBy(this.wallet, { type: 'credit.fund.v1', ...head(), ...body });
        await this.ledger.apply(this.operator, 'credit:Fund', { commands: [{ envelope, inputs: [] }] });
    }
}
