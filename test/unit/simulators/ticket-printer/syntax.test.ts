import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createParser, type Operation } from '../../../../simulators/ticket-printer/escpos-syntax.js';
import { bytes } from './bench.js';

function parse(text: string | Uint8Array): Operation[] {
  const parser = createParser();
  return [...(typeof text === 'string' ? bytes(text) : text)].flatMap((byte) => parser.push(byte));
}

/** One word per operation: the command, `text`, `line-feed`, `unknown 1B 5A`. */
function words(text: string): string[] {
  return parse(text).map((operation) => {
    if (operation.kind === 'command') return operation.command;
    if (operation.kind === 'unknown') return `unknown ${Buffer.from(operation.bytes).toString('hex')}`;
    return operation.kind;
  });
}

describe('the commands of ticket-printing.md 2, each with exactly its parameters', () => {
  it.each([
    ['1B 40', 'initialise'],
    ['1C 26', 'chinese-on'],
    ['1C 2E', 'chinese-off'],
    ['1B 74 0A', 'look'],
    ['1B 52 0A', 'look'],
    ['1D 21 0A', 'size'],
    ['1B 21 0A', 'ascii-mode'],
    ['1C 21 0A', 'chinese-mode'],
    ['1C 57 0A', 'chinese-double'],
    ['1B 45 0A', 'bold'],
    ['1B 2D 0A', 'underline'],
    ['1C 2D 0A', 'underline'],
    ['1B 61 0A', 'align'],
    ['1B 4D 0A', 'font'],
    ['1B 32', 'default-spacing'],
    ['1B 33 0A', 'spacing'],
    ['1B 64 0A', 'feed-lines'],
    ['1B 4A 0A', 'feed-dots'],
    ['1D 42 0A', 'reverse'],
    ['1D 4C 0A 0A', 'look'],
    ['1D 57 0A 0A', 'look'],
    ['1B 63 34 0A', 'panel'],
    ['1D 67 32 00 0A 00', 'counter'],
    ['1D 56 00', 'cut'],
    ['1D 56 01', 'cut'],
    ['1D 56 30', 'cut'],
    ['1D 56 31', 'cut'],
    ['1D 56 41 0A', 'cut'],
    ['1D 56 42 0A', 'cut'],
    ['1D 56 61 0A', 'cut'],
    ['1D 56 62 0A', 'cut'],
    ['1D 56 67 0A', 'cut'],
    ['1D 56 68 0A', 'cut'],
    ['1B 69', 'cut-full'],
    ['1B 6D', 'cut-partial'],
    ['1D 28 6B 04 00 31 41 32 0A', 'function'],
    ['1D 28 6B 03 00 31 43 0A', 'function'],
    ['1D 28 6B 05 00 31 50 30 0A 0A', 'function'],
    ['1D 28 48 06 00 30 30 0A 0A 0A 0A', 'function'],
    ['1D 28 45 00 00', 'function'],
    ['1C 28 43 02 00 30 0A', 'function'],
    ['1D 76 30 00 02 00 02 00 0A 0A 0A 0A', 'raster'],
    ['1B 2A 01 02 00 0A 0A', 'columns'],
    ['1B 2A 21 01 00 0A 0A 0A', 'columns'],
    ['1C 70 01 0A', 'old-logo'],
    ['1C 71 01 01 00 01 00 0A 0A 0A 0A 0A 0A 0A 0A', 'old-logos'],
    ['1D 28 4C 02 00 30 0A', 'function'],
    ['1D 38 4C 02 00 00 00 30 0A', 'graphics'],
    ['1D 68 0A', 'barcode-height'],
    ['1D 77 0A', 'look'],
    ['1D 48 0A', 'look'],
    ['1D 66 0A', 'look'],
    ['1D 6B 04 0A 0A 00', 'barcode'],
    ['1D 6B 49 04 7B 42 0A 0A', 'barcode'],
    ['1D 61 0A', 'automatic-status'],
    ['1D 72 0A', 'queued-status'],
    ['1D 49 0A', 'identity'],
    ['10 04 0A', 'real-time'],
    ['10 05 0A', 'real-time'],
    ['10 14 01 0A 0A', 'real-time'],
    ['10 14 02 01 08', 'real-time'],
    ['10 14 08 01 03 14 01 06 02 08', 'real-time'],
  ])('%s is %s', (wire, command) => {
    expect(words(`${wire} "a" 0A`)).toEqual([command, 'text', 'line-feed']);
    for (let missing = 1; missing < bytes(wire).length; missing++) {
      expect(parse(bytes(wire).subarray(0, -missing)), `${missing} missing`).toEqual([]);
    }
  });

  it('hands over the parameters', () => {
    expect(parse('1D 28 48 06 00 30 30 "0001"')).toEqual([
      { kind: 'command', command: 'function', params: [0x48, 6, 0, 0x30, 0x30, 0x30, 0x30, 0x30, 0x31] },
    ]);
  });

  it('counts the length of a function over two bytes: 4 to 7092 for a QR symbol', () => {
    const longest = Buffer.concat([bytes('1D 28 6B B4 1B 31 50 30'), Buffer.alloc(7_089, 0x1b)]);
    expect(parse(longest.subarray(0, -1))).toEqual([]);
    expect(parse(longest)).toMatchObject([{ command: 'function' }]);
  });

  it('counts a picture as bytes per row times rows', () => {
    const picture = Buffer.concat([bytes('1D 76 30 00 48 00 80 02'), Buffer.alloc(72 * 640, 0x1d)]);
    expect(parse(picture.subarray(0, -1))).toEqual([]);
    expect(parse(picture)).toMatchObject([{ command: 'raster' }]);
  });
});

describe('bytes that are no command', () => {
  it.each([
    ['07 08 0B 0C 0D 00 1F 18', []],
    ['09 0A 20 7F 80 FF', ['tab', 'line-feed', 'text', 'text', 'text', 'text']],
    ['1B 5A "a"', ['unknown 1b5a', 'text']],
    ['1D 6B 0A "A"', ['unknown 1d6b0a', 'text']],
    ['1B 2A 05 "A"', ['unknown 1b2a05', 'text']],
    ['1D 38 41 "A"', ['unknown 1d3841', 'text']],
    ['1B 1B 40', ['unknown 1b', 'initialise']],
    ['1B 0A', ['unknown 1b', 'line-feed']],
    ['10 41', ['text']],
    ['10 10 04 01', ['real-time']],
    ['10 1B 40', ['initialise']],
  ])('%s', (wire, expected) => {
    expect(words(wire)).toEqual(expected);
  });

  it('of half a command are forgotten when the parser is reset', () => {
    for (const half of ['1B', '1D 28 6B FF FF 31', '1D 76 30 00 FF']) {
      const parser = createParser();
      for (const byte of bytes(half)) parser.push(byte);
      parser.reset();
      expect(parser.push(0x41), half).toEqual([{ kind: 'text', byte: 0x41 }]);
    }
  });

  it('are never lost without a trace or used twice, and no byte makes more than two operations', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => {
        const parser = createParser();
        let used = 0;
        for (const byte of noise) {
          const operations = parser.push(byte);
          expect(operations.length).toBeLessThanOrEqual(2);
          for (const operation of operations) {
            if (operation.kind === 'command') used += 2 + operation.params.length;
            else used += operation.kind === 'unknown' ? operation.bytes.length : 1;
          }
        }
        expect(used).toBeLessThanOrEqual(noise.length);
      }),
    );
  });
});
