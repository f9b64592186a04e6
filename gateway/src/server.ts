import { mkdir } from 'node:fs/promises';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Logger } from 'pino';
import { buildApp } from './app';
import type { Config } from './config';
import { openDomains, type Domains } from './domains';
import { newDrain } from './http/drain';
import { newMetrics, type Metrics } from './http/metrics';
import { openAuthorityKey } from './keys/authority-key';
import { assertDevelopment } from './keys/development-tokens';
import { openReceiptKeys } from './keys/receipt-keys';
import { LedgerConnection } from './ledger/connection';
import { readConnectionProfile } from './ledger/connection-profile';
import { FabricLedger } from './ledger/fabric-ledger';
import { listen } from './listening';
import { newLogger } from './log/logger';
import { openAuthentication } from './tokens';

/** A gateway that serves. */
export interface Gateway {
    readonly url: string;
    /** Takes no more requests, finishes running ones, ends streams, flushes the journal, leaves the ledger. */
    close(): Promise<void>;
}

async function openLedger(config: Config, metrics: Metrics, log: Logger): Promise<FabricLedger> {
    const profile = await readConnectionProfile(config.connectionProfile);
    assertDevelopment(config, profile.developmentCa);
    const connection = await LedgerConnection.open(profile, config.organisations, config);
    return new FabricLedger({ connection, retriesMax: config.retriesMax, log, onCall: metrics.countLedgerCall });
}

/** In the background: a gateway also starts while the ledger is away or has no policy yet. */
function registerOrganisations({ policies }: Domains, log: Logger): void {
    policies.registerOrganisations().catch((error: unknown) => {
        if (error instanceof EdgeError && error.code === 'POLICY_MISSING') return;
        log.warn({ err: error }, 'receipt keys could not be registered');
    });
}

/**
 * Starts a gateway.
 * @param log - The configured one when absent.
 * @throws Error when the configuration contradicts itself, a key or the journal cannot be read, or the port is taken.
 */
export async function startGateway(config: Config, log = newLogger(config.logLevel)): Promise<Gateway> {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const metrics = newMetrics(true);
    const ledger = await openLedger(config, metrics, log);
    const isAuthority = ledger.identities().some(({ role }) => role === 'authority');
    const authorityKey = isAuthority ? await openAuthorityKey(config) : undefined;
    const receiptKeys = await openReceiptKeys(config, ledger.organisations);
    const authenticate = await openAuthentication(config, ledger);
    const domains = await openDomains({ config, ledger, log, receiptKeys, authorityKey, now: Date.now });
    const drain = newDrain();
    const app = buildApp({
        routes: domains.routes,
        authenticate,
        drain,
        log,
        bodyBytesMax: config.bodyBytesMax,
        metrics,
        checks: { ledger: async () => ledger.isReady(), bundle: async () => ledger.isAgreed() },
        facts: { bundles: () => ledger.bundles() },
        rateLimitPerMinute: config.rateLimitPerMinute,
    });
    const leave = async (): Promise<void> => {
        await domains.close();
        ledger.close();
    };
    const listening = await listen(app, config.host, config.port).catch(async (error: unknown) => {
        await leave();
        throw error;
    });
    registerOrganisations(domains, log);
    const close = async (): Promise<void> => {
        drain.begin();
        await listening.close(config.drainTimeoutMs);
        await leave();
    };
    return { url: listening.url, close };
}
