import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRequestDecoder,
  featureFrame,
  inputFrame,
  longestPayload,
  refusedFrame,
} from '../../../../simulators/hid/frames.js';
import { hex, toHex } from '../../../support/hex.js';

describe('frames of a HID device behind a relay', () => {
  it('to the host have a kind, a length and a payload', () => {
    expect(toHex(inputFrame(hex('00 00 5B 00 00 00 00 00')))).toBe('01 00 08 00 00 5B 00 00 00 00 00');
    expect(toHex(featureFrame(hex('08 01')))).toBe('05 00 02 08 01');
    expect(toHex(refusedFrame('不'))).toBe('06 00 03 E4 B8 8D');
    expect(toHex(inputFrame(new Uint8Array(300)).subarray(0, 3))).toBe('01 01 2C');
    expect(() => inputFrame(new Uint8Array(longestPayload + 1))).toThrow('at most 4096');
  });

  it('from the host are output reports, features set and features asked for', () => {
    const wire = hex('02 00 03 00 01 FF  03 00 03 65 02 FE  04 00 03 08 00 10  02 00 01 00');
    expect(createRequestDecoder()(wire)).toEqual([
      { kind: 'output', report: 0, data: hex('01 FF') },
      { kind: 'set-feature', report: 0x65, data: hex('02 FE') },
      { kind: 'get-feature', report: 8, length: 16 },
      { kind: 'output', report: 0, data: new Uint8Array() },
    ]);
  });

  it('read the same in any pieces', () => {
    const wire = hex('02 00 03 00 01 FF  03 00 03 65 02 FE  04 00 03 08 00 10');
    const whole = createRequestDecoder()(wire);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length })), (cuts) => {
        const decode = createRequestDecoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), wire.length];
        expect(borders.slice(1).flatMap((end, at) => decode(wire.subarray(borders[at], end)))).toEqual(whole);
      }),
    );
  });

  it.each([
    ['an unknown kind', '07'],
    ['a kind that only a device says', '01 00 01 00'],
    ['more than 4096 bytes', '02 10 01'],
    ['no report number', '02 00 00'],
    ['a question without a length', '04 00 02 08 00'],
    ['a question with too much', '04 00 04 08 00 10 00'],
  ])('%s breaks the stream for good', (_what, wire) => {
    const decode = createRequestDecoder();
    expect(decode(hex(wire))).toEqual([{ kind: 'broken' }]);
    expect(decode(hex('04 00 03 08 00 10'))).toEqual([]);
  });

  it('never throw, whatever comes, and break at most once', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
        const decode = createRequestDecoder();
        const requests = chunks.flatMap((chunk) => decode(chunk));
        const at = requests.findIndex(({ kind }) => kind === 'broken');
        expect(at === -1 || at === requests.length - 1).toBe(true);
      }),
    );
  });

  it('of the longest payload are taken', () => {
    const payload = new Uint8Array(longestPayload);
    const [request] = createRequestDecoder()(Uint8Array.from([2, 0x10, 0x00, ...payload]));
    expect(request).toMatchObject({ kind: 'output', report: 0 });
  });
});
