import fc from 'fast-check';
import { type Align, type Element, plain, type TextStyle } from '../../../../drivers/ticket-printer/elements.js';
import type { Bitmap } from '../../../../drivers/ticket-printer/escpos/picture.js';

/** Texts that a ticket may hold, sensible or not. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.nat(0x20), { maxLength: 30 }).map((codes) => String.fromCharCode(...codes)),
  fc.stringMatching(/^[个 <&>"A-c]{0,80}$/),
  fc.constantFrom('ا'.repeat(9), '👩‍👩‍👧👍🏽', 'e\u0301\u0323x', '\ud800', '\udc00\ud800', 'שלום', '\ue000\uffff'),
);

const align: fc.Arbitrary<Align> = fc.constantFrom('left', 'centre', 'right');
const factor = fc.integer({ min: 1, max: 8 });
const style: fc.Arbitrary<TextStyle> = fc.record({
  width: factor,
  height: factor,
  bold: fc.boolean(),
  underline: fc.boolean(),
  reverse: fc.boolean(),
});

/** Rows of at most 3 cells, which fit 58 mm paper. */
const row: fc.Arbitrary<Element> = fc.integer({ min: 1, max: 2 }).chain((width) =>
  fc.record({
    kind: fc.constant('row' as const),
    cells: fc.array(fc.record({ text: anyText, columns: fc.integer({ min: 2 * width, max: 10 }), align }), {
      maxLength: 3,
    }),
    style: fc.oneof(
      fc.constant({ ...plain, width }),
      style.map((each) => ({ ...each, width })),
    ),
  }),
);

/** Any element that fits every paper. */
export const anyElement: fc.Arbitrary<Element> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: anyText, align, style }),
  fc.record({ kind: fc.constant('headline' as const), text: anyText, align, largest: factor }),
  row,
  fc.record({ kind: fc.constant('feed' as const), lines: fc.nat(30) }),
  fc.record({ kind: fc.constant('qr' as const), text: anyText, align }),
  fc.constant({ kind: 'rule' } as const),
  fc.record({ kind: fc.constant('logo' as const), align }),
);

/** Up to 60 by 40 dots. */
export const anyBitmap: fc.Arbitrary<Bitmap> = fc
  .record({
    width: fc.integer({ min: 1, max: 60 }),
    height: fc.integer({ min: 1, max: 40 }),
    seed: fc.array(fc.nat(255), { minLength: 1 }),
  })
  .map(({ width, height, seed }) => ({
    width,
    height,
    bits: Uint8Array.from({ length: Math.ceil(width / 8) * height }, (_, at) => seed[at % seed.length]!),
  }));
