import { describe, expect, test } from 'vitest';
import { signalLightContract } from '../../../drivers/signal-light/contract.js';
import { luxaforReport } from '../../../drivers/signal-light/luxafor/commands.js';
import { luxafor } from '../../../drivers/signal-light/luxafor/index.js';
import { toHex } from '../../support/hex.js';
import { hidStand } from '../../support/hid-stand.js';
import { settle } from '../../support/virtual-clock.js';

/** A light that was sent what it shows; the number 0 of its reports does not reach it. */
async function lamp(stored?: unknown, options = {}) {
  const sent: string[] = [];
  const stand = await hidStand(luxafor, options, { stored, onOutput: (report) => sent.push(toHex(report)) });
  const command = (name: string, args: object = {}) => stand.session.commands[name]?.(args as never, {} as never);
  const identify = () => stand.clock.finish(stand.session.identify());
  return { ...stand, sent, command, identify };
}

test.each([
  ['green', 'steady', '00 01 FF 00 FF 00 00 00 00'],
  ['red', 'steady', '00 01 FF FF 00 00 00 00 00'],
  ['off', 'steady', '00 01 FF 00 00 00 00 00 00'],
  ['yellow', 'steady', '00 01 FF FF FF 00 00 00 00'],
  ['blue', 'steady', '00 01 FF 00 00 FF 00 00 00'],
  ['white', 'steady', '00 01 FF FF FF FF 00 00 00'],
  // The published strobe, with as many repeats as there are.
  ['red', 'blink', '00 03 FF FF 00 00 B4 00 FF'],
  ['off', 'blink', '00 01 FF 00 00 00 00 00 00'],
] as const)('%s %s', (color, mode, expected) => {
  expect(toHex(luxaforReport({ color, mode }))).toBe(expected);
});

describe('a light at work', () => {
  test('asks for the version and begins dark', async () => {
    const light = await lamp();
    light.device.onOutput((report) => {
      light.sent.push(toHex(report));
      if (report[0] === 0x80) light.device.report(Uint8Array.of(0x80, 7, 0, 0, 0, 0, 0, 0));
    });
    expect(await light.identify()).toMatchObject({ model: 'Luxafor', firmware: '7' });
    expect(light.sent).toEqual(['80 00 00 00 00 00 00 00', '01 FF 00 00 00 00 00 00']);
    expect(light.seen.state).toEqual({ color: 'off', mode: 'steady', verified: 'sent' });
    expect(signalLightContract.state.safeParse(light.seen.state).success).toBe(true);
    await light.end();
  });

  test('one that does not tell its version is as good', async () => {
    const light = await lamp();
    expect(await light.identify()).toEqual({
      model: 'Luxafor',
      capabilities: ['off', 'green', 'yellow', 'red', 'blue', 'white', 'blink'],
    });
    expect(light.clock.pending).toBe(0);
    await light.end();
  });

  test('shows what is wanted, says it is only sent, and sends it again with each poll', async () => {
    const light = await lamp();
    await light.identify();
    light.sent.length = 0;
    expect(await light.command('signal', { color: 'yellow', mode: 'blink' })).toEqual({
      color: 'yellow',
      mode: 'blink',
      verified: 'sent',
    });
    await light.session.poll();
    await settle();
    expect(light.sent).toEqual(['03 FF FF FF 00 B4 00 FF', '03 FF FF FF 00 B4 00 FF']);
    expect(light.seen.state).toEqual({ color: 'yellow', mode: 'blink', verified: 'sent' });
    await light.end();
  });

  test('after a plug-in, or a restart of the gateway, what was wanted is on again', async () => {
    const before = await lamp();
    await before.identify();
    await before.command('signal', { color: 'red', mode: 'steady' });
    await before.end();
    const after = await lamp(before.seen.stored);
    await after.identify();
    await settle();
    expect(after.sent.at(-1)).toBe('01 FF FF 00 00 00 00 00');
    expect(after.seen.state).toMatchObject({ color: 'red' });
    await after.end();
  });

  test.each([['nothing'], [{ wanted: { color: 'pink' } }], [null]])(
    'what is kept and makes no sense is dark: %o',
    async (stored) => {
      const light = await lamp(stored);
      await light.identify();
      expect(light.seen.state).toMatchObject({ color: 'off' });
      await light.end();
    },
  );

  test('a test shows every colour for a second, then what was there; what is wanted meanwhile comes after it', async () => {
    const light = await lamp();
    await light.identify();
    await light.command('signal', { color: 'green', mode: 'steady' });
    light.sent.length = 0;
    const testing = light.command('test');
    await light.clock.advance(2_500);
    const wanted = light.command('signal', { color: 'red', mode: 'steady' });
    const polled = light.session.poll();
    await light.clock.advance(3_500);
    expect(await testing).toMatchObject({ color: 'red' });
    await Promise.all([wanted, polled]);
    await settle();
    expect(light.sent.map((report) => report.slice(6, 14))).toEqual([
      ...['00 00 00', '00 FF 00', 'FF FF 00', 'FF 00 00', '00 00 FF', 'FF FF FF'],
      ...['FF 00 00', 'FF 00 00', 'FF 00 00'],
    ]);
    await light.end();
  });

  test('a disk that is full is told; the light is right all the same', async () => {
    const light = await lamp();
    await light.identify();
    light.seen.diskFull = true;
    await expect(light.command('signal', { color: 'red', mode: 'steady' })).rejects.toThrow('no space left');
    expect(light.seen.state).toMatchObject({ color: 'red' });
    await light.end();
  });

  test('a light that is gone fails the poll', async () => {
    const light = await lamp();
    await light.identify();
    light.device.unplug();
    await expect(light.session.poll()).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });
});
