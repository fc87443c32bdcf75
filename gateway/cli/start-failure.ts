import { GatewayError } from '../../drivers/index.js';
import { CliExit, exitCode } from './exit.js';

/** A failed start as the user sees it: what the configuration asks for and cannot be had is a usage error. */
export function asStartFailure(error: unknown, file: string): unknown {
  if (!(error instanceof GatewayError)) return error;
  const usage = error.code.endsWith('_LISTEN_FAILED') || error.code.startsWith('CONFIG_');
  return new CliExit(usage ? exitCode.usage : exitCode.failed, `${file}: ${error.message}`);
}
