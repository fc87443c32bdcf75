/** How sure a printer of the family can make us of a ticket at best (ticket-printing.md section 8). */
export type BestEvidence = 'A' | 'B' | 'D';

/** What a family of printers can do. Where a unit can more, the profile stays on the safe side. */
export interface Profile {
  /** Half-width characters of font A in a line at normal size. */
  readonly columns: number;
  /** Printable dots across the paper. */
  readonly dots: number;
  /** Dots of the paper's length in a mm: 203 dpi units 8, 180 dpi units 7. */
  readonly dotsPerMm: 7 | 8;
  /** Rated speed of the paper, mm/s. */
  readonly speed: number;
  /** Has a Chinese font; without it everything but ASCII prints as "?". */
  readonly chinese: boolean;
  /** Takes the four-byte codes of GB18030; without it such characters print as "?". */
  readonly fourByteGb18030: boolean;
  /** Understands GS ( k; without it a QR code is sent as a picture. */
  readonly nativeQr: boolean;
  /** Keeps a picture over power cycles (GS ( L 67); without it the logo is sent with each ticket. */
  readonly storedLogo: boolean;
  /** Paper fed between the last line and the cut, beyond what the printer feeds itself; 0 to 255 dots. */
  readonly extraFeedDots: number;
  /** Has a sensor that sees the roll getting thin; without it those bits mean nothing. */
  readonly nearEndSensor: boolean;
  /** Holds the ticket until somebody takes it, and tells so (DLE EOT 20). */
  readonly presenter: boolean;
  /** Reports changes by itself when told to (GS a). */
  readonly automaticStatus: boolean;
  /** Answers GS r 1 in sequence, so that it can stand as a fence behind the cut. */
  readonly queuedStatus: boolean;
  /**
   * GS ( H 48: `yes` as the maker says so; `probe` when some units do and some only pretend, so that it counts only after
   * a test ticket has shown it; `no` when the command would be printed as text or swallowed.
   */
  readonly processId: 'yes' | 'probe' | 'no';
  /** Answers DLE DC4 8 with 37 25 00 and has then dropped all it had not printed. */
  readonly clear: boolean;
  /** Tells how often it has cut (GS g 2, counter 32 or B2). */
  readonly cutCounter: boolean;
  /** The best there is with all of this working. */
  readonly bestEvidence: BestEvidence;
}

/** 203 dpi on 80 mm paper, and what nearly all such units can. */
const usual80 = {
  columns: 48,
  dots: 576,
  dotsPerMm: 8,
  speed: 200,
  chinese: true,
  fourByteGb18030: false,
  nativeQr: true,
  storedLogo: false,
  extraFeedDots: 24,
  nearEndSensor: true,
  presenter: false,
  automaticStatus: true,
  queuedStatus: true,
  processId: 'probe',
  clear: false,
  cutCounter: false,
  bestEvidence: 'A',
} as const satisfies Profile;

/** ticket-printing.md 2.1 (widths), 2.2 (extra feed), 2.3 (QR) and 4 (families). */
export const profiles = {
  /** 180 dpi units print 42 columns on 80 mm paper; 203 dpi units have a little more margin then. */
  'epson-tm': {
    ...usual80,
    columns: 42,
    dots: 512,
    dotsPerMm: 7,
    fourByteGb18030: true,
    storedLogo: true,
    extraFeedDots: 0,
    processId: 'yes',
    clear: true,
    cutCounter: true,
  },
  /** A trailing QR was seen cut through without extra feed. */
  xprinter: { ...usual80, extraFeedDots: 40 },
  /** GS I may claim to be an Epson: nothing is concluded from it. */
  rongta: usual80,
  gprinter: usual80,
  'generic-80': usual80,
  'generic-58': {
    ...usual80,
    columns: 32,
    dots: 384,
    speed: 90,
    nativeQr: false,
    nearEndSensor: false,
    automaticStatus: false,
    processId: 'no',
    bestEvidence: 'B',
  },
  sprt: { ...usual80, processId: 'no', clear: true, bestEvidence: 'B' },
  bixolon: { ...usual80, storedLogo: true },
  citizen: { ...usual80, storedLogo: true, cutCounter: true },
  /** Kiosk units with a presenter. */
  'custom-kpm': {
    ...usual80,
    presenter: true,
    automaticStatus: false,
    queuedStatus: false,
    processId: 'no',
    bestEvidence: 'D',
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as [ProfileName, ...ProfileName[]];
