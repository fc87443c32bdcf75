import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { hall } from './hall.js';
import { moduleOnALine } from './line.js';

const stands: { end(): Promise<void> }[] = [];
afterAll(async () => {
  for (const stand of stands) await stand.end();
});

/** terminal-health.md 9.5, test 10. */
describe('an hour in which every fault comes in turn', () => {
  const faults: readonly (readonly [string, Record<string, unknown>])[] = [
    ...(['open-door', 'close-door', 'tamper', 'water', 'smoke', 'mains-off', 'mains-on'] as const).map(
      (name) => [name, {}] as const,
    ),
    ['tamper', { on: false }],
    ['water', { on: false }],
    ['smoke', { on: false }],
    ...[-40, 0, 44, 46, 84, 120, 24].map((celsius) => ['temperature', { celsius }] as const),
    ...['open', 'shorted', 'missing', 'refuses', 'whole'].map((as) => ['break-sensor', { as }] as const),
    ['freeze', {}],
    ['freeze', { on: false }],
    ['bounce', { input: 0 }],
    ['bounce', { input: 0, on: false }],
    ['cut-wire', { input: 5 }],
    ['cut-wire', { input: 5, on: false }],
    ...[1, 2, 3, 4, 5, 6, 8, 10, 11, 99].map((code) => ['exception', { code, times: 5 }] as const),
    ['slow', { ms: 250 }],
    ['slow', { ms: 400 }],
    ['slow', { ms: 0 }],
    ['power-cycle', {}],
  ];
  const knobs = [
    { silent: true },
    { silent: false, lateMs: 200 },
    { lateMs: 0, splitBytes: 1 },
    { splitBytes: 0, garbageBytes: 20 },
    { garbageBytes: 0, flipBit: true },
    { flipBit: false, wrongAddress: true },
    { wrongAddress: false, echo: true },
    { echo: false, unplugged: true },
    { unplugged: false },
  ];

  it('sends readings of its own inputs and registers, and nothing else, to nobody else', async () => {
    const stand = await hall();
    stands.push(stand);
    await stand.online();
    const all = [
      ...faults.map((fault) => () => void stand.act(...fault)),
      ...knobs.map((knob) => () => stand.module.setFaults(knob)),
    ];
    const each = 3_600 / all.length;
    for (const bring of all) {
      bring();
      await stand.after(each / 2);
      if (bring === all[3]) await stand.command('maintenance', { on: true, minutes: 5, reason: 'soak' });
      await stand.command('probe', {}).catch(() => undefined);
      await stand.after(each / 2);
    }
    const wire = Buffer.concat(stand.sent);
    const frames = new Set(
      Array.from({ length: wire.length / 8 }, (_, at) => toHex(wire.subarray(at * 8, at * 8 + 8))),
    );
    expect(wire.length % 8).toBe(0);
    expect(wire.length / 8).toBeGreaterThan(2_000);
    expect([...frames].sort()).toEqual(['01 02 00 00 00 06 F8 08', '01 04 00 01 00 02 20 0B']);
    expect(stand.module.view()).toMatchObject({ writes: 0 });
    await stand.after(60);
    expect(stand.state()).toMatchObject({ operating: 'online', service: 'in-service' });
  }, 60_000);
});

describe('whatever comes back', () => {
  it.each([1, 2, 3])(
    'seed %i: noise and shuffled frames never throw but as an error of the line, nor invent a door',
    async (seed) => {
      const random = seededRandom(seed);
      const { module, session, clock, told } = moduleOnALine();
      module.push({
        name: 'noise',
        onRequest(_request, output) {
          const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () =>
            random() < 0.5 ? [0x01, 0x02, 0x04, 0x82, 0x84][Math.floor(random() * 5)]! : Math.floor(random() * 256),
          );
          output.send(bytes);
          return 'handled';
        },
      });
      for (let poll = 0; poll < 150; poll++) {
        const error = await clock.finish(session.poll(), 50).then(
          () => undefined,
          (reason: { code?: string }) => reason,
        );
        expect(error?.code).toMatch(/^(TRANSPORT|PROTOCOL)_/);
        await clock.advance(3_000);
      }
      expect(told().filter(({ active }) => active)).toEqual([]);
    },
  );
});
