import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as escpos from '../../../drivers/ticket-printer/escpos/builder.js';
import { encodeText } from '../../../drivers/ticket-printer/escpos/text.js';
import { toHex } from '../../support/hex.js';

interface EscposPackagePrinter {
  hardware(name: string): void;
  align(where: string): void;
  feed(lines: number): void;
  pureText(text: string): void;
  flush(): void;
}
const require = createRequire(import.meta.url);
const Printer: new (adapter: { write(bytes: Buffer): void }) => EscposPackagePrinter = require('escpos/printer.js');

describe('ESC/POS commands', () => {
  it.each([
    ['initialise', escpos.initialise(), '1B 40'],
    ['Chinese on', escpos.chineseOn(), '1C 26'],
    ['size normal', escpos.size(1, 1), '1D 21 00'],
    ['size 2x2', escpos.size(2, 2), '1D 21 11'],
    ['size 4x4', escpos.size(4, 4), '1D 21 33'],
    ['size 8x8', escpos.size(8, 8), '1D 21 77'],
    ['width in the high nibble', escpos.size(3, 1), '1D 21 20'],
    ['bold on', escpos.bold(true), '1B 45 01'],
    ['bold off', escpos.bold(false), '1B 45 00'],
    ['align left', escpos.align('left'), '1B 61 00'],
    ['align centre', escpos.align('centre'), '1B 61 01'],
    ['default line spacing', escpos.defaultLineSpacing(), '1B 32'],
    ['line feed', escpos.lineFeed(), '0A'],
    ['feed lines', escpos.feedLines(3), '1B 64 03'],
    ['feed to the cutter and cut', escpos.cut(0), '1D 56 42 00'],
    ['cut after extra feed', escpos.cut(24), '1D 56 42 18'],
  ])('%s', (_name, bytes, expected) => expect(toHex(bytes)).toBe(expected));

  it('agrees with what the escpos package prints, for the calls of it that are right', () => {
    const theirs = (use: (printer: EscposPackagePrinter) => void) => {
      let sent = Buffer.alloc(0);
      const printer = new Printer({ write: (bytes) => (sent = Buffer.concat([sent, bytes])) });
      use(printer);
      printer.flush();
      return toHex(sent);
    };
    const lines = (count: number) => escpos.concat(Array.from({ length: count }, escpos.lineFeed));
    expect(theirs((printer) => printer.hardware('init'))).toBe(toHex(escpos.initialise()));
    expect(theirs((printer) => printer.align('lt'))).toBe(toHex(escpos.align('left')));
    expect(theirs((printer) => printer.align('ct'))).toBe(toHex(escpos.align('centre')));
    expect(theirs((printer) => printer.feed(3))).toBe(toHex(lines(3)));
    const { glyphs } = encodeText('您的号码A012', { chinese: true, fourByteGb18030: true });
    expect(theirs((printer) => printer.pureText('您的号码A012'))).toBe(
      toHex(escpos.concat(glyphs.map(({ bytes }) => bytes))),
    );
  });

  it('agrees with the command table of the escpos package for the rest that is taken from it', () => {
    const table = require('escpos/commands');
    const bytes = (text: string) => toHex(Uint8Array.from(Buffer.from(text, 'latin1')));
    expect(toHex(escpos.bold(true))).toBe(bytes(table.TEXT_FORMAT.TXT_BOLD_ON));
    expect(toHex(escpos.bold(false))).toBe(bytes(table.TEXT_FORMAT.TXT_BOLD_OFF));
    expect(toHex(escpos.defaultLineSpacing())).toBe(bytes(table.LINE_SPACING.LS_DEFAULT));
    expect(toHex(escpos.cut(0))).toBe(`${bytes(table.PAPER.PAPER_CUT_B)} 00`);
  });

  it('hands out copies, so that nobody can change a command for everyone', () => {
    escpos.initialise()[1] = 0;
    escpos.align('left')[2] = 9;
    expect(toHex(escpos.initialise())).toBe('1B 40');
    expect(toHex(escpos.align('left'))).toBe('1B 61 00');
  });

  it.each([
    ['size 0', () => escpos.size(0, 1)],
    ['size 9', () => escpos.size(1, 9)],
    ['half a size', () => escpos.size(1.5, 1)],
    ['256 lines', () => escpos.feedLines(256)],
    ['-1 dots', () => escpos.cut(-1)],
    ['256 dots', () => escpos.cut(256)],
  ])('refuses %s instead of sending another command', (_name, build) => expect(build).toThrow(RangeError));

  it('never uses ESC !, which would leave Chinese at its old size, for any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (width, height) => {
        const [group, command, factors] = escpos.size(width, height);
        expect([group, command]).toEqual([0x1d, 0x21]);
        expect([(factors! >> 4) + 1, (factors! & 7) + 1]).toEqual([width, height]);
      }),
    );
  });
});
