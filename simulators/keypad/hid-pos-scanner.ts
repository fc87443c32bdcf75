import { z } from 'zod';
import { action, parse } from '../action.js';
import { createHidDevice, type HidDevice, type Taken } from '../hid/hid-device.js';
import type { World } from '../simulator.js';
import { scannedReports } from './hid-pos-report.js';

export const hidPosScannerOptions = z.strictObject({
  report: z.int().min(1).max(255).default(2).describe('number of the scanned-data report'),
});

export interface ScannerView {
  /** Last code a customer held before it. */
  readonly code: string | undefined;
  /** Whole codes said so far. */
  readonly scanned: number;
  /** What the host asked or told it, newest last, as text; at most 20. */
  readonly asked: readonly string[];
}

const commandReport = 0xfd;
const mostAsked = 20;
/** AIM: `Q0` a QR code, `C0` Code 128, `A0` Code 39, `E0` EAN. */
const symbology = z.string().regex(/^[\x21-\x7e]{2}$/, 'allowed are two characters as AIM has them, e.g. Q0');

/**
 * A HID-POS scanner, usage page 8C, with the report of led-boards-counters-hid.md 6.2: 64 bytes, codes longer than 56
 * bytes in several. It takes commands (report FD) and says nothing to them, as what it would say is not public.
 */
export function createHidPosScanner(world: World, options: z.input<typeof hidPosScannerOptions> = {}): HidDevice {
  const { report: number } = parse(hidPosScannerOptions, options);
  let code: string | undefined;
  let scanned = 0;
  let asked: string[] = [];

  const device = createHidDevice({
    kind: 'keypad/hid-pos-scanner',
    world,
    output(report, data): Taken {
      const length = data[0] ?? 0;
      if (report !== commandReport || length > data.length - 1)
        return { refused: `no output report ${report} of ${data.length} bytes` };
      asked = [...asked, Buffer.from(data.subarray(1, 1 + length)).toString('latin1')].slice(-mostAsked);
      return 'taken';
    },
    actions: {
      /** Holds a code before it. `parts`: only the first so many reports come through. */
      scan: action(
        {
          code: z.string().min(1).max(4_000),
          symbology: symbology.default('Q0'),
          parts: z.int().min(0).max(100).optional(),
        },
        ({ code: text, symbology: aim, parts }) => {
          const sender = device.faults.wrongAddress ? (number % 255) + 1 : number;
          const reports = scannedReports({ report: sender, text, aim });
          for (const report of reports.slice(0, parts)) device.input(report);
          code = text;
          if (parts === undefined || parts >= reports.length) scanned += 1;
        },
      ),
      'power-cycle': action({}, () => device.restart()),
    },
    view: (): ScannerView => ({ code, scanned, asked }),
    restart() {
      asked = [];
    },
  });
  return device;
}
