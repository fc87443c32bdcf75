import { pino } from 'pino';

export type Logger = pino.Logger;

/**
 * JSON lines to standard output, written synchronously: an unattended box must not lose the last lines before a
 * crash, and systemd or the container keeps and rotates them.
 */
export function createLogger(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info'): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 1, sync: true }),
  );
}
