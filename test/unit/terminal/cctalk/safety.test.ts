import { afterEach, describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../support/hex.js';
import { type ModuleStand, moduleStand } from '../module-stand.js';

/** terminal-health.md 9.5-10: an hour with every fault in turn, and what was on the wire meanwhile. */
const minutes = 60;
const list = [254, 246, 245, 244, 242, 241, 192, 249, 4, 232];
/** Reset, escrow, payout: headers that must never leave the gateway, and the polls for credit that switch intake on. */
const forbidden = [1, 153, 154, 159, 228, 229, 230, 231];

const stands: ModuleStand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) await stand.end();
});

type Trouble = (stand: ModuleStand) => unknown;
const act =
  (name: string, args: Record<string, unknown> = {}): Trouble =>
  (stand) =>
    stand.act(name, args);
const knob = (name: string, value: unknown, off: unknown): readonly [Trouble, Trouble] => [
  (stand) => stand.simulator.setFaults({ [name]: value }),
  (stand) => stand.simulator.setFaults({ [name]: off }),
];
const faults = [1, 2, 3, 9, 14, 22, 30, 31, 33, 34, 35, 36, 37, 38, 39, 41, 44, 45, 50, 51, 53, 54, 55, 56, 255];
const events = Array.from({ length: 23 }, (_, code) => code);

/** What goes wrong, and what puts it right. */
const troubles: readonly (readonly [Trouble, Trouble])[] = [
  ...faults.map((code) => [act('fault', { code }), act('fault', { code: 0 })] as const),
  ...events.map((code) => [act('event', { code }), act('event', { code: 10 })] as const),
  [act('fault', { device: 'coin', code: 2 }), act('fault', { device: 'coin', code: 0 })],
  [act('insert'), act('insert', { device: 'coin' })],
  [act('answer', { with: 'none', times: 40 }), act('answer', { with: 'none', times: 0 })],
  [act('answer', { with: 'nak', times: 40 }), act('answer', { with: 'nak', times: 0 })],
  [act('answer', { with: 'busy', times: 40 }), act('answer', { with: 'busy', times: 0 })],
  [act('cut', { bytes: 3, times: 20 }), act('cut', { bytes: 3, times: 0 })],
  [act('gap', { ms: 60 }), act('gap', { ms: 0 })],
  [act('absent'), act('absent', { on: false })],
  [act('power-cycle'), act('power-cycle', { device: 'coin' })],
  knob('silent', true, false),
  knob('lateMs', 300, 0),
  knob('splitBytes', 1, 0),
  knob('garbageBytes', 8, 0),
  knob('flipBit', true, false),
  knob('wrongAddress', true, false),
  knob('echo', false, true),
  knob('unplugged', true, false),
];

async function soak(
  options: Record<string, unknown>,
  unit: Record<string, unknown>,
  more: (stand: ModuleStand) => void,
) {
  const stand = await moduleStand('cctalk', { devices: [{ address: 40 }, { address: 2 }], ...options }, unit);
  stands.push(stand);
  const eachMs = (minutes * 60_000) / troubles.length;
  for (const [begin, end] of troubles) {
    await begin(stand);
    for (let passed = 0; passed < eachMs * 0.7; passed += 1_000) {
      await stand.clock.advance(1_000);
      more(stand);
    }
    await end(stand);
    await stand.ms(eachMs * 0.3);
    more(stand);
  }
  return stand;
}
const device = (stand: ModuleStand, kind: string) =>
  (stand.view()['devices'] as Record<string, { accepting: boolean; taken: number; resets: number }>)[kind]!;

describe('an hour with every fault in turn', () => {
  it('on a bus of our own only the ten headers leave, each a whole message to our modules', async () => {
    let accepting = 0;
    const stand = await soak({ mode: 'own-bus' }, {}, (at) => {
      if (device(at, 'coin').accepting || device(at, 'bill').accepting) accepting++;
    });
    const sent = stand.wire.sent.map((bytes) => [...bytes]);
    expect(sent.length).toBeGreaterThan(1_000);
    // Read here by hand: destination, no data, host, header, and a sum of 0.
    const strange = sent.filter(
      ([destination = 0, count, source, header = 0, ...rest]) =>
        ![40, 2].includes(destination) ||
        count !== 0 ||
        source !== 1 ||
        !list.includes(header) ||
        rest.length !== 1 ||
        (destination + header + 1 + rest[0]!) % 256 !== 0,
    );
    expect(strange).toEqual([]);
    // Nor does a forbidden message stand anywhere across two writes.
    const stream = toHex(Uint8Array.from(sent.flat()));
    for (const address of [40, 2]) {
      for (const header of forbidden) {
        const message = [address, 0, 1, header];
        const sum = -message.reduce((all, byte) => all + byte, 0) & 0xff;
        expect(stream).not.toContain(toHex(Uint8Array.from([...message, sum])));
      }
    }
    const { tripwires, requests } = stand.view() as { tripwires: unknown[]; requests: Record<string, number> };
    expect(tripwires).toEqual([]);
    expect(
      Object.keys(requests)
        .map(Number)
        .filter((header) => !list.includes(header)),
    ).toEqual([]);
    expect(requests['232']).toBeGreaterThan(20);
    // No coin and no note was ever taken, nor would one have been: nobody would have credited it.
    expect([accepting, device(stand, 'coin'), device(stand, 'bill')]).toMatchObject([
      0,
      { taken: 0, resets: 0 },
      { taken: 0, resets: 0 },
    ]);
    expect(stand.records().length).toBeGreaterThan(4);
  });

  it('self-checks of a module are never less than 30 s apart, over new sessions too', async () => {
    const stand = await moduleStand('cctalk', { mode: 'own-bus', pollIntervalMs: 1_000 }, { devices: ['bill'] });
    stands.push(stand);
    const at: number[] = [];
    let seen = 0;
    for (let second = 0; second < 400; second++) {
      // The cable is pulled every 50 s: each time a new session.
      if (second % 50 === 49) stand.simulator.setFaults({ unplugged: true });
      if (second % 50 === 0) stand.simulator.setFaults({ unplugged: false });
      await stand.clock.advance(1_000);
      for (const bytes of stand.wire.sent.slice(seen)) if (bytes[3] === 232) at.push(second);
      seen = stand.wire.sent.length;
    }
    expect(at.length).toBeGreaterThan(4);
    const gaps = at.slice(1).map((time, before) => time - at[before]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(29);
  });

  it('a tap sends not one byte, and what the kiosk PC does is its own', async () => {
    const stand = await soak({}, { kioskPollsMs: 1_000 }, () => undefined);
    expect(stand.wire.sent).toEqual([]);
    const view = stand.view() as { bytesFromLines: number; kioskPolls: { count: number } };
    expect(view.bytesFromLines).toBe(0);
    expect(view.kioskPolls.count).toBeGreaterThan(3_000);
    expect(stand.records().length).toBeGreaterThan(4);
  });

  it('the record would show a forbidden message: the simulator counts one that is sent', async () => {
    const stand = await moduleStand('cctalk', {}, { kioskPollsMs: 500 });
    stands.push(stand);
    const { plugHost } = await import('../../simulators/host.js');
    plugHost(stand.simulator).send(hex('02 00 01 E5 18'));
    expect(stand.view()).toMatchObject({ bytesFromLines: 5, tripwires: [{ address: 2, header: 229 }] });
  });
});
