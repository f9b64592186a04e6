import { common, peer } from '@hyperledger/fabric-protos';
import * as fc from 'fast-check';
import { newLocalLedger, type Endorsed, type LocalLedger } from '../../../testing/local-ledger';
import { ProbeContract } from '../../../testing/probe-contract';
import type { Signer } from '../../../testing/proposal';
import { flipS } from '../../msp/ecdsa';

let ledger: LocalLedger;
let client: Signer;

const endorse = (name: string, args: string[], endorsers?: string[]): Promise<Endorsed> =>
    ledger.endorse(client, `probe:${name}`, args, endorsers && { endorsers });
const codesOf = async (...batch: Endorsed[]): Promise<string[]> => (await ledger.commit(batch)).map(({ code }) => code);
const submit = async (name: string, args: string[], endorsers?: string[]): Promise<string> =>
    (await codesOf(await endorse(name, args, endorsers)))[0]!;

beforeAll(async () => {
    ledger = await newLocalLedger({ contracts: [ProbeContract], organisations: ['OneMSP', 'TwoMSP', 'ThreeMSP'] });
    client = await ledger.identity('OneMSP');
});

afterAll(() => ledger.close());

/** Changes the signed content of an envelope and signs it again, as a dishonest client would. */
function altered(
    endorsed: Endorsed,
    change: (payload: common.Payload) => void,
    signer: { sign(message: Uint8Array): Uint8Array } = client,
): Endorsed {
    const envelope = common.Envelope.deserializeBinary(endorsed.envelope);
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    change(payload);
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
    return { ...endorsed, envelope: envelope.serializeBinary() };
}

/** Changes the endorsed action inside a payload. */
function changeAction(payload: common.Payload, change: (action: peer.ChaincodeEndorsedAction) => void): void {
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    const [action] = transaction.getActionsList();
    const content = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
    change(content.getAction()!);
    action!.setPayload(content.serializeBinary());
    payload.setData(transaction.serializeBinary());
}

function changeChannelHeader(payload: common.Payload, change: (header: common.ChannelHeader) => void): void {
    const header = common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8());
    change(header);
    payload.getHeader()!.setChannelHeader(header.serializeBinary());
}

describe('the form of a transaction', () => {
    const put = (): Promise<Endorsed> => endorse('Put', ['form', 'x']);
    const unchanged = (): void => undefined;

    it('must be signed by its creator, with a low s', async () => {
        const stranger = await ledger.identity('TwoMSP');
        expect(await codesOf(altered(await put(), unchanged, stranger))).toEqual(['BAD_CREATOR_SIGNATURE']);
        const highS = { sign: (message: Uint8Array): Uint8Array => flipS(client.sign(message)) };
        expect(await codesOf(altered(await put(), unchanged, highS))).toEqual(['BAD_CREATOR_SIGNATURE']);
        expect(await codesOf(altered(await put(), unchanged))).toEqual(['VALID']);
    });

    it('must carry the id that nonce and creator give', async () => {
        const renamed = altered(await put(), (payload) => {
            changeChannelHeader(payload, (header) => {
                header.setTxId('00'.repeat(32));
            });
        });
        expect(await codesOf(renamed)).toEqual(['BAD_PROPOSAL_TXID']);
    });

    it('must keep the header that was endorsed', async () => {
        const moved = altered(await put(), (payload) => {
            changeChannelHeader(payload, (header) => {
                header.clearTimestamp();
            });
        });
        expect(await codesOf(moved)).toEqual(['INVALID_ENDORSER_TRANSACTION']);
    });

    it('must be an envelope at all', async () => {
        const endorsed = await put();
        expect(await codesOf({ ...endorsed, envelope: new Uint8Array() })).toEqual(['NIL_ENVELOPE']);
        const noise = new common.Envelope();
        noise.setPayload(Buffer.from('ff', 'hex'));
        expect(await codesOf({ ...endorsed, envelope: noise.serializeBinary() })).toEqual(['BAD_PAYLOAD']);
    });

    it('must be new, in its block and in the chain', async () => {
        const endorsed = await put();
        expect(await codesOf(endorsed, endorsed)).toEqual(['VALID', 'DUPLICATE_TXID']);
        expect(await codesOf(endorsed)).toEqual(['DUPLICATE_TXID']);
        expect(await ledger.core.status(endorsed.txId)).toMatchObject({ code: peer.TxValidationCode.VALID });
    });
});

describe('the endorsement policy', () => {
    it('counts organisations, not signatures', async () => {
        const twice = altered(await endorse('Put', ['p', 'x'], ['OneMSP']), (payload) => {
            changeAction(payload, (action) => {
                action.setEndorsementsList([...action.getEndorsementsList(), ...action.getEndorsementsList()]);
            });
        });
        expect(await codesOf(twice)).toEqual(['ENDORSEMENT_POLICY_FAILURE']);
        expect(await submit('Put', ['p', 'x'], ['TwoMSP', 'ThreeMSP'])).toBe('VALID');
    });

    it('ignores endorsements of other bytes and endorsements with a high s', async () => {
        const forged = altered(await endorse('Put', ['p', 'x']), (payload) => {
            changeAction(payload, (action) => {
                const [first] = action.getEndorsementsList();
                first!.setSignature(flipS(first!.getSignature_asU8()));
            });
        });
        expect(await codesOf(forged)).toEqual(['ENDORSEMENT_POLICY_FAILURE']);
    });

    it('does not take a client for a peer', async () => {
        const impostor = altered(await endorse('Put', ['p', 'x'], ['OneMSP']), (payload) => {
            changeAction(payload, (action) => {
                const endorsement = new peer.Endorsement();
                endorsement.setEndorser(client.serialized);
                const signed = Buffer.concat([action.getProposalResponsePayload_asU8(), client.serialized]);
                endorsement.setSignature(client.sign(signed));
                action.addEndorsements(endorsement);
            });
        });
        expect(await codesOf(impostor)).toEqual(['ENDORSEMENT_POLICY_FAILURE']);
    });

    it('of a key replaces that of the chaincode, for its value and for itself', async () => {
        await submit('Put', ['guarded', '1']);
        await submit('Guard', ['guarded', 'ThreeMSP', '']);
        expect(await submit('Put', ['guarded', '2'], ['OneMSP', 'TwoMSP'])).toBe('ENDORSEMENT_POLICY_FAILURE');
        expect(await submit('Guard', ['guarded', 'OneMSP', ''], ['OneMSP', 'TwoMSP'])).toBe(
            'ENDORSEMENT_POLICY_FAILURE',
        );
        expect(await submit('Put', ['guarded', '2'], ['ThreeMSP'])).toBe('VALID');
        expect(await ledger.evaluate(client, 'probe:IsGuarded', ['guarded'])).toBe('true');
    });

    it('of a key dies with the key', async () => {
        await submit('Put', ['mortal', '1']);
        await submit('Guard', ['mortal', 'ThreeMSP', '']);
        await submit('Delete', ['mortal'], ['ThreeMSP']);
        await submit('Put', ['mortal', '2']);
        expect(await ledger.evaluate(client, 'probe:IsGuarded', ['mortal'])).toBe('false');
    });

    it('of a key that is not there is forgotten', async () => {
        await submit('Guard', ['nothing', 'ThreeMSP', '']);
        expect(await submit('Put', ['nothing', '1'], ['OneMSP', 'TwoMSP'])).toBe('VALID');
    });

    it('of a key cannot be relied on in the block that changes it', async () => {
        await submit('Put', ['turning', '1']);
        const guard = await endorse('Guard', ['turning', 'ThreeMSP', '']);
        const put = await endorse('Put', ['turning', '2']);
        expect(await codesOf(guard, put)).toEqual(['VALID', 'ENDORSEMENT_POLICY_FAILURE']);
    });
});

describe('conflicts', () => {
    it('invalidate a read of a key that changed, was deleted or appeared', async () => {
        await submit('Put', ['m', '1']);
        const reads = await Promise.all(['m', 'new'].map((key) => endorse('Append', [key, 'x'])));
        const deletion = await endorse('Append', ['m', 'y']);
        expect(await submit('Delete', ['m'])).toBe('VALID');
        expect(await submit('Put', ['new', '1'])).toBe('VALID');
        expect(await codesOf(...reads, deletion)).toEqual(new Array(3).fill('MVCC_READ_CONFLICT'));
    });

    it('invalidate a range in which a key appeared, changed or went, earlier or in the same block', async () => {
        for (const key of ['r1', 'r2', 'r3']) await submit('Put', [key, 'x']);
        for (const change of [
            ['Put', 'r15', 'x'],
            ['Put', 'r2', 'y'],
            ['Delete', 'r3'],
        ]) {
            const [name = '', ...args] = change;
            const inBlock = await endorse('Count', ['r', 's', 'counted']);
            expect(await codesOf(await endorse(name, args), inBlock)).toEqual(['VALID', 'PHANTOM_READ_CONFLICT']);
            const later = await endorse('Count', ['r', 's', 'counted']);
            await submit(name === 'Delete' ? 'Put' : name, [args[0]!, 'back']);
            expect(await codesOf(later)).toEqual(['PHANTOM_READ_CONFLICT']);
        }
    });

    it('spare a range whose neighbours change, and one that was not read that far', async () => {
        for (const key of ['s1', 's2', 's3']) await submit('Put', [key, 'x']);
        const count = await endorse('Count', ['s1', 's3', 'counted']);
        expect(await codesOf(await endorse('Put', ['s3', 'y']), await endorse('Put', ['s0', 'y']), count)).toEqual(
            new Array(3).fill('VALID'),
        );
        const blind = await endorse('Delete', ['s25']);
        expect(await codesOf(blind, await endorse('Count', ['s1', 's3', 'counted']))).toEqual(['VALID', 'VALID']);
    });

    it('leave exactly the serial history of the valid transactions', async () => {
        const key = fc.constantFrom('x', 'y', 'z');
        const block = fc.array(fc.tuple(fc.constantFrom('Append', 'Put', 'Delete'), key), {
            minLength: 1,
            maxLength: 5,
        });
        let round = 0;
        await fc.assert(
            fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 4 }), async (blocks) => {
                const prefix = `serial${round++}`;
                const model = new Map<string, string>();
                for (const operations of blocks) {
                    const batch = await Promise.all(
                        operations.map(([name, own], index) =>
                            endorse(name, name === 'Delete' ? [prefix + own] : [prefix + own, String(index)]),
                        ),
                    );
                    const codes = await codesOf(...batch);
                    operations.forEach(([name, own], index) => {
                        if (codes[index] !== 'VALID') return;
                        const before = name === 'Append' ? (model.get(prefix + own) ?? '') : '';
                        if (name === 'Delete') model.delete(prefix + own);
                        else model.set(prefix + own, before + String(index));
                    });
                    // Blind writes never conflict, and the first of a block never does.
                    expect(codes.every((code, index) => code === 'VALID' || operations[index]?.[0] === 'Append')).toBe(
                        true,
                    );
                    expect(codes[0]).toBe('VALID');
                }
                const entries = (await ledger.entries(prefix)).map(({ key: k, value }) => [
                    k,
                    Buffer.from(value).toString(),
                ]);
                expect(entries).toEqual([...model].sort(([a], [b]) => (a < b ? -1 : 1)));
            }),
            { numRuns: 20, seed: 11 },
        );
    });
});
