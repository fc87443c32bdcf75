/** What the status bytes tell about. */
export interface Conditions {
  readonly coverOpen: boolean;
  /** Somebody holds the feed button. */
  readonly feeding: boolean;
  readonly nearEnd: boolean;
  readonly paperEnd: boolean;
  /** A paper jam or a blocked platen. */
  readonly mechanical: boolean;
  readonly cutter: boolean;
  readonly unrecoverable: boolean;
  readonly headHot: boolean;
  /** Somebody has pressed the offline button: no bit tells why the printer is offline. */
  readonly paused?: boolean;
  /** Well again after an error, and waits for somebody to press its feed button before it goes on. */
  readonly awaitsButton?: boolean;
  /** A presenter holds a ticket out that nobody has taken. */
  readonly held?: boolean;
  /** The host has chosen that near end stops printing. */
  readonly stopAtNearEnd?: boolean;
}

/** How a model fills the bits that say nothing about its health. */
export interface StatusHabits {
  /** Level of drawer pin 3: idle is 16 and 14 when high, 12 and 10 when low. */
  readonly drawerHigh: boolean;
  /** Fourth byte of the automatic status. */
  readonly byte4: number;
}

export function hasError({ mechanical, cutter, unrecoverable, headHot }: Conditions): boolean {
  return mechanical || cutter || unrecoverable || headHot;
}

/** Near end only warns, unless the host has chosen otherwise; all else stops printing until it is over. */
export function isOffline(conditions: Conditions): boolean {
  const { coverOpen, feeding, paused = false, awaitsButton = false } = conditions;
  return paused || awaitsButton || coverOpen || feeding || stoppedByPaper(conditions) || hasError(conditions);
}

function stoppedByPaper({ paperEnd, nearEnd, stopAtNearEnd = false }: Conditions): boolean {
  return paperEnd || (nearEnd && stopAtNearEnd);
}

/** The answer to 10 04 n (ticket-printing.md 3.2); undefined for an n this printer has not. */
export function realtimeStatus(n: number, conditions: Conditions, { drawerHigh }: StatusHabits): number | undefined {
  const { coverOpen, feeding, nearEnd, paperEnd, mechanical, cutter, unrecoverable, headHot } = conditions;
  const { awaitsButton = false } = conditions;
  const always = 0x12;
  if (n === 1) {
    const waits = [awaitsButton, 0x20] as const;
    return always | bits([drawerHigh, 0x04], [isOffline(conditions), 0x08], waits, [feeding, 0x40]);
  }
  if (n === 2) {
    const stopped = stoppedByPaper(conditions);
    return always | bits([coverOpen, 0x04], [feeding, 0x08], [stopped, 0x20], [hasError(conditions), 0x40]);
  }
  if (n === 3) return always | bits([mechanical, 0x04], [cutter, 0x08], [unrecoverable, 0x20], [headHot, 0x40]);
  if (n === 4) return always | bits([nearEnd, 0x0c], [paperEnd, 0x60]);
  return undefined;
}

/** The answer of a kiosk unit to 10 04 14: 10 0F and four bytes, of which the first tells of the ticket (ticket-printing.md 3.2). */
export function fullStatus({ held = false }: Conditions): readonly number[] {
  return [0x10, 0x0f, bits([held, 0x20]), 0x00, 0x00, 0x00];
}

/** The automatic status (ticket-printing.md 3.3). */
export function statusBlock(conditions: Conditions, { drawerHigh, byte4 }: StatusHabits): readonly number[] {
  const { coverOpen, feeding, mechanical, cutter, unrecoverable, headHot, awaitsButton = false } = conditions;
  return [
    0x10 | bits([drawerHigh, 0x04], [isOffline(conditions), 0x08], [coverOpen, 0x20], [feeding, 0x40]),
    bits(
      [awaitsButton, 0x01],
      [feeding, 0x02],
      [mechanical, 0x04],
      [cutter, 0x08],
      [unrecoverable, 0x20],
      [headHot, 0x40],
    ),
    paperStatus(conditions),
    byte4,
  ];
}

/**
 * What follows 37 23 in an offline response with causes: bytes from 40 to 7F (ticket-printing.md 3.4). Which bit stands
 * for what is not told there; here it is as in the answers to 10 04 2 and 10 04 3.
 */
export function offlineCauses(conditions: Conditions): readonly number[] {
  const { coverOpen, feeding, paperEnd, mechanical, cutter, unrecoverable, headHot } = conditions;
  return [
    0x40 | bits([coverOpen, 0x04], [feeding, 0x08], [paperEnd, 0x20]),
    0x40 | bits([mechanical, 0x04], [cutter, 0x08], [headHot, 0x10], [unrecoverable, 0x20]),
  ];
}

/** The answer to 1D 72 01, and the third byte of the automatic status. */
export function paperStatus({ nearEnd, paperEnd }: Conditions): number {
  return bits([nearEnd, 0x03], [paperEnd, 0x0c]);
}

function bits(...flags: readonly (readonly [on: boolean, mask: number])[]): number {
  return flags.reduce((byte, [on, mask]) => (on ? byte | mask : byte), 0);
}
