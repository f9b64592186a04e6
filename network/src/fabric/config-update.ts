import { common } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';

const APPLICATION = 'Application';

/** @returns The channel's configuration in a configuration block. @throws Error for a block of another kind. */
export function configOf(blockBytes: Uint8Array): common.ConfigGroup {
    const [envelope] = common.Block.deserializeBinary(blockBytes).getData()?.getDataList_asU8() ?? [];
    const payload = payloadOf(envelope ?? new Uint8Array());
    const header = common.ChannelHeader.deserializeBinary(
        payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    if (header.getType() !== common.HeaderType.CONFIG) throw new Error('not a configuration block');
    const group = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig()?.getChannelGroup();
    if (group === undefined) throw new Error('a configuration block without configuration');
    return group;
}

function payloadOf(envelope: Uint8Array): common.Payload {
    return common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
}

/** @returns The members of the channel's application part, by MSP id. */
export function membersOf(channel: common.ConfigGroup): ReadonlyMap<string, common.ConfigGroup> {
    const members = applicationOf(channel).getGroupsMap();
    return new Map(members.toArray().map(([mspId]) => [mspId, groupIn(members.get(mspId))]));
}

function applicationOf(channel: common.ConfigGroup): common.ConfigGroup {
    return groupIn(channel.getGroupsMap().get(APPLICATION));
}

function groupIn(group: common.ConfigGroup | undefined): common.ConfigGroup {
    if (group === undefined) throw new Error('the channel has no such group');
    return group;
}

/**
 * Makes the update that lets an organisation into a channel's application part, in the form that Fabric's
 * `configtxlator compute_update` gives it: what is read stands there by its version alone, the changed group by its
 * next version with its whole list of members.
 * @param channel - The configuration in force.
 * @param member - What the new organisation is: its MSP, policies and anchor peers.
 * @returns A `common.Envelope` for administrators to sign.
 */
export function memberUpdate(
    channelId: string,
    channel: common.ConfigGroup,
    mspId: string,
    member: common.ConfigGroup,
): Uint8Array {
    const before = applicationOf(channel);
    const update = new common.ConfigUpdate();
    update.setChannelId(channelId);
    update.setReadSet(around(channel, versionsOf(before, before.getVersion())));
    const after = versionsOf(before, before.getVersion() + 1);
    after.setModPolicy(before.getModPolicy());
    after.getGroupsMap().set(mspId, member);
    update.setWriteSet(around(channel, after));
    const content = new common.ConfigUpdateEnvelope();
    content.setConfigUpdate(update.serializeBinary());
    return envelope(channelId, content.serializeBinary());
}

/** The channel's group by its version, with its application part. */
function around(channel: common.ConfigGroup, application: common.ConfigGroup): common.ConfigGroup {
    const group = new common.ConfigGroup();
    group.setVersion(channel.getVersion());
    group.getGroupsMap().set(APPLICATION, application);
    return group;
}

/** The group's direct members by their versions, without their contents. */
function versionsOf(of: common.ConfigGroup, version: number): common.ConfigGroup {
    const group = new common.ConfigGroup();
    group.setVersion(version);
    for (const [name] of of.getGroupsMap().toArray()) {
        const member = new common.ConfigGroup();
        member.setVersion(of.getGroupsMap().get(name)?.getVersion() ?? 0);
        group.getGroupsMap().set(name, member);
    }
    for (const [name] of of.getValuesMap().toArray()) {
        const value = new common.ConfigValue();
        value.setVersion(of.getValuesMap().get(name)?.getVersion() ?? 0);
        group.getValuesMap().set(name, value);
    }
    for (const [name] of of.getPoliciesMap().toArray()) {
        const policy = new common.ConfigPolicy();
        policy.setVersion(of.getPoliciesMap().get(name)?.getVersion() ?? 0);
        group.getPoliciesMap().set(name, policy);
    }
    return group;
}

function envelope(channelId: string, data: Uint8Array): Uint8Array {
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.CONFIG_UPDATE);
    channelHeader.setChannelId(channelId);
    channelHeader.setTimestamp(Timestamp.fromDate(new Date()));
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(data);
    const made = new common.Envelope();
    made.setPayload(payload.serializeBinary());
    return made.serializeBinary();
}
