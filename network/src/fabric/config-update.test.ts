import { common } from '@hyperledger/fabric-protos';
import { configOf, memberUpdate, membersOf } from './config-update';

function group(version: number, groups: Record<string, common.ConfigGroup> = {}): common.ConfigGroup {
    const made = new common.ConfigGroup();
    made.setVersion(version);
    made.setModPolicy('Admins');
    for (const [name, member] of Object.entries(groups)) made.getGroupsMap().set(name, member);
    const policy = new common.ConfigPolicy();
    policy.setVersion(7);
    policy.setModPolicy('Admins');
    made.getPoliciesMap().set('Readers', policy);
    return made;
}

function block(type: number, channel: common.ConfigGroup): Uint8Array {
    const header = new common.ChannelHeader();
    header.setType(type);
    const config = new common.Config();
    config.setChannelGroup(channel);
    const content = new common.ConfigEnvelope();
    content.setConfig(config);
    const payload = new common.Payload();
    payload.setHeader(new common.Header());
    payload.getHeader()!.setChannelHeader(header.serializeBinary());
    payload.setData(content.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    const data = new common.BlockData();
    data.addData(envelope.serializeBinary());
    const made = new common.Block();
    made.setData(data);
    return made.serializeBinary();
}

const CHANNEL = group(2, { Application: group(4, { Eag1MSP: group(3) }), Orderer: group(5) });

describe('letting an organisation into a channel', () => {
    it('reads the configuration in force from its block, and from no other block', () => {
        const members = membersOf(configOf(block(common.HeaderType.CONFIG, CHANNEL)));
        expect([...members.keys()]).toEqual(['Eag1MSP']);
        expect(() => configOf(block(common.HeaderType.MESSAGE, CHANNEL))).toThrow('not a configuration block');
    });

    it('changes the list of members alone: the rest stands there by its version', () => {
        const bytes = memberUpdate('market', CHANNEL, 'Wsp3MSP', group(0));
        const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
        const content = common.ConfigUpdateEnvelope.deserializeBinary(payload.getData_asU8());
        const update = common.ConfigUpdate.deserializeBinary(content.getConfigUpdate_asU8());
        expect(update.getChannelId()).toBe('market');
        const [read, write] = [update.getReadSet()!, update.getWriteSet()!];
        expect([read.getVersion(), write.getVersion()]).toEqual([2, 2]);
        expect(
            read
                .getGroupsMap()
                .toArray()
                .map(([name]) => name),
        ).toEqual(['Application']);
        const [before, after] = [read, write].map((set) => set.getGroupsMap().get('Application')!);
        expect([before!.getVersion(), after!.getVersion()]).toEqual([4, 5]);
        expect(after!.getGroupsMap().get('Eag1MSP')!.toObject()).toMatchObject({ version: 3, modPolicy: '' });
        expect(after!.getPoliciesMap().get('Readers')!.getVersion()).toBe(7);
        expect(
            before!
                .getGroupsMap()
                .toArray()
                .map(([name]) => name),
        ).toEqual(['Eag1MSP']);
        expect(after!.getGroupsMap().get('Wsp3MSP')!.getModPolicy()).toBe('Admins');
    });
});
