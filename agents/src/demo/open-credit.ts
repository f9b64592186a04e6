import type { RegisteredParticipant } from '@edgebourse/gateway/client/answers';
import { CreditClient } from '@edgebourse/gateway/client/credit-client';
import type { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import { BankAgent } from '../bank/bank-agent';
import type { CommandSigner } from '../device/commands';
import type { RegionCast } from './cast';
import { RegionCredit } from './credit-day';
import { PRODUCT } from './credit-terms';
import { NETWORK } from './genesis';
import { Income } from './income';
import { DAY_INTERVALS } from './neighbourhood';
import type { ReplayOptions } from './replay-options';

const FUND_LIFETIME_MS = 3_600_000;

/** What credit is opened with. */
export interface CreditFounders {
    readonly options: Pick<ReplayOptions, 'gatewayUrl' | 'token' | 'seed' | 'firstInterval' | 'intervals' | 'credit'>;
    readonly signer: CommandSigner;
    readonly device: EdgebourseClient;
    readonly treasury: EdgebourseClient;
    readonly certified: ReadonlyMap<string, RegisteredParticipant>;
}

async function foundBank({ organisation, bankKey }: RegionCast, found: CreditFounders): Promise<BankAgent> {
    const { options, signer, device } = found;
    const client = new CreditClient({ baseUrl: options.gatewayUrl, token: options.token(organisation, 'operator') });
    const bank = new BankAgent({ mspId: organisation, key: bankKey, signer, client });
    const [output] = (await device.outputs(bankKey.address)).outputs;
    if (output === undefined) throw new Error(`the bank of ${organisation} has no coins`);
    const nowMs = Date.now();
    await bank.found([PRODUCT], output, { network: NETWORK, nowMs, expiresMs: nowMs + FUND_LIFETIME_MS });
    return bank;
}

/** Opens a region's credit as the replay asks for it: nothing, deposits alone, or banks that lend. */
export async function openCredit(cast: RegionCast, found: CreditFounders): Promise<{ credit?: RegionCredit }> {
    const { options, signer, device, treasury, certified } = found;
    if (options.credit === undefined) return {};
    const { firstInterval, intervals } = options;
    const credit = new RegionCredit({
        cast,
        seed: options.seed,
        signer,
        income: new Income(cast, { firstInterval, intervals: Math.min(intervals, DAY_INTERVALS) }, treasury),
        bank: options.credit.lends ? await foundBank(cast, found) : undefined,
        device,
        credit: new CreditClient({ baseUrl: options.gatewayUrl }),
        certified,
        defaultShare: options.credit.defaultShare,
    });
    return { credit };
}
