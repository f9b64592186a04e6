import { keyFromSeed, signStatement } from '../src/common/boneh-boyen';
import type { Attachment } from '../src/identity/attach';
import type { MappingRecord, OrganisationRecord, WalletCertificate, WalletRecord } from '../src/identity/records';
import type { CommandResult } from '../src/common/batch';
import { device, signedBy, type Device } from './support/device';
import { newWorld, type Person, type World } from './support/world';

let world: World;

beforeAll(async () => {
    world = await newWorld();
});

afterAll(async () => world.close());

describe('registering wallets', () => {
    const register = 'identity:RegisterWallets';
    const one = (certificate: WalletCertificate): object => ({ wallets: [certificate] });

    it('is refused to everybody but the authority', async () => {
        const argument = one(world.certify(device('w0')));
        expect(await world.refusal(world.people.eag1, register, argument)).toBe('ACCESS_DENIED');
        expect(await world.refusal(world.people.treasury, register, argument)).toBe('ACCESS_DENIED');
        const usurper = await world.ledger.identity('Eag1MSP', { role: 'authority' });
        expect(await world.refusal(usurper, register, argument)).toBe('ACCESS_DENIED');
    });

    it('refuses forged, foreign, expired and used certificates, each with its code', async () => {
        const { authority } = world.people;
        const refusal = async (certificate: WalletCertificate): Promise<string> =>
            world.refusal(authority, register, one(certificate));
        const good = world.certify(device('w1'));
        const { statement } = good;

        const richer = { ...good, statement: { ...statement, role: 'supplier' as const } };
        expect(await refusal(richer)).toBe('CERTIFICATE_FORGED');
        const impostor = keyFromSeed(Buffer.alloc(32, 'somebody else'));
        expect(await refusal({ ...good, signature: signStatement(statement, impostor) })).toBe('CERTIFICATE_FORGED');
        expect(await refusal({ ...good, signature: '00' })).toBe('CERTIFICATE_FORGED');
        expect(await refusal({ ...good, publicKey: device('w2').publicKey })).toBe('WALLET_MISMATCH');
        expect(await refusal({ ...good, publicKey: 'B'.repeat(124) })).toBe('ENVELOPE_KEY');
        expect(await refusal(world.certify(device('w1'), { region: 'r9' }))).toBe('REGION_UNKNOWN');
        const past = String(world.now - 1);
        expect(await refusal(world.certify(device('w1'), { notAfter: past }))).toBe('WALLET_EXPIRED');
        expect(await refusal({ ...good, statement: { ...statement, name: 'x' } as never })).toBe('ARGUMENT_INVALID');
    });

    it('registers all wallets of a batch or none, once', async () => {
        const { authority } = world.people;
        const [a, b] = [world.certify(device('wa')), world.certify(device('wb'))];
        const forged = { ...b, statement: { ...b.statement, serial: 'other' } };
        expect(await world.refusal(authority, register, { wallets: [a, forged] })).toBe('CERTIFICATE_FORGED');
        expect(await world.refusal(authority, register, { wallets: [a, a] })).toBe('WALLET_EXISTS');
        const outcome = await world.submit<WalletRecord[]>(authority, register, { wallets: [a, b] });
        expect(outcome.events).toEqual([
            { type: 'wallets.registered', wallets: [a.statement.wallet, b.statement.wallet] },
        ]);
        expect(await world.evaluate('identity:Wallet', { wallet: a.statement.wallet })).toEqual({
            ...a.statement,
            publicKey: a.publicKey,
            certificate: a.signature,
            status: 'active',
            attached: 'r1',
            nextSeq: 0,
            registeredAt: String(world.now),
        });
        expect(await world.refusal(authority, register, one(a))).toBe('WALLET_EXISTS');
        const again = world.certify(device('wc'), { serial: a.statement.serial });
        expect(await world.refusal(authority, register, one(again))).toBe('SERIAL_USED');
        const tooMany = Array.from({ length: 8 }, (_, index) => world.certify(device(`many-${String(index)}`)));
        expect(await world.refusal(authority, register, { wallets: tooMany })).toBe('ARGUMENT_INVALID');
    });

    it('answers wallets in the order asked for and refuses unknown ones', async () => {
        const wallets = [device('wb').wallet, device('wa').wallet];
        const records = await world.evaluate<WalletRecord[]>('identity:Wallets', { wallets });
        expect(records.map(({ wallet }) => wallet)).toEqual(wallets);
        const unknown = device('nobody').wallet;
        await expect(world.evaluate('identity:Wallet', { wallet: unknown })).rejects.toThrow(/^WALLET_UNKNOWN /);
        await expect(world.evaluate('identity:Wallets', { wallets: [unknown] })).rejects.toThrow(/^WALLET_UNKNOWN /);
    });
});

describe('attaching a wallet', () => {
    let nomad: Device;

    function attachment(by: Device, seq: number, region: string, id = `a${String(seq)}`): object {
        return signedBy(by, { type: 'identity.attach.v1', ...world.head(id), region, seq });
    }

    async function attach(...commands: object[]): Promise<string[]> {
        const outcome = await world.submit<CommandResult<Attachment>[]>(world.people.eag2, 'identity:Attach', {
            commands,
        });
        return outcome.value.map((result) => (result.status === 'refused' ? result.code : result.status));
    }

    beforeAll(async () => {
        [nomad] = (await world.register(['nomad'])) as [Device];
    });

    it('refuses strangers, unknown regions and numbers out of turn, and changes nothing', async () => {
        const before = await world.ledger.stateHash();
        expect(await attach(attachment(device('nobody'), 0, 'r2'))).toEqual(['WALLET_UNKNOWN']);
        expect(await attach(attachment(nomad, 0, 'r9'))).toEqual(['REGION_UNKNOWN']);
        expect(await attach(attachment(nomad, 1, 'r2'))).toEqual(['SEQUENCE_GAP']);
        expect(await world.ledger.stateHash()).toBe(before);
    });

    it('moves it to the region that it signed, once, whoever carries the command', async () => {
        const command = attachment(nomad, 0, 'r2');
        const outcome = await world.submit<CommandResult<Attachment>[]>(world.people.eag2, 'identity:Attach', {
            commands: [command],
        });
        expect(outcome.value).toEqual([{ status: 'done', id: 'a0', wallet: nomad.wallet, region: 'r2', nextSeq: 1 }]);
        expect(outcome.events).toEqual([{ type: 'wallet.attached', wallets: [nomad.wallet], region: 'r2' }]);
        expect(await attach(command)).toEqual(['exists']);
        expect(await attach(attachment(nomad, 0, 'r1', 'another'))).toEqual(['SEQUENCE_USED']);
        expect(await attach(attachment(nomad, 0, 'r1', 'a0'))).toEqual(['ID_REUSED']);
        const record = await world.evaluate<WalletRecord>('identity:Wallet', { wallet: nomad.wallet });
        expect(record).toMatchObject({ attached: 'r2', nextSeq: 1 });
    });

    it('refuses a replay of an older command', async () => {
        const first = attachment(nomad, 1, 'r1');
        expect(await attach(first, attachment(nomad, 2, 'r2'))).toEqual(['done', 'done']);
        expect(await attach(first)).toEqual(['SEQUENCE_USED']);
    });
});

describe('the standing of a wallet', () => {
    const evidence = 'e'.repeat(64);
    let bad: Device;
    let twin: Device;
    let wallets: string[];
    let foreign: string[];

    async function statusOf({ wallet }: Device): Promise<string> {
        return (await world.evaluate<WalletRecord>('identity:Wallet', { wallet })).status;
    }

    const say = (extra: object = {}): object => ({ wallets, reason: 'because', ...extra });

    beforeAll(async () => {
        [bad, twin] = (await world.register(['bad', 'twin'])) as [Device, Device];
        const [other] = (await world.register(['other'], { region: 'r2' })) as [Device];
        wallets = [bad.wallet, twin.wallet];
        foreign = [bad.wallet, other.wallet];
    });

    it('is changed by the home organisation and the authority only, for all named wallets or none', async () => {
        const { eag1, eag2, treasury } = world.people;
        const suspend = say({ status: 'suspended' });
        expect(await world.refusal(eag2, 'identity:SetStatus', suspend)).toBe('ACCESS_DENIED');
        expect(await world.refusal(treasury, 'identity:SetStatus', suspend)).toBe('ACCESS_DENIED');
        const usurper = await world.ledger.identity('Eag2MSP', { role: 'authority' });
        expect(await world.refusal(usurper, 'identity:SetStatus', suspend)).toBe('ACCESS_DENIED');
        const both = { ...say({ status: 'suspended' }), wallets: foreign };
        expect(await world.refusal(eag1, 'identity:SetStatus', both)).toBe('ACCESS_DENIED');
        const unknown = { ...say({ status: 'suspended' }), wallets: [bad.wallet, device('nobody').wallet] };
        expect(await world.refusal(eag1, 'identity:SetStatus', unknown)).toBe('WALLET_UNKNOWN');
        expect(await world.refusal(eag1, 'identity:SetStatus', say({ status: 'active' }))).toBe('STATUS_UNCHANGED');
    });

    it('goes from active to suspended and back', async () => {
        const { eag1, authority } = world.people;
        const { events } = await world.submit(eag1, 'identity:SetStatus', say({ status: 'suspended' }));
        expect(events).toEqual([{ type: 'wallet.status', wallets, status: 'suspended', reason: 'because' }]);
        expect(await statusOf(bad)).toBe('suspended');
        await world.submit(authority, 'identity:SetStatus', say({ status: 'active' }));
        expect(await statusOf(twin)).toBe('active');
    });

    it('is blacklisted with evidence, all wallets of the account in one transaction', async () => {
        const { eag1, eag2 } = world.people;
        expect(await world.refusal(eag1, 'identity:Blacklist', say())).toBe('EVIDENCE_MISSING');
        expect(await world.refusal(eag2, 'identity:Blacklist', say({ evidence }))).toBe('ACCESS_DENIED');
        await world.submit(eag1, 'identity:Blacklist', say({ evidence }));
        expect([await statusOf(bad), await statusOf(twin)]).toEqual(['blacklisted', 'blacklisted']);
        const record = await world.evaluate<WalletRecord>('identity:Wallet', { wallet: bad.wallet });
        expect(record.statusReason).toEqual({ reason: 'because', evidence, organisation: 'Eag1MSP' });
        expect(await world.refusal(eag1, 'identity:Blacklist', say({ evidence }))).toBe('STATUS_UNCHANGED');
        const active = say({ status: 'active' });
        expect(await world.refusal(eag1, 'identity:SetStatus', active)).toBe('WALLET_BLACKLISTED');
    });

    it('is freed from the blacklist by a second organisation only', async () => {
        const { eag1, eag2 } = world.people;
        expect(await world.refusal(eag2, 'identity:Lift', say())).toBe('STATUS_SECOND_ORGANISATION');
        expect(await world.refusal(eag2, 'identity:ProposeLift', say())).toBe('ACCESS_DENIED');
        const proposed = await world.submit(eag1, 'identity:ProposeLift', say());
        expect(proposed.events).toEqual([{ type: 'wallet.lift', wallets, organisation: 'Eag1MSP' }]);
        expect(await world.refusal(eag1, 'identity:Lift', say())).toBe('STATUS_SECOND_ORGANISATION');
        await world.submit(eag2, 'identity:Lift', say());
        const record = await world.evaluate<WalletRecord>('identity:Wallet', { wallet: bad.wallet });
        expect(record.status).toBe('active');
        expect(record.liftProposedBy).toBeUndefined();
        expect(await world.refusal(eag2, 'identity:Lift', say())).toBe('STATUS_UNCHANGED');
        expect(await world.refusal(eag1, 'identity:ProposeLift', say())).toBe('STATUS_UNCHANGED');
    });

    it('forgets a proposal when the wallet is revoked, and never comes back from that', async () => {
        const { eag1, eag2, authority } = world.people;
        await world.submit(eag1, 'identity:Blacklist', say({ evidence }));
        await world.submit(eag1, 'identity:ProposeLift', say());
        const revocation = { serials: ['s-bad', 's-twin'], reason: 'key lost' };
        expect(await world.refusal(eag1, 'identity:Revoke', revocation)).toBe('ACCESS_DENIED');
        const unknown = { ...revocation, serials: ['s-bad', 's-unknown'] };
        expect(await world.refusal(authority, 'identity:Revoke', unknown)).toBe('WALLET_UNKNOWN');
        const { events } = await world.submit(authority, 'identity:Revoke', revocation);
        expect(events).toEqual([{ type: 'certificate.revoked', serials: ['s-bad', 's-twin'] }]);
        expect(await statusOf(bad)).toBe('revoked');
        expect(await world.refusal(authority, 'identity:Revoke', revocation)).toBe('STATUS_UNCHANGED');
        expect(await world.refusal(eag2, 'identity:Lift', say())).toBe('STATUS_UNCHANGED');
        expect(await world.refusal(eag1, 'identity:SetStatus', say({ status: 'active' }))).toBe('WALLET_REVOKED');
        expect(await world.refusal(eag1, 'identity:Blacklist', say({ evidence }))).toBe('WALLET_REVOKED');
    });
});

describe('private mappings', () => {
    const participant = 'p-4f1c';
    const secret = 'Erika Mustermann, Heidestr. 17';
    const home = { endorsers: ['Eag1MSP'] };
    let mapping: MappingRecord;

    const put = (as: Person, record: object, argument: object = { participant }): Promise<string> =>
        world.refusal(as, 'identity:PutMapping', argument, {
            endorsers: [as.mspId],
            transient: { mapping: JSON.stringify(record) },
        });

    beforeAll(() => {
        mapping = {
            participant,
            trueIdentity: secret,
            account: 'DE-4711',
            homeOrganisation: 'Eag1MSP',
            wallets: [device('erika-1').wallet, device('erika-2').wallet],
            meterNumber: '1EMH0012345678',
            salt: 'a1'.repeat(32),
        };
    });

    it('are refused without transient data, with a wrong shape, or by another organisation', async () => {
        const { eag1, eag2, authority } = world.people;
        expect(await world.refusal(eag1, 'identity:PutMapping', { participant }, home)).toBe('TRANSIENT_MISSING');
        expect(await put(eag2, mapping)).toBe('ACCESS_DENIED');
        expect(await put(authority, mapping)).toBe('ACCESS_DENIED');
        expect(await put(eag1, { ...mapping, salt: '' })).toBe('ARGUMENT_INVALID');
        expect(await put(eag1, mapping, { participant: 'another' })).toBe('ARGUMENT_INVALID');
        const [wallet] = mapping.wallets;
        expect(await put(eag1, { ...mapping, wallets: [wallet, wallet] })).toBe('ARGUMENT_INVALID');
    });

    it('are kept by the home organisation alone; the public state shows nothing of them', async () => {
        const { eag1, eag2 } = world.people;
        const before = await world.ledger.stateHash();
        const transient = { mapping: JSON.stringify(mapping) };
        const outcome = await world.submit(eag1, 'identity:PutMapping', { participant }, { ...home, transient });
        expect(outcome.events).toEqual([{ type: 'mapping.written', organisation: 'Eag1MSP' }]);
        expect(await world.ledger.stateHash()).toBe(before);
        expect(await world.evaluate('identity:GetMapping', { participant })).toEqual(mapping);
        const asEag2 = world.evaluate('identity:GetMapping', { participant }, eag2);
        await expect(asEag2).rejects.toThrow(/^MAPPING_UNKNOWN /);
        const everything = (await world.ledger.entries()).map(({ key, value }) => key + Buffer.from(value).toString());
        expect(everything.join('\n')).not.toContain('Mustermann');
    });

    it('are deleted on demand', async () => {
        const { eag1 } = world.people;
        const { events } = await world.submit(eag1, 'identity:DeleteMapping', { participant }, home);
        expect(events).toEqual([{ type: 'mapping.deleted', organisation: 'Eag1MSP' }]);
        await expect(world.evaluate('identity:GetMapping', { participant })).rejects.toThrow(/^MAPPING_UNKNOWN /);
        expect(await world.refusal(eag1, 'identity:DeleteMapping', { participant }, home)).toBe('MAPPING_UNKNOWN');
    });
});

describe('the receipt key of an organisation', () => {
    it('is registered once, by an operator, for good', async () => {
        const { eag1, treasury } = world.people;
        const receiptKey = device('receipts-Eag1MSP').publicKey;
        const register = 'identity:RegisterOrganisation';
        const asked = { mspId: 'Eag1MSP' };
        await expect(world.evaluate('identity:Organisation', asked)).rejects.toThrow(/^RECEIPT_KEY_MISSING /);
        const unknown = world.evaluate('identity:Organisation', { mspId: 'Eag9MSP' });
        await expect(unknown).rejects.toThrow(/^ORGANISATION_UNKNOWN /);
        expect(await world.refusal(treasury, register, { receiptKey })).toBe('ACCESS_DENIED');
        expect(await world.refusal(eag1, register, { receiptKey: 'C'.repeat(124) })).toBe('ENVELOPE_KEY');
        const { value, events } = await world.submit<OrganisationRecord>(eag1, register, { receiptKey });
        expect(events).toEqual([{ type: 'organisation.registered', mspId: 'Eag1MSP' }]);
        expect(await world.evaluate('identity:Organisation', asked)).toEqual(value);
        expect((await world.submit(eag1, register, { receiptKey })).value).toEqual(value);
        const other = { receiptKey: device('another').publicKey };
        expect(await world.refusal(eag1, register, other)).toBe('ORGANISATION_EXISTS');
    });
});
