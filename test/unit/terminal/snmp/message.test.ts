import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../../drivers/terminal/snmp/message.js';
import { hex } from '../../../support/hex.js';

/** GetRequest, version 2c, community public, sysUpTime.0; built by hand after RFC 3416. */
const get =
  '30 26 02 01 01 04 06 70 75 62 6C 69 63 A0 19 02 01 01 02 01 00 02 01 00 30 0E 30 0C 06 08 2B 06 01 02 01 01 03 00 05 00';
const withPdu = (tag: string) => get.replace('A0 19', `${tag} 19`);
/** Discovery of version 3: reportable, neither authenticated nor encrypted. */
const discovery =
  '30 36 02 01 03 30 0E 02 01 05 02 03 00 FF E3 04 01 04 02 01 03 04 10 30 0E 04 00 02 01 00 02 01 00 04 00 04 00 04 00 30 0F 04 00 04 00 A0 09 02 01 05 02 01 00 02 01 00';
const v3 = (flags: string) => discovery.replace('04 01 04 02 01 03', `04 01 ${flags} 02 01 03`);

describe('what can be seen of a datagram', () => {
  it.each([
    ['A0', 0xa0],
    ['A1', 0xa1],
    ['A2', 0xa2],
    ['A3', 0xa3],
    ['A5', 0xa5],
    ['A7', 0xa7],
  ])('a PDU of tag %s in version 2c', (tag, pdu) => {
    expect(outlineOf(hex(withPdu(tag)))).toEqual({ version: 1, authenticated: false, encrypted: false, pdu });
  });

  it('version 3: its flags, and the PDU where it is not encrypted', () => {
    expect(outlineOf(hex(discovery))).toEqual({ version: 3, authenticated: false, encrypted: false, pdu: 0xa0 });
    expect(outlineOf(hex(v3('05')))).toEqual({ version: 3, authenticated: true, encrypted: false, pdu: 0xa0 });
    expect(outlineOf(hex(v3('07')))).toEqual({ version: 3, authenticated: true, encrypted: true, pdu: undefined });
  });

  it('nothing of less than a whole message, at any length', () => {
    for (const message of [get, discovery]) {
      const bytes = hex(message);
      for (let length = 0; length < bytes.length; length++)
        expect(outlineOf(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  it('never throws, on noise or on a message with bytes changed', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void outlineOf(bytes)));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 55 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const bytes = hex(discovery);
        bytes[at] = value;
        outlineOf(bytes);
      }),
    );
  });
});
