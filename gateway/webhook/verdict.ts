import type { Answer } from './sender.js';

/** What becomes of a message after an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  /** The receiver is away or busy: the message is tried again, at the earliest after `afterMs`. */
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs: number }
  /** Address, secret or rights are wrong: any other message would fare the same, so this one is kept and tried again. */
  | { readonly kind: 'misdirected'; readonly reason: string; readonly afterMs: number }
  /** The receiver does not want this message: it is given up. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The longest that a receiver may ask to be left alone, ms. */
export const longestRestMs = 900_000;

/** Too early or too much for now (RFC 9110, RFC 6585); so is every 5xx. */
const busy = [408, 425, 429];
/** The place or the sender is wrong, not the message; so is every redirect, which is not followed. */
const wrongPlace = [401, 402, 403, 404, 405, 407, 410, 421, 426, 451, 511];

/** @param now ms since 1970, to reckon from where the receiver names a date */
export function verdictOf(answer: Answer, now: number): Verdict {
  if (answer.kind === 'failed') return { kind: 'again', reason: answer.reason, afterMs: 0 };
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `answers ${status}`;
  const afterMs = restMs(retryAfter, now);
  if (wrongPlace.includes(status) || (status >= 300 && status < 400)) return { kind: 'misdirected', reason, afterMs };
  if (busy.includes(status) || status >= 500 || status < 400) return { kind: 'again', reason, afterMs };
  return { kind: 'refused', reason };
}

/** Retry-After of RFC 9110 section 10.2.3: seconds or a date, at most `longestRestMs`; 0 where it is neither. */
function restMs(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0;
  const text = retryAfter.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? 0 : Math.min(longestRestMs, Math.max(0, ms));
}
