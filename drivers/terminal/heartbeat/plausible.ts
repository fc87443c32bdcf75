import type { Beat } from './message.js';

/** How far the clock of a terminal may be ahead of ours, ms. */
const aheadMs = 300_000;
/** Older than any kiosk: such a time is that of a clock that was never set. */
const oldestMs = Date.UTC(2015, 0, 1);

/**
 * What of a beat may be believed; the rest is left out, and said why. The terminal goes on being heard: a clock that is wrong
 * is no silence.
 * @param now ms since 1970-01-01 UTC
 */
export function plausible(beat: Beat, now: number): { readonly beat: Beat; readonly notes: readonly string[] } {
  const at = transactionTime(beat.lastTransactionAt, now);
  const version = beat.version !== undefined && looksLikeCard(beat.version) ? undefined : beat.version;
  return {
    beat: { ...beat, version, lastTransactionAt: at.iso },
    notes: [
      ...(at.fault === undefined ? [] : [`last-transaction-at ${at.fault}: ignored`]),
      ...(version === beat.version ? [] : ['app-version has as many digits as a card number: ignored']),
    ],
  };
}

function transactionTime(text: string | undefined, now: number): { readonly iso?: string; readonly fault?: string } {
  if (text === undefined) return {};
  // Without a zone it would be read by the time zone of this machine.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) {
    return { fault: 'is no time of ISO 8601 with a zone' };
  }
  const at = Date.parse(text);
  if (Number.isNaN(at)) return { fault: 'is no time of ISO 8601 with a zone' };
  if (at > now + aheadMs) return { fault: 'is in the future, is the clock of the terminal right?' };
  if (at < oldestMs) return { fault: 'is too old, is the clock of the terminal right?' };
  return { iso: new Date(at).toISOString() };
}

/** 13 digits or more with nothing but spaces, dots and dashes in between. */
function looksLikeCard(text: string): boolean {
  return /\d(?:[ .-]?\d){12}/.test(text);
}
