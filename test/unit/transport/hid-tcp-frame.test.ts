import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RelayDecoder, relayFrame, relayKinds } from '../../../drivers/transport/hid-tcp-frame.js';
import { hex, toHex } from '../../support/hex.js';

test.each([
  ['an output report', relayKinds.output, '00 01 FF 00 FF 00 00 00 00', '02 00 09 00 01 FF 00 FF 00 00 00 00'],
  ['a feature report', relayKinds.setFeature, '65 02 FE 00 00 00 00 00', '03 00 08 65 02 FE 00 00 00 00 00'],
  ['a question for one', relayKinds.getFeature, '64 00 08', '04 00 03 64 00 08'],
])('%s as it goes out', (_what, kind, payload, expected) => {
  expect(toHex(relayFrame(kind, hex(payload)))).toBe(expected);
});

test('a report over the limit is not sent', () => {
  expect(relayFrame(2, new Uint8Array(4_096))).toHaveLength(4_099);
  expect(() => relayFrame(2, new Uint8Array(4_097))).toThrow('4097 bytes, allowed are at most 4096');
});

describe('what comes in', () => {
  test('reports, answers and refusals, however they are chunked', () => {
    const seed = Date.now() & 0xffff;
    const kind = fc.constantFrom(['input', 1] as const, ['featureReply', 5] as const, ['refused', 6] as const);
    const message = fc.tuple(kind, fc.uint8Array({ maxLength: 300 }));
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), cuts, (messages, sizes) => {
        const bytes = Buffer.concat(messages.map(([[, code], payload]) => relayFrame(code, payload)));
        const decoder = new RelayDecoder();
        const got = chunks(bytes, sizes).flatMap((chunk) => decoder.push(chunk));
        expect(got, `seed ${seed}`).toEqual(messages.map(([[name], payload]) => ({ kind: name, payload })));
        expect(decoder.fault).toBeUndefined();
      }),
      { seed, numRuns: 100 },
    );
  });

  test.each([
    ['one of our own kinds', '02 00 01 00'],
    ['an unknown kind', '00 00 00'],
    ['text', Buffer.from('HTTP/1.1 400 Bad Request').toString('hex')],
    ['a length over the limit', '01 10 01'],
  ])('%s is a fault, and nothing after it is read', (_what, bytes) => {
    const decoder = new RelayDecoder();
    expect(decoder.push(hex(`01 00 01 AA ${bytes}`))).toEqual([{ kind: 'input', payload: Uint8Array.of(0xaa) }]);
    expect(decoder.fault).toMatch(/^no message of a HID relay: /);
    expect(decoder.push(hex('01 00 01 BB'))).toEqual([]);
  });

  test('the longest report is taken', () => {
    const decoder = new RelayDecoder();
    expect(decoder.push(relayFrame(1, new Uint8Array(4_096)))[0]?.payload).toHaveLength(4_096);
  });
});

function chunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}
