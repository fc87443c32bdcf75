import { pino } from 'pino';
import type { DriverLogger } from '../drivers/index.js';
import { maskJsonText } from './card-numbers/json-text.js';

export type Logger = pino.Logger;

/**
 * JSON lines to standard output, written synchronously: an unattended box must not lose the last lines before a
 * crash, and systemd or the container keeps and rotates them.
 */
export function createLogger(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info'): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: lineWithoutCardNumbers } },
    pino.destination({ dest: 1, sync: true }),
  );
}

/** The last thing that is done to a line: messages, details, errors and their stacks are all in it. */
function lineWithoutCardNumbers(line: string): string {
  return maskJsonText(line, { numbers: false, identifiers: true });
}

/** What a driver, or a part of the gateway, logs through. */
export function deviceLogger(logger: Logger, deviceId: string): DriverLogger {
  const child = logger.child({ deviceId });
  return {
    debug: (message, details = {}) => child.debug(details, message),
    info: (message, details = {}) => child.info(details, message),
    warn: (message, details = {}) => child.warn(details, message),
  };
}
