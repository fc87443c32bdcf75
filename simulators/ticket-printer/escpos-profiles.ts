/** How a unit treats 1D 28 48 30 (ticket-printing.md 3.5, 4). */
export const processIdHabits = ['printed', 'parsed', 'swallowed', 'text'] as const;

/** What units in the field do differently from a full Epson (ticket-printing.md 4, 9.6), as options of the simulator. */
export const escposProfiles = {
  'epson-full': {},
  'no-id': { processId: 'swallowed' },
  'id-parse-time': { processId: 'parsed' },
  'id-printed-as-text': { processId: 'text' },
  'no-asb': { automaticStatus: false },
  'no-near-end': { nearEndSensor: false },
  'gbk-only': { charset: 'gbk' },
  'no-native-qr': { nativeQr: false },
  'no-clear': { clear: false },
  /** Answers as if it were an Epson, and is none. */
  liar: { maker: 'EPSON', model: 'TM-T88V', processId: 'swallowed', clear: false },
  'byte4-0f': { byte4: 0x0f },
  'byte4-00': { byte4: 0x00 },
} as const;

export type EscposProfile = keyof typeof escposProfiles;
export const escposProfileNames = Object.keys(escposProfiles) as [EscposProfile, ...EscposProfile[]];

/** `given` with what its profile says where it says nothing itself; anything odd is left for the check that follows. */
export function withProfile(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('profile' in given)) return given;
  const { profile } = given;
  if (typeof profile !== 'string' || !Object.hasOwn(escposProfiles, profile)) return given;
  return { ...escposProfiles[profile as EscposProfile], ...given };
}
