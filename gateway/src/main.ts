import { pino } from 'pino';
import { configFromEnvironment } from './config';
import { newLogger } from './log/logger';
import { startGateway } from './server';

const STANDARD_ERROR = 2;

/** Reads the environment, serves, and ends with exit code 0 once a signal has asked for it and all is finished. */
async function main(): Promise<void> {
    const config = configFromEnvironment(process.env);
    const log = newLogger(config.logLevel, pino.destination({ fd: STANDARD_ERROR, sync: true }));
    const gateway = await startGateway(config, log);
    process.stdout.write(`gateway listening on ${gateway.url}\n`);
    let isStopping = false;
    const stop = (signal: string): void => {
        if (isStopping) process.exit(1);
        isStopping = true;
        log.info({ signal }, 'draining');
        gateway.close().then(
            () => process.exit(0),
            (error: unknown) => {
                log.fatal({ err: error }, 'could not end in order');
                process.exit(1);
            },
        );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
    process.stderr.write(`The gateway did not start. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});
