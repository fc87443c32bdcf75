import { describe, expect, it } from 'vitest';
import type { Beat } from '../../../../drivers/terminal/heartbeat/message.js';
import { plausible } from '../../../../drivers/terminal/heartbeat/plausible.js';

const now = Date.UTC(2026, 10, 26, 1, 0, 0);
const beat: Beat = {
  terminalId: 'k',
  seq: 1,
  bootId: 'a',
  version: undefined,
  uptimeSeconds: 1,
  inService: true,
  modules: {},
  counters: {},
  lastTransactionAt: undefined,
};
const of = (change: Partial<Beat>) => plausible({ ...beat, ...change }, now);

describe('what of a beat is believed', () => {
  it.each([
    ['2026-11-26T08:59:00+08:00', '2026-11-26T00:59:00.000Z'],
    ['2026-11-26T00:59:00Z', '2026-11-26T00:59:00.000Z'],
    ['2026-11-26T00:59Z', '2026-11-26T00:59:00.000Z'],
    ['2026-11-26T00:59:00.123456+0000', '2026-11-26T00:59:00.123Z'],
    ['2026-11-26T01:05:00Z', '2026-11-26T01:05:00.000Z'],
    ['2015-01-01T00:00:00Z', '2015-01-01T00:00:00.000Z'],
  ])('a last transaction at %s', (text, iso) => {
    expect(of({ lastTransactionAt: text })).toMatchObject({ beat: { lastTransactionAt: iso }, notes: [] });
  });

  it.each([
    ['2026-11-26T01:05:00.001Z', 'in the future'],
    ['2199-01-01T00:00:00Z', 'in the future'],
    ['1970-01-01T08:00:00+08:00', 'too old'],
    ['2014-12-31T23:59:59Z', 'too old'],
    ['2026-11-26T08:59:00', 'no time of ISO 8601 with a zone'],
    ['2026-11-26', 'no time of ISO 8601 with a zone'],
    ['2026-13-26T00:00:00Z', 'no time of ISO 8601 with a zone'],
    ['1795658340', 'no time of ISO 8601 with a zone'],
    ['yesterday', 'no time of ISO 8601 with a zone'],
    ['', 'no time of ISO 8601 with a zone'],
  ])('not one at %s', (text, why) => {
    const { beat: believed, notes } = of({ lastTransactionAt: text });
    expect(believed.lastTransactionAt).toBeUndefined();
    expect(notes).toEqual([expect.stringContaining(why)]);
    if (text.length > 3) expect(notes.join()).not.toContain(text);
  });

  it('a version, but none that could be the number of a card', () => {
    expect(of({ version: '3.1.4 (2026-11-26)' })).toMatchObject({ beat: { version: '3.1.4 (2026-11-26)' }, notes: [] });
    for (const version of ['4111111111111111', 'v4111 1111 1111 1111', '4111-1111-1111-1111b', '6222.0212.3456.7']) {
      const { beat: believed, notes } = of({ version });
      expect(believed.version).toBeUndefined();
      expect(notes).toEqual(['app-version has as many digits as a card number: ignored']);
    }
  });
});
