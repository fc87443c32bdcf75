import { createHmac } from 'node:crypto';

/**
 * `sha256=` and the HMAC-SHA256 of `timestamp.body` in hex. The timestamp is under the signature so that nobody can send
 * a recorded message again later; a receiver refuses what is older than some minutes.
 * @param timestamp seconds since 1970-01-01 UTC, as the header has it
 */
export function signatureOf(secret: string, timestamp: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
