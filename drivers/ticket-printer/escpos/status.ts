/** Bits of each DLE EOT n answer (ticket-printing.md 3.2). Either bit of a pair counts. */
const answerBits = {
  1: { drawerPin3High: 0x04, offline: 0x08, waitingForRecovery: 0x20, feedButtonPressed: 0x40 },
  2: { coverOpen: 0x04, fedByButton: 0x08, stoppedByPaperEnd: 0x20, errorOccurred: 0x40 },
  3: { recoverableError: 0x04, cutterError: 0x08, unrecoverableError: 0x20, autoRecoverableError: 0x40 },
  4: { nearEnd: 0x0c, paperEnd: 0x60 },
} as const;

/** Bits of the bytes 1 to 3 of an automatic status block (ticket-printing.md 3.3); byte 4 is reserved. */
const blockBits = [
  { drawerPin3High: 0x04, offline: 0x08, coverOpen: 0x20, fedByButton: 0x40 },
  {
    waitingForRecovery: 0x01,
    feedButtonPressed: 0x02,
    recoverableError: 0x04,
    cutterError: 0x08,
    unrecoverableError: 0x20,
    autoRecoverableError: 0x40,
  },
  { nearEnd: 0x03, paperEnd: 0x0c },
] as const;

export type StatusRequest = keyof typeof answerBits;
export const statusRequests = [1, 2, 3, 4] as const satisfies readonly StatusRequest[];

type KeysOfUnion<T> = T extends unknown ? keyof T : never;
export type StatusFlag = KeysOfUnion<(typeof answerBits)[StatusRequest]>;

export interface PrinterStatus {
  readonly flags: ReadonlySet<StatusFlag>;
  /** The bytes it was read from, for the technician, e.g. `DLE EOT 16 12 12 12`. */
  readonly raw: string;
}

function flagsIn(byte: number, bits: Readonly<Record<string, number>>): StatusFlag[] {
  return Object.entries(bits)
    .filter(([, mask]) => (byte & mask) !== 0)
    .map(([flag]) => flag as StatusFlag);
}

const hex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** What the answer to DLE EOT `n` says. */
export function decodeAnswer(n: StatusRequest, byte: number): readonly StatusFlag[] {
  return flagsIn(byte, answerBits[n]);
}

/** The status out of the answers to DLE EOT 1, 2, 3 and 4. */
export function statusFromAnswers(answers: readonly [number, number, number, number]): PrinterStatus {
  const flags = statusRequests.flatMap((n, index) => decodeAnswer(n, answers[index] ?? 0));
  return { flags: new Set(flags), raw: `DLE EOT ${hex(answers)}` };
}

/** The status out of a four-byte automatic status block. */
export function statusFromBlock(block: readonly number[]): PrinterStatus {
  const flags = blockBits.flatMap((bits, index) => flagsIn(block[index] ?? 0, bits));
  return { flags: new Set(flags), raw: `ASB ${hex(block)}` };
}

/**
 * Whether the presenter of a Custom kiosk unit still holds a ticket: b5 of the first of the four bytes of DLE EOT 20
 * (ticket-printing.md 3.2).
 */
export function holdsTicket([paper = 0]: readonly number[]): boolean {
  return (paper & 0x20) !== 0;
}
