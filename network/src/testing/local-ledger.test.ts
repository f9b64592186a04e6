import { Context, Contract, Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerRefusal, newLocalLedger, type LocalLedger } from './local-ledger';
import type { Signer } from './proposal';

let runs = 0;

@Info({ title: 'Notes' })
class NotesContract extends Contract {
    constructor() {
        super('notes');
    }

    @Transaction()
    @Returns('string')
    async Put(ctx: Context, key: string, value: string): Promise<string> {
        if (value === '') throw new Error('NOTE_EMPTY {}');
        await ctx.stub.putState(key, Buffer.from(value));
        ctx.stub.setEvent('noted', Buffer.from(key));
        return (await ctx.stub.getState(key)).toString();
    }

    @Transaction()
    async Append(ctx: Context, key: string, text: string): Promise<void> {
        const before = (await ctx.stub.getState(key)).toString();
        await ctx.stub.putState(key, Buffer.from(before + text));
    }

    @Transaction()
    async Differ(ctx: Context): Promise<void> {
        await ctx.stub.putState('differ', Buffer.from(String(runs++)));
    }

    @Transaction(false)
    @Returns('string')
    async Get(ctx: Context, key: string): Promise<string> {
        return (await ctx.stub.getState(key)).toString();
    }

    @Transaction(false)
    @Returns('string')
    async WhoAmI(ctx: Context): Promise<string> {
        const { clientIdentity: id, stub } = ctx;
        const role = id.getAttributeValue('role') ?? '';
        return [id.getMSPID(), role, stub.getMspID(), stub.getDateTimestamp().getTime()].join(' ');
    }
}

describe('a local ledger', () => {
    let ledger: LocalLedger;
    let client: Signer;

    beforeAll(async () => {
        const organisations = ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'];
        ledger = await newLocalLedger({ contracts: [NotesContract], organisations, endorsement: 2 });
        client = await ledger.identity('Eag1MSP', { role: 'operator' });
    });

    afterAll(() => ledger.close());

    it('commits a submitted transaction and shows it to later reads, not to its own', async () => {
        const submitted = await ledger.submit(client, 'notes:Put', ['a', 'one']);
        expect(submitted).toMatchObject({ code: 'VALID', payload: '', event: { name: 'noted', payload: 'a' } });
        expect(await ledger.evaluate(client, 'notes:Get', ['a'])).toBe('one');
        expect(await ledger.core.status(submitted.txId)).toEqual({ code: 0, block: BigInt(submitted.blockNumber) });
    });

    it('throws the refusal of a contract with its own words', async () => {
        await expect(ledger.submit(client, 'notes:Put', ['a', ''])).rejects.toThrow(new LedgerRefusal('NOTE_EMPTY {}'));
    });

    it('invalidates the second of two transactions of a block that read and write one key', async () => {
        const first = await ledger.endorse(client, 'notes:Append', ['b', 'x']);
        const second = await ledger.endorse(client, 'notes:Append', ['b', 'y']);
        const codes = (await ledger.commit([first, second])).map(({ code }) => code);
        expect(codes).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
        expect(await ledger.evaluate(client, 'notes:Get', ['b'])).toBe('x');
    });

    it('refuses a contract whose runs differ between endorsers', async () => {
        await expect(ledger.submit(client, 'notes:Differ', [])).rejects.toThrow(
            'ProposalResponsePayloads do not match',
        );
    });

    it('invalidates what fewer organisations endorse than the policy wants', async () => {
        const { code } = await ledger.submit(client, 'notes:Put', ['c', 'alone'], { endorsers: ['Eag1MSP'] });
        expect(code).toBe('ENDORSEMENT_POLICY_FAILURE');
        expect(await ledger.evaluate(client, 'notes:Get', ['c'])).toBe('');
    });

    it('leaves the environment of the process changeable', () => {
        process.env['LOCAL_LEDGER_TEST'] = '1';
        process.env['LOCAL_LEDGER_TEST'] = '2';
        expect(process.env['LOCAL_LEDGER_TEST']).toBe('2');
        delete process.env['LOCAL_LEDGER_TEST'];
        expect('LOCAL_LEDGER_TEST' in process.env).toBe(false);
    });

    it('tells the contract the caller, its attributes, the running organisation and the given time', async () => {
        const answer = await ledger.evaluate(client, 'notes:WhoAmI', [], { at: 1234, endorsers: ['Eag2MSP'] });
        expect(answer).toBe('Eag1MSP operator Eag2MSP 1234');
    });
});
