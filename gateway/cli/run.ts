import { resolve } from 'node:path';
import { systemClock } from '../../drivers/index.js';
import { startGateway } from '../gateway.js';
import { createLogger } from '../logger.js';
import { packageVersion } from '../version.js';
import { configOrExit } from './config.js';
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
  const gateway = await startGateway({
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
