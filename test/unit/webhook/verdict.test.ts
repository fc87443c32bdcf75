import { describe, expect, it } from 'vitest';
import { longestRestMs, verdictOf } from '../../../gateway/webhook/verdict.js';

const now = Date.UTC(2026, 10, 23, 1, 0, 0);
const kinds = (from: number, to: number) => {
  const found: Record<string, number[]> = {};
  for (let status = from; status <= to; status++) {
    const { kind } = verdictOf({ kind: 'answer', status }, now);
    found[kind] = [...(found[kind] ?? []), status];
  }
  return found;
};

describe('what an answer means', () => {
  it('every 2xx: delivered; every 3xx: the address is wrong, for redirects are not followed', () => {
    expect(Object.keys(kinds(200, 299))).toEqual(['delivered']);
    expect(Object.keys(kinds(300, 399))).toEqual(['misdirected']);
  });

  it('a 4xx: kept where the place, the secret or the moment is wrong, given up where the message is', () => {
    const { again, misdirected, refused, ...others } = kinds(400, 499);
    expect(again).toEqual([408, 425, 429]);
    expect(misdirected).toEqual([401, 402, 403, 404, 405, 407, 410, 421, 426, 451]);
    expect(refused).toHaveLength(100 - 13);
    expect(refused).toEqual(expect.arrayContaining([400, 406, 409, 411, 413, 414, 415, 422]));
    expect(others).toEqual({});
  });

  it('a 5xx or no answer: again', () => {
    const { again = [], misdirected } = kinds(500, 599);
    expect(again).toHaveLength(99);
    expect(misdirected).toEqual([511]);
    expect(verdictOf({ kind: 'failed', reason: 'connect ECONNREFUSED' }, now)).toEqual({
      kind: 'again',
      reason: 'connect ECONNREFUSED',
      afterMs: 0,
    });
  });

  it.each([
    [undefined, 0],
    ['0', 0],
    ['7', 7_000],
    [' 120 ', 120_000],
    ['999999999', longestRestMs],
    ['Mon, 23 Nov 2026 01:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 00:59:00 GMT', 0],
    ['Mon, 23 Nov 2099 01:00:00 GMT', longestRestMs],
    ['soon', 0],
    ['-5', 0],
    ['', 0],
  ])('Retry-After %s: %d ms', (retryAfter, afterMs) => {
    expect(verdictOf({ kind: 'answer', status: 429, retryAfter }, now)).toEqual({
      kind: 'again',
      reason: 'answers 429',
      afterMs,
    });
  });
});
