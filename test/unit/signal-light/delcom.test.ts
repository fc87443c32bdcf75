import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../drivers/error.js';
import { delcomReports, litBitsOf, type ThirdLed } from '../../../drivers/signal-light/delcom/commands.js';
import { delcom } from '../../../drivers/signal-light/delcom/index.js';
import { hex, toHex } from '../../support/hex.js';
import { hidStand } from '../../support/hid-stand.js';

interface Lamp {
  /** Report number under which it gives its port; undefined = it does not. */
  readAs?: number | undefined;
  /** Takes no command. */
  stuck?: boolean;
  options?: Record<string, unknown>;
  stored?: unknown;
}

/** A light by its data sheet: a port, active low, and the bits that flash. */
async function lamp({ readAs = 0x64, stuck = false, options = {}, stored }: Lamp = {}) {
  const commands: string[] = [];
  const unit = { port: 0xff, flashing: 0, stuck, readAs };
  const setFeature = async (report: Uint8Array) => {
    commands.push(toHex(report));
    if (unit.stuck) return;
    const [, command, low = 0, high = 0] = report;
    if (command === 0x02) unit.port = low;
    if (command === 0x14) unit.flashing = (unit.flashing & ~low) | high;
  };
  const getFeature = async (reportId: number) => {
    if (reportId !== unit.readAs) throw new GatewayError('PROTOCOL_REJECTED', 'no such report');
    return Uint8Array.of(0xff, 0x01, unit.port, 0xff, 0, 0, 0, 0);
  };
  const stand = await hidStand(delcom, options, { stored, features: { setFeature, getFeature } });
  const signal = (color: string, mode = 'steady') =>
    stand.session.commands['signal']?.({ color, mode } as never, {} as never);
  return { ...stand, commands, unit, signal };
}

describe('the published writes', () => {
  test.each([
    ['green', 'yellow', '65 02 FE 00 00 00 00 00'],
    ['red', 'yellow', '65 02 FD 00 00 00 00 00'],
    ['yellow', 'yellow', '65 02 FB 00 00 00 00 00'],
    ['blue', 'blue', '65 02 FB 00 00 00 00 00'],
    ['off', 'yellow', '65 02 FF 00 00 00 00 00'],
    // Two LEDs together, where there is no yellow one.
    ['yellow', 'blue', '65 02 FC 00 00 00 00 00'],
    ['white', 'blue', '65 02 F8 00 00 00 00 00'],
  ] as const)('%s, third LED %s', (color, thirdLed, expected) => {
    const reports = delcomReports({ color, mode: 'steady' }, thirdLed as ThirdLed).map(toHex);
    expect(reports).toEqual(['65 14 07 00 00 00 00 00', expected]);
  });

  test('a flash: every other LED is told not to first', () => {
    expect(delcomReports({ color: 'red', mode: 'blink' }, 'yellow').map(toHex)).toEqual([
      '65 14 05 02 00 00 00 00',
      '65 02 FD 00 00 00 00 00',
    ]);
  });

  test('the port as it was read after green, and with a number before it', () => {
    expect(litBitsOf(hex('FF 01 FE FF 00 00 00 00'), 0x64)).toBe(1);
    expect(litBitsOf(hex('64 FF 01 FE FF 00 00 00'), 0x64)).toBe(1);
    expect(litBitsOf(hex('FF 01'), 0x64)).toBeUndefined();
  });
});

describe('a light at work', () => {
  test.each([0x64, 0x01])('what it shows is read back, report %i', async (readAs) => {
    const light = await lamp({ readAs });
    await light.session.identify();
    expect(await light.signal('red')).toEqual({ color: 'red', mode: 'steady', verified: 'read-back' });
    expect(light.unit.port).toBe(0xfd);
    expect(light.seen.state).toEqual({ color: 'red', mode: 'steady', verified: 'read-back' });
    await light.end();
  });

  test('one that cannot be read was sent it, and is sent it again with each poll', async () => {
    const light = await lamp({ readAs: 0x0a });
    await light.session.identify();
    expect(await light.signal('green')).toMatchObject({ verified: 'sent' });
    light.unit.port = 0xff;
    await light.session.poll();
    expect(light.unit.port).toBe(0xfe);
    await light.end();
  });

  test('what is on already is only read; what is not is put right', async () => {
    const light = await lamp();
    await light.session.identify();
    await light.signal('red', 'blink');
    light.commands.length = 0;
    await light.session.poll();
    expect(light.commands).toEqual([]);
    // The dark half of the flash, or a light that has lost its power: nobody can tell.
    light.unit.port = 0xff;
    await light.session.poll();
    expect(light.commands).toHaveLength(2);
    light.unit.port = 0xfe;
    await light.session.poll();
    expect(light.unit).toMatchObject({ port: 0xfd, flashing: 2 });
    await light.end();
  });

  test('steady after a flash flashes no more', async () => {
    const light = await lamp();
    await light.session.identify();
    await light.signal('red', 'blink');
    await light.signal('red');
    expect(light.unit).toMatchObject({ port: 0xfd, flashing: 0 });
    await light.end();
  });

  test('dark right after it was told to flash may be the flash', async () => {
    const light = await lamp();
    await light.session.identify();
    light.unit.port = 0xff;
    light.unit.stuck = true;
    expect(await light.signal('red', 'blink')).toMatchObject({ verified: 'sent' });
    light.unit.port = 0xfb;
    await expect(light.session.poll()).rejects.toMatchObject({ code: 'PROTOCOL_UNEXPECTED' });
    await light.end();
  });

  test('off after a flash is not taken for the dark half of it', async () => {
    const light = await lamp();
    await light.session.identify();
    await light.signal('red', 'blink');
    expect(light.unit).toMatchObject({ port: 0xfd, flashing: 2 });
    light.unit.port = 0xff;
    await light.signal('off');
    expect(light.unit).toMatchObject({ port: 0xff, flashing: 0 });
    await light.end();
  });

  test('a colour that is remembered of another model is dark', async () => {
    const stored = { wanted: { color: 'blue', mode: 'steady' } };
    const [yellow, blue] = [await lamp({ stored }), await lamp({ stored, options: { thirdLed: 'blue' } })];
    for (const light of [yellow, blue]) await light.session.identify();
    expect([yellow.seen.state['color'], blue.seen.state['color']]).toEqual(['off', 'blue']);
    await Promise.all([yellow.end(), blue.end()]);
  });

  test('one that shows something else than it was told fails, and the state says nothing new', async () => {
    const light = await lamp();
    await light.session.identify();
    light.unit.stuck = true;
    await expect(light.signal('red')).rejects.toMatchObject({ code: 'PROTOCOL_UNEXPECTED' });
    expect(light.seen.state).toMatchObject({ color: 'off' });
    light.unit.stuck = false;
    await light.session.poll();
    expect(light.seen.state).toMatchObject({ color: 'red', verified: 'read-back' });
    await light.end();
  });

  test('a colour it lacks is refused with those it has', async () => {
    const light = await lamp();
    await light.session.identify();
    await expect(light.signal('blue')).rejects.toMatchObject({
      code: 'COMMAND_ARGS_INVALID',
      field: 'args.color',
      message: 'this light has no blue, allowed are off, green, red, yellow',
    });
    expect(light.unit.port).toBe(0xff);
    await light.end();
  });

  test('the third LED may be blue', async () => {
    const light = await lamp({ options: { thirdLed: 'blue' } });
    await light.session.identify();
    await light.signal('blue');
    expect(light.unit.port).toBe(0xfb);
    await light.end();
  });
});
