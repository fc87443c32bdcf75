import { createHash } from 'node:crypto';
import { concat } from './builder.js';
import { processId } from './control.js';
import { idText } from './process-ids.js';
import type { Profile } from './profiles.js';
import type { Sheet } from './sheet.js';

/** The two IDs of one paper. */
export interface PaperIds {
  readonly p: number;
  readonly c: number;
}

/**
 * All bytes of one paper for one write. P directly follows printed data, so it reports real completion; C follows the
 * cut (ticket-printing.md 8, order of bytes in a job).
 */
export function jobBytes({ body, cut, bytes }: Sheet, ids: PaperIds | undefined): Uint8Array {
  if (!ids) return bytes;
  return concat([body, processId(idText(ids.p)), cut, processId(idText(ids.c))]);
}

/** First 16 hex digits of the SHA-256. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** ms for this much paper at half the rated speed: half, for heads that wait for bytes or cool down. */
export function printMs(heightMm: number, { speed }: Pick<Profile, 'speed'>): number {
  return Math.ceil((heightMm / (0.5 * speed)) * 1_000);
}

/** Most that is waited for a confirmation, ms. */
const longestWaitMs = 30_000;

/** ms from the last byte until the printer must have confirmed the paper (ticket-printing.md 7). */
export function confirmWithinMs(heightMm: number, profile: Pick<Profile, 'speed'>, leastMs: number): number {
  return Math.min(longestWaitMs, Math.max(leastMs, printMs(heightMm, profile) + 3_000));
}
