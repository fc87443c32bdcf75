/** What a family of printers can do. Where a unit can more, the profile stays on the safe side. */
export interface Profile {
  /** Half-width characters of font A in a line at normal size. */
  readonly columns: number;
  /** Printable dots across the paper. */
  readonly dots: number;
  /** Has a Chinese font; without it everything but ASCII prints as "?". */
  readonly chinese: boolean;
  /** Understands GS ( k; without it a QR code is left out. */
  readonly nativeQr: boolean;
  /** Takes the four-byte codes of GB18030; without it such characters print as "?". */
  readonly fourByteGb18030: boolean;
  /** Paper fed between the last line and the cut, beyond what the printer feeds itself; 0 to 255 dots. */
  readonly extraFeedDots: number;
  /** Has a sensor that sees the roll getting thin; without it those bits mean nothing. */
  readonly nearEndSensor: boolean;
}

/** ticket-printing.md 2.1 (widths), 2.2 (extra feed), 2.3 (QR) and 4 (families). */
export const profiles = {
  /** 180 dpi units print 42 columns on 80 mm paper; 203 dpi units have a little more margin then. */
  'epson-tm': {
    columns: 42,
    dots: 512,
    chinese: true,
    nativeQr: true,
    fourByteGb18030: true,
    extraFeedDots: 0,
    nearEndSensor: true,
  },
  'generic-80': {
    columns: 48,
    dots: 576,
    chinese: true,
    nativeQr: true,
    fourByteGb18030: false,
    extraFeedDots: 24,
    nearEndSensor: true,
  },
  'generic-58': {
    columns: 32,
    dots: 384,
    chinese: true,
    nativeQr: false,
    fourByteGb18030: false,
    extraFeedDots: 24,
    nearEndSensor: false,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as [ProfileName, ...ProfileName[]];
