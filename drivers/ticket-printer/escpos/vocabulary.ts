import { createRequire } from 'node:module';

/** The part of the table of `escpos` 2.5.2 that is right; text whose char codes are the bytes. */
interface CommandTable {
  readonly LF: string;
  readonly LINE_SPACING: { readonly LS_DEFAULT: string };
  readonly HARDWARE: { readonly HW_INIT: string };
  readonly PAPER: { readonly PAPER_CUT_B: string };
  readonly TEXT_FORMAT: {
    readonly TXT_ALIGN_LT: string;
    readonly TXT_ALIGN_CT: string;
    readonly TXT_ALIGN_RT: string;
    readonly TXT_BOLD_ON: string;
    readonly TXT_BOLD_OFF: string;
  };
}

// A CommonJS package without types. Only this table is loaded: the main entry and the printer module bring in transports
// and optional dependencies that the install replaces by an empty package (ticket-printing.md 1.3).
const table = createRequire(import.meta.url)('escpos/commands') as CommandTable;

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What we take from `escpos`: fixed commands. Its barcode, QR, size, table, image and status code is never used. */
export const vocabulary = {
  initialise: bytes(table.HARDWARE.HW_INIT),
  lineFeed: bytes(table.LF),
  defaultLineSpacing: bytes(table.LINE_SPACING.LS_DEFAULT),
  alignLeft: bytes(table.TEXT_FORMAT.TXT_ALIGN_LT),
  alignCentre: bytes(table.TEXT_FORMAT.TXT_ALIGN_CT),
  alignRight: bytes(table.TEXT_FORMAT.TXT_ALIGN_RT),
  boldOn: bytes(table.TEXT_FORMAT.TXT_BOLD_ON),
  boldOff: bytes(table.TEXT_FORMAT.TXT_BOLD_OFF),
  /** Without its parameter: the dots to feed before the cut. */
  feedAndPartialCut: bytes(table.PAPER.PAPER_CUT_B),
} as const;
