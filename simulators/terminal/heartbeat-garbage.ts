/** What a broken agent sends in place of a beat, by its name; made from a healthy one. */
export const garbage = {
  empty: () => '',
  'not-json': () => 'in-service=true',
  array: () => '[]',
  null: () => 'null',
  truncated: (beat) => JSON.stringify(beat).slice(0, -7),
  'too-large': (beat) => JSON.stringify({ ...beat, padding: 'x'.repeat(20_000) }),
  deep: () => `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  binary: () => Uint8Array.from({ length: 64 }, (_, index) => (index * 37) & 0xff),
  'missing-seq': ({ seq: _, ...beat }) => JSON.stringify(beat),
  'text-seq': (beat) => JSON.stringify({ ...beat, seq: String(beat['seq']) }),
  'negative-uptime': (beat) => JSON.stringify({ ...beat, 'uptime-s': -1 }),
  'wrong-terminal': (beat) => JSON.stringify({ ...beat, 'terminal-id': 'somebody-else' }),
  'unknown-status': (beat) => JSON.stringify({ ...beat, modules: { printer: { status: 'tired' } } }),
  'long-code': (beat) => JSON.stringify({ ...beat, modules: { printer: { status: 'fail', code: 'x'.repeat(41) } } }),
  /** A number that a card could have, where no number belongs. */
  'card-number': (beat) =>
    JSON.stringify({ ...beat, modules: { 'card-reader': { status: 'fail', code: '4111111111111111' } } }),
  'future-transaction': (beat) => JSON.stringify({ ...beat, 'last-transaction-at': '2199-01-01T00:00:00Z' }),
  'unknown-field': (beat) =>
    JSON.stringify({
      ...beat,
      'screen-text': 'thank you',
      modules: { ...asObject(beat['modules']), toaster: { status: 'fail' } },
    }),
} as const satisfies Record<string, (beat: Readonly<Record<string, unknown>>) => string | Uint8Array>;

export type Garbage = keyof typeof garbage;
export const garbageKinds = Object.keys(garbage) as [Garbage, ...Garbage[]];

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
