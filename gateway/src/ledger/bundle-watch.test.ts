import { peer } from '@hyperledger/fabric-protos';
import { bundleVersion } from '@edgebourse/chaincode/bundle/records';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { BundleWatch, type WatchedLedger } from './bundle-watch';

const [AGREED, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];
const READER = { organisation: 'Eag1MSP', user: 'operator' };
const MEMBERS = ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'];

/** What each organisation's process answers; undefined when its peer is away. */
type Digests = Record<string, string | undefined>;

/** The two calls that the watch makes, without a ledger. */
function ledgerOf(digests: Digests, version = bundleVersion(1, AGREED), outOf = 2): WatchedLedger & { asked: number } {
    const ledger = {
        asked: 0,
        chaincode: 'edgebourse',
        endorsement: { outOf, organisations: MEMBERS },
        reach: () => ({
            network: {
                getContract: () => ({
                    evaluate: async () => {
                        const definition = new peer.lifecycle.QueryChaincodeDefinitionResult();
                        definition.setVersion(version);
                        return definition.serializeBinary();
                    },
                }),
            },
            contract: {
                evaluate: async (_: string, { endorsingOrganizations: [mspId = ''] = [] }) => {
                    ledger.asked += 1;
                    const digest = digests[mspId];
                    if (digest === undefined) throw new Error('no peer');
                    return Buffer.from(JSON.stringify({ digest }));
                },
            },
        }),
    };
    return ledger as unknown as WatchedLedger & { asked: number };
}

async function heard(...ledger: Parameters<typeof ledgerOf>): Promise<BundleWatch> {
    const watch = new BundleWatch(ledgerOf(...ledger), READER);
    await watch.refresh();
    return watch;
}

describe('who endorses', () => {
    const all = { AuthorityMSP: AGREED, Eag1MSP: AGREED, Eag2MSP: AGREED };

    it('is left to the ledger while all run what was agreed, or nobody is known to run anything else', async () => {
        expect((await heard(all)).named()).toBeUndefined();
        const silent = await heard({ ...all, Eag2MSP: undefined });
        expect([silent.named(), silent.isAgreed()]).toEqual([undefined, true]);
        expect(new BundleWatch(ledgerOf(all), READER).named()).toBeUndefined();
    });

    it('are those that answer the agreed digest, once one answers another', async () => {
        const watch = await heard({ ...all, Eag1MSP: OTHER });
        expect([watch.named(), watch.isAgreed()]).toEqual([['AuthorityMSP', 'Eag2MSP'], true]);
        expect(watch.state).toEqual({ committed: AGREED, organisations: { ...all, Eag1MSP: OTHER } });
    });

    it('is left to the ledger when too few run what was agreed, and that is told', async () => {
        const watch = await heard({ ...all, Eag1MSP: OTHER, Eag2MSP: OTHER });
        expect([watch.named(), watch.isAgreed()]).toEqual([undefined, false]);
    });

    it('is left to the ledger where the definition carries no digest', async () => {
        const watch = await heard({ ...all, Eag1MSP: OTHER }, '1.0');
        expect([watch.named(), watch.isAgreed(), watch.state.committed]).toEqual([undefined, true, null]);
    });

    it('stays as the caller named it', async () => {
        const watch = await heard({ ...all, Eag1MSP: OTHER });
        const seen = await watch.endorsed({ endorsingOrganizations: ['Eag1MSP'] }, async (proposal) => proposal);
        expect(seen.endorsingOrganizations).toEqual(['Eag1MSP']);
        const chosen = await watch.endorsed({}, async (proposal) => proposal);
        expect(chosen.endorsingOrganizations).toEqual(['AuthorityMSP', 'Eag2MSP']);
    });

    it('is asked anew when results did not match, and only then', async () => {
        const digests: Digests = { ...all };
        const watch = await heard(digests);
        digests['Eag2MSP'] = OTHER;
        const fail = (code: 'LEDGER_CONFLICT' | 'POLICY_MISSING') => async (): Promise<never> => {
            throw new EdgeError(code);
        };
        await expect(watch.endorsed({}, fail('POLICY_MISSING'))).rejects.toMatchObject({ code: 'POLICY_MISSING' });
        expect(watch.named()).toBeUndefined();
        await expect(watch.endorsed({}, fail('LEDGER_CONFLICT'))).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
        expect(watch.named()).toEqual(['AuthorityMSP', 'Eag1MSP']);
    });
});
