import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../drivers/terminal/cctalk/frame.js';
import { createGuard, type GuardOptions } from '../../../../drivers/terminal/cctalk/guard.js';
import { toHex } from '../../../support/hex.js';
import { bytesOf, sumVectors } from './vectors.js';

function gate(options: Partial<GuardOptions> = {}) {
  const sent: string[] = [];
  let now = 0;
  const guard = createGuard({
    mode: 'own-bus',
    checksum: 'sum',
    addresses: [40, 2],
    clock: { monotonic: () => now },
    write: async (bytes) => void sent.push(toHex(bytes)),
    ...options,
  });
  const tryTo = (bytes: Uint8Array) =>
    guard.write(bytes).then(
      () => 'sent',
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    );
  return {
    sent,
    guard,
    tryTo,
    header: (header: number, destination = 40, data = new Uint8Array()) =>
      tryTo(encodeFrame({ destination, header, data }, options.checksum ?? 'sum')),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

const list = [254, 246, 245, 244, 242, 241, 192, 249, 4, 232];

describe('in front of the wire', () => {
  it.each(['sum', 'crc'] as const)('of all 256 headers (%s) ten pass', async (checksum) => {
    const { header, wait, sent } = gate({ checksum });
    wait(30_000);
    const passed: number[] = [];
    for (let each = 0; each < 256; each++) if ((await header(each)) === 'sent') passed.push(each);
    expect(passed).toEqual([...list].sort((a, b) => a - b));
    expect(sent).toHaveLength(10);
  });

  it.each([1, 153, 154, 159, 228, 229, 230, 231])('header %d never does, and says so', async (header) => {
    const { header: tryHeader, sent } = gate();
    expect(await tryHeader(header)).toBe(
      `PROTOCOL_UNSUPPORTED refused in front of the wire: header ${header} with 0 data bytes is not allowed`,
    );
    expect(await tryHeader(header, 40, Uint8Array.of(1))).toContain('PROTOCOL_UNSUPPORTED');
    expect(sent).toEqual([]);
  });

  it('data behind a good header does not pass: with them 254 would be something else', async () => {
    const { header, sent } = gate();
    expect(await header(254, 40, Uint8Array.of(0))).toContain('with 1 data bytes');
    expect(sent).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['a part of a message', '28 00 01 FE'],
    ['a wrong checksum', '28 00 01 FE D8'],
    ['two messages at once', `${sumVectors['simple poll to 40']} ${sumVectors['bill events poll']}`],
    ['a message and a byte', `${sumVectors['simple poll to 40']} 00`],
    ['somebody else', '03 00 01 FE FE'],
    ['everybody', '00 00 01 FE 01'],
    ['in the name of a device', '28 00 02 FE D8'],
  ])('%s does not pass', async (_what, text) => {
    const { tryTo, sent } = gate();
    expect(await tryTo(bytesOf(text))).toContain('PROTOCOL_UNSUPPORTED refused in front of the wire');
    expect(sent).toEqual([]);
  });

  it('a self-check once in 30 s per device, the first one 30 s after the beginning', async () => {
    const { header, wait, guard, sent } = gate();
    expect(await header(232)).toContain('not 30 s ago');
    wait(29_999);
    expect([guard.selfCheckDue(40), await header(232)]).toEqual([false, expect.stringContaining('not 30 s ago')]);
    wait(1);
    expect([await header(232, 40), await header(232, 2), await header(232, 40)]).toEqual([
      'sent',
      'sent',
      expect.stringContaining('not 30 s ago'),
    ]);
    wait(29_999);
    expect(await header(232)).not.toBe('sent');
    wait(1);
    expect(await header(232)).toBe('sent');
    expect(sent).toHaveLength(3);
  });

  it('a tap sends nothing, not even what is harmless', async () => {
    const { header, wait, sent } = gate({ mode: 'tap' });
    wait(60_000);
    for (const each of list) expect(await header(each)).toContain('a tap only listens');
    expect(sent).toEqual([]);
  });
});
