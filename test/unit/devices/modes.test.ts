import { describe, expect, test } from 'vitest';
import { createDeviceModes, modeLimitMs } from '../../../gateway/devices/modes.js';
import { VirtualClock } from '../../support/virtual-clock.js';

function device() {
  const clock = new VirtualClock();
  const said: string[] = [];
  const warnings: string[] = [];
  const modes = createDeviceModes({
    deviceId: 'kiosk-1',
    clock,
    logger: { debug: () => undefined, info: () => undefined, warn: (message) => void warnings.push(message) },
    alarms: { suppress: (_id, source, why) => void said.push(why === undefined ? source : `${source}: ${why}`) },
  });
  return { clock, said, warnings, modes };
}

describe('a device that asks for quiet', () => {
  test('is heard once, however often it says so, and when it ends', () => {
    const { modes, said, clock } = device();
    for (let poll = 0; poll < 5; poll++) modes.set('exchange', 'cash');
    modes.set('exchange', undefined);
    modes.set('exchange', undefined);
    expect(said).toEqual(['exchange: cash', 'exchange']);
    expect(clock.pending).toBe(0);
  });

  test('may say another reason, and be in both modes', () => {
    const { modes, said } = device();
    modes.set('exchange', 'cash');
    modes.set('exchange', 'cards');
    modes.set('vendor-mode', 'key 7');
    modes.end();
    expect(said).toEqual(['exchange: cash', 'exchange: cards', 'vendor-mode: key 7', 'exchange', 'vendor-mode']);
  });

  test('is believed for 4 h, says the log; a new exchange is a new one', async () => {
    const { modes, said, warnings, clock } = device();
    modes.set('exchange', 'cash');
    await clock.advance(modeLimitMs / 2);
    modes.set('exchange', 'still cash');
    await clock.advance(modeLimitMs / 2);
    expect(said).toEqual(['exchange: cash', 'exchange: still cash', 'exchange']);
    expect(warnings).toEqual([expect.stringContaining('more than 4 h')]);
    modes.set('exchange', 'cash');
    expect(said).toHaveLength(3);
    modes.set('exchange', undefined);
    modes.set('exchange', 'cash');
    expect(said.slice(3)).toEqual(['exchange: cash']);
  });

  test('and whose session breaks has the first poll of the next to say it again', () => {
    const { modes, said } = device();
    modes.set('exchange', 'cash');
    modes.set('vendor-mode', 'key 7');
    modes.doubt();
    expect(said).toHaveLength(2);
    modes.set('exchange', 'cash');
    modes.polled();
    expect(said.slice(2)).toEqual(['vendor-mode']);
    modes.polled();
    expect(said).toHaveLength(3);
  });

  test('stays quiet while the gateway stops, and leaves no timer', () => {
    const { modes, said, clock } = device();
    modes.set('exchange', 'cash');
    modes.stop();
    expect([said, clock.pending]).toEqual([['exchange: cash'], 0]);
  });
});
