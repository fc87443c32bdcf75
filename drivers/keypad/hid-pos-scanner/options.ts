import { z } from 'zod';
import { counterOption } from '../counter-option.js';

const place = (what: string, usual: number) =>
  z.int().min(0).max(1_023).default(usual).describe(`${what}, byte of the report counted from 0, default ${usual}`);

const layout = z
  .strictObject({
    reportNumber: z
      .int()
      .min(0)
      .max(255)
      .default(2)
      .describe(
        'number of the report with the data, byte 0; 0 = the scanner numbers none and byte 0 is data; default 2',
      ),
    lengthAt: place('how many bytes of data this report has', 1),
    symbologyAt: place('the three characters of the AIM identifier', 2),
    dataAt: place('first byte of the data', 5),
    dataBytes: z
      .int()
      .min(1)
      .max(1_023)
      .default(56)
      .describe('most bytes of data in one report, 1 to 1023, default 56'),
    continuedAt: place('bit 0 says that the code goes on in the next report', 63),
  })
  .describe(
    'where things are in a report, by the report descriptor or the manual; default that of the commonest scanners',
  );

/** Options of a HID-POS scanner, usage page 0x8C (led-boards-counters-hid.md 6.2). */
export const hidPosScannerOptions = z.strictObject({
  counter: counterOption.optional(),
  layout: layout.prefault({}),
  encoding: z
    .enum(['utf-8', 'gb18030', 'latin1'])
    .default('utf-8')
    .describe('how bytes become characters, default utf-8'),
  partGapMs: z
    .int()
    .min(20)
    .max(5_000)
    .default(500)
    .describe('ms for the next part of a code that goes on, after which it is dropped, 20 to 5000, default 500'),
  pollIntervalMs: z
    .int()
    .min(200)
    .max(60_000)
    .default(5_000)
    .describe('ms between two looks, 200 to 60000, default 5000'),
});

export type HidPosScannerOptions = z.infer<typeof hidPosScannerOptions>;
export type PosLayout = HidPosScannerOptions['layout'];
