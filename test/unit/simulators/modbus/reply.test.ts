import { describe, expect, it } from 'vitest';
import { encodeReply, refuse, written } from '../../../../simulators/modbus/reply.js';
import { createRequestDecoder } from '../../../../simulators/modbus/request.js';
import { hex, toHex } from '../../../support/hex.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { frame, read, writeOne } from './master.js';

function asked(request: string) {
  const [first] = createRequestDecoder(new VirtualClock())(hex(request));
  return first!;
}

/** W1 to W9 of led-boards-counters-hid.md 5.2, a counter module under address 10, and its exception W10. */
describe('the answers of a slave', () => {
  it.each([
    ['W1', '0A 04 00 3C 00 04 30 BE', [0, 1234, 0, 1200], '0A 04 08 00 00 04 D2 00 00 04 B0 BB CB'],
    ['W2', '0A 04 00 3C 00 04 30 BE', [1, 5, 1, 0x1170], '0A 04 08 00 01 00 05 00 01 11 70 81 9D'],
    ['W3', '0A 02 00 00 00 08 78 B7', [1, 0, 0, 0, 0, 0, 0, 0], '0A 02 01 01 62 6C'],
    ['W3, none', '0A 02 00 00 00 08 78 B7', [0, 0, 0, 0, 0, 0, 0, 0], '0A 02 01 00 A3 AC'],
    ['W5', '0A 04 00 68 00 02 F1 6C', [0, 3600], '0A 04 04 00 00 0E 10 44 E8'],
    ['W6', '0A 04 00 79 00 01 E1 68', [24_000], '0A 04 02 5D C0 24 31'],
    ['W9', '0A 03 00 6E 00 01 E4 AC', [96], '0A 03 02 00 60 1D AD'],
  ])('%s', (_name, request, values, reply) => {
    expect(toHex(encodeReply(asked(request), { values }))).toBe(reply);
  });

  it.each(['0A 06 00 64 00 01 08 AE', '0A 06 00 14 00 50 C8 89', writeOne(7, 0xff00, { functionCode: 5 })])(
    'a single writing %s is echoed',
    (request) => {
      expect(toHex(encodeReply(asked(request), written))).toBe(request);
    },
  );

  it('many coils written: start and count come back', () => {
    const request = frame(1, 15, 0, 19, 0, 10, 2, 0xcd, 1);
    expect(toHex(encodeReply(asked(request), written))).toBe(frame(1, 15, 0, 19, 0, 10));
  });

  it('bits are packed from the lowest, the last byte filled with zeros', () => {
    const request = asked(read(0, 10, { functionCode: 1 }));
    const values = [1, 0, 1, 1, 0, 0, 1, 1, 1, 0];
    expect(toHex(encodeReply(request, { values }))).toBe(frame(1, 1, 2, 0xcd, 0x01));
  });

  it('an exception carries the function code with its highest bit, and W10 is one', () => {
    expect(toHex(encodeReply(asked('0A 04 00 3C 00 04 30 BE'), refuse(2)))).toBe('0A 84 02 B3 03');
  });

  it('comes from another address when told so', () => {
    expect(toHex(encodeReply(asked(read(0)), { values: [1] }, 2))).toBe(frame(2, 3, 2, 0, 1));
  });
});
