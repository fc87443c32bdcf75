import { describe, expect, it } from 'vitest';
import { decodeErrorState, errorBits } from '../../../../drivers/terminal/snmp/error-state.js';
import { hex } from '../../../support/hex.js';

describe('hrPrinterDetectedErrorState', () => {
  // terminal-health.md 2.1, test values.
  it.each([
    ['80', ['lowPaper']],
    ['40', ['noPaper']],
    ['44 00', ['noPaper', 'jammed']],
    ['08', ['doorOpen']],
    ['02', ['offline']],
    ['00 04', ['inputTrayEmpty']],
    ['', []],
    ['00', []],
    ['00 00', []],
    ['04 00 00 00', ['jammed']],
  ])('%s is %j', (bytes, names) => {
    expect(decodeErrorState(hex(bytes))).toEqual(names);
  });

  it.each(errorBits.map((name, bit) => [bit, name] as const))('bit %i from the most significant is %s', (bit, name) => {
    const bytes = new Uint8Array(2);
    bytes[bit >> 3] = 0x80 >> (bit & 7);
    expect(decodeErrorState(bytes)).toEqual([name]);
    if (bit < 8) expect(decodeErrorState(bytes.subarray(0, 1))).toEqual([name]);
  });

  it('the last bit of two bytes and all beyond them mean nothing', () => {
    expect(decodeErrorState(hex('00 01 FF FF'))).toEqual([]);
    expect(decodeErrorState(hex('FF FF'))).toEqual([...errorBits]);
  });
});
