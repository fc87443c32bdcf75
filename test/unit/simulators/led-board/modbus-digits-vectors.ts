/** A frame and its answer; where the sources print no answer, it is what the registers must give. */
export interface Vector {
  readonly name: string;
  readonly request: string;
  readonly reply: string;
}

const vector = (name: string, request: string, reply = request): Vector => ({ name, request, reply });

/** led-boards-counters-hid.md 3.3, for a 6-digit module under address 1. M8, M10 and M11 ask for what was written before. */
export const vectors: readonly Vector[] = [
  vector('M1', '01 06 00 00 00 31 48 1E'),
  vector('M2', '01 06 00 07 30 39 EC 19'),
  vector('M3', '01 10 00 06 00 02 04 04 01 E2 40 6A 25', '01 10 00 06 00 02 A1 C9'),
  vector('M4', '01 10 00 06 00 02 04 13 00 30 39 A3 13', '01 10 00 06 00 02 A1 C9'),
  vector('M5', '01 10 00 00 00 04 08 00 31 00 32 00 33 00 34 5E A5', '01 10 00 00 00 04 C1 CA'),
  vector(
    'M6',
    '01 10 00 00 00 06 0C 00 31 00 32 00 33 00 34 00 35 00 36 9E 95',
    // Not printed: start and count echoed, the CRC ours.
    '01 10 00 00 00 06 40 0B',
  ),
  vector('M7', '01 06 00 08 00 01 C9 C8'),
  vector('M8', '01 03 00 08 00 01 05 C8', '01 03 02 00 01 79 84'),
  vector('M9', '01 06 00 09 00 01 98 08'),
  vector('M10', '01 03 00 09 00 01 54 08', '01 03 02 00 01 79 84'),
  vector('M11', 'FF 03 00 00 00 01 91 D4', 'FF 03 02 00 31 50 44'),
  vector('M12', 'FF 03 00 FD 00 01 00 24', 'FF 03 02 00 01 50 50'),
  vector('M13', '01 06 00 FD 00 02 99 FB'),
  vector('M14', '01 06 00 FE 00 02 69 FB'),
  vector('M15', '01 03 00 FE 00 01 E5 FA', '01 03 02 00 03 F8 45'),
  vector('M16', '01 06 00 FC 00 05 89 F9'),
  vector('M17', 'FF 06 00 FB 00 00 ED E5'),
  vector('M18', '01 10 00 00 00 04 08 00 41 00 30 00 30 00 31 66 A1', '01 10 00 00 00 04 C1 CA'),
  vector('M19', '01 03 00 00 00 04 44 09', '01 03 08 00 41 00 30 00 30 00 31 45 0C'),
  vector('M20', '01 10 00 00 00 04 08 00 20 00 20 00 20 00 20 16 6D', '01 10 00 00 00 04 C1 CA'),
  vector('M21', '01 10 00 00 00 06 0C 00 20 00 20 00 20 00 20 00 20 00 20 98 C1', '01 10 00 00 00 06 40 0B'),
  vector('M22', '01 06 00 07 03 E9 F9 75'),
  vector('M23', '05 06 00 07 00 0C 39 8A'),
  vector('M24', '01 06 00 09 00 08 58 0E'),
];

/** Reads registers 0 to 11. */
export const m25 = '01 03 00 00 00 0C 45 CF';

/** M26: exceptions as they must come. */
export const exceptions = {
  addressOfReading: '01 83 02 C0 F1',
  valueOfWriting: '01 86 03 02 61',
  addressOfWriting: '01 90 02 CD C1',
  function04: '01 84 01 82 C0',
} as const;

/** Printed in the manual with copy errors: their CRC belongs to other bytes. */
export const misprints = [
  'FF 03 00 00 00 01 C0 14',
  'FF 03 00 00 00 01 30 14',
  'FF 06 00 00 00 31 4D C1',
  'FF 06 00 08 00 01 1C 1A',
] as const;

export function vectorOf(name: string): Vector {
  const found = vectors.find((vector) => vector.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found;
}
