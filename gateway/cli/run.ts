import { resolve } from 'node:path';
import { systemClock } from '../../drivers/index.js';
import { type Gateway, startGateway } from '../gateway.js';
import { guardStrayErrors } from '../health/stray-errors.js';
import { createLogger } from '../logger.js';
import { packageVersion } from '../version.js';
import { configOrExit } from './config.js';
import { exitCode } from './exit.js';
import { interrupted } from './signals.js';
import { asStartFailure } from './start-failure.js';

interface RunOptions {
  readonly config: string;
  readonly state?: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** `branch-gateway run`: the gateway, until SIGINT or SIGTERM. */
export async function run(options: RunOptions): Promise<void> {
  const { config, directory, digest, templates } = await configOrExit(options.config);
  const logger = createLogger(options.logLevel);
  let gateway: Gateway | undefined;
  guardStrayErrors({
    source: process,
    clock: systemClock,
    log: (error, what) => logger.error({ err: error }, what),
    condition: () => gateway && ((condition) => gateway?.alarms.condition('gateway', condition)),
    giveUp: () => process.exit(exitCode.failed),
  });
  gateway = await startGateway({
    config,
    directory,
    digest,
    templates,
    stateDir: resolve(options.state ?? config.gateway.stateDir),
    version: packageVersion(),
    clock: systemClock,
    random: Math.random,
    logger,
  }).catch((error) => {
    throw asStartFailure(error, options.config);
  });
  const http = config.http ? { http: `${config.http.host}:${config.http.port}` } : {};
  logger.info(
    { mqtt: `${config.broker.host}:${gateway.broker.port}`, ...http, config: options.config, digest, pid: process.pid },
    'gateway is running',
  );
  await interrupted();
  await gateway.stop();
  logger.info('gateway has stopped');
}
