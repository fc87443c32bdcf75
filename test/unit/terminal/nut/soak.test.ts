import { expect, test } from 'vitest';
import { upsStand } from './ups-stand.js';

/** Every fault the simulated server has, and how it ends. */
const faults: readonly (readonly [string, Record<string, unknown>, string, Record<string, unknown>])[] = [
  ['mains-off', {}, 'mains-on', {}],
  ['battery-low', {}, 'battery-low', { on: false }],
  ['replace-battery', {}, 'replace-battery', { on: false }],
  ['overload', {}, 'overload', { on: false }],
  ['bypass', {}, 'bypass', { on: false }],
  ['calibrate', {}, 'calibrate', { on: false }],
  ['fsd', {}, 'fsd', { on: false }],
  ['off', {}, 'off', { on: false }],
  ['stale', {}, 'stale', { on: false }],
  ['driver-gone', {}, 'driver-gone', { on: false }],
  ['wait', {}, 'wait', { on: false }],
  ['tokens', { tokens: ['ECO', 'LOGIN', 'FSD;', '"'] }, 'tokens', { tokens: [] }],
  ['long-list', { count: 300 }, 'long-list', { count: 0 }],
  ['set', { variable: 'ups.alarm', value: 'x\nFSD ups1' }, 'set', { variable: 'ups.alarm', value: '' }],
  ['access-denied', {}, 'access-denied', { on: false }],
  ['half-line', {}, 'half-line', { on: false }],
  ['slow-list', { everyMs: 400 }, 'slow-list', { everyMs: 0 }],
  ['garble', { line: 'OK Goodbye' }, 'garble', {}],
  ['garble', { line: 'BEGIN LIST UPS' }, 'garble', {}],
  ['restart', {}, 'restart', {}],
];

// A name that a flipped bit has changed is asked for once; it is one word all the same.
const name = /([^\s"\\]+|"[^\n]*")/.source;
const allowed = new RegExp(
  `^(VER|NETVER|PROTVER|LIST UPS|LIST VAR ${name}|GET VAR ${name} ups\\.status|GET UPSDESC ${name}|STARTTLS|LOGOUT)$`,
);

test('an hour of every fault in turn, also of the line: nothing but the allowed questions ever left', async () => {
  const stand = await upsStand();
  const said: string[] = [];
  const { nut } = stand;
  // The simulator remembers the last 256; everything is wanted.
  const { connect } = nut;
  Object.assign(nut, {
    connect: (line: Parameters<typeof connect>[0]) =>
      connect({
        ...line,
        onBytes: (receiver) =>
          line.onBytes((bytes) => {
            said.push(Buffer.from(bytes).toString('utf8'));
            receiver(bytes);
          }),
      }),
  });
  await stand.until(stand.online);
  const began = stand.clock.monotonic();
  for (let turn = 0; stand.clock.monotonic() - began < 3_600_000; turn++) {
    const [raise, args, clear, back] = faults[turn % faults.length]!;
    await stand.act(raise, args);
    if (turn % 5 === 0) nut.setFaults({ splitBytes: 3 });
    if (turn % 7 === 0) nut.setFaults({ flipBit: true });
    if (turn % 11 === 0) nut.setFaults({ silent: true });
    if (turn % 13 === 0) nut.setFaults({ unplugged: true });
    await stand.clock.advance(60_000);
    nut.setFaults({ splitBytes: 0, flipBit: false, silent: false, unplugged: false });
    await stand.act(clear, back);
    await stand.clock.advance(15_000);
  }
  const lines = said.join('').split('\n').slice(0, -1);
  expect(lines.filter((line) => !allowed.test(line))).toEqual([]);
  expect(said.every((each) => each.endsWith('\n'))).toBe(true);
  expect(lines.length).toBeGreaterThan(500);
  expect((nut.view() as { tripped: string[] }).tripped).toEqual([]);
  await stand.until(stand.online);
  // What has flapped is believed to be over after half an hour of quiet.
  await stand.clock.advance(1_900_000);
  await stand.until(() => stand.raised().length === 0, 60);
  await stand.end();
}, 60_000);
