import { common, msp } from '@hyperledger/fabric-protos';
import { buildBlock } from './blocks';
import type { CoreConfig, Organisation } from './types';

function mspGroup({ mspId, caCertificatesPem }: Organisation): common.ConfigGroup {
    const fabricConfig = new msp.FabricMSPConfig();
    fabricConfig.setName(mspId);
    fabricConfig.setRootCertsList(caCertificatesPem.map((pem) => Buffer.from(pem)));
    const mspConfig = new msp.MSPConfig();
    mspConfig.setConfig(fabricConfig.serializeBinary());
    const value = new common.ConfigValue();
    value.setValue(mspConfig.serializeBinary());
    const group = new common.ConfigGroup();
    group.getValuesMap().set('MSP', value);
    return group;
}

function channelGroup(organisations: readonly Organisation[]): common.ConfigGroup {
    const application = new common.ConfigGroup();
    const byName = [...organisations].sort((a, b) => (a.mspId < b.mspId ? -1 : 1));
    for (const organisation of byName) application.getGroupsMap().set(organisation.mspId, mspGroup(organisation));
    const channel = new common.ConfigGroup();
    channel.getGroupsMap().set('Application', application);
    return channel;
}

function configEnvelope({ channelId, organisations }: CoreConfig): Uint8Array {
    const config = new common.Config();
    config.setChannelGroup(channelGroup(organisations));
    const content = new common.ConfigEnvelope();
    content.setConfig(config);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.CONFIG);
    channelHeader.setChannelId(channelId);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(new common.SignatureHeader().serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(content.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope.serializeBinary();
}

/** Block 0: a configuration transaction that names the channel and its organisations' roots of trust. */
export function genesisBlock(config: CoreConfig): Uint8Array {
    return buildBlock({
        number: 0n,
        previousHash: new Uint8Array(),
        envelopes: [configEnvelope(config)],
        codes: [0],
        commitHash: new Uint8Array(),
    });
}
