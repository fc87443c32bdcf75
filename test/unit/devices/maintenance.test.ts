import { describe, expect, test } from 'vitest';
import { createDeviceState } from '../../../gateway/devices/device-state.js';
import { createMaintenance, type MaintenanceWindow } from '../../../gateway/devices/maintenance.js';
import { memoryTable } from '../../support/memory-table.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const minute = 60_000;
const clock = () => new VirtualClock(Date.UTC(2026, 10, 23, 1));

/** One start of the gateway over what the last has left. */
function started(
  time = clock(),
  windows = memoryTable<MaintenanceWindow>(),
  admin: 'enabled' | 'disabled' = 'enabled',
) {
  const said: string[] = [];
  const state = createDeviceState({ admin, clock: time, publish: () => undefined });
  const maintenance = createMaintenance({
    deviceId: 'kiosk-1',
    clock: time,
    state,
    windows,
    alarms: { suppress: (_id, source, why) => void said.push(why === undefined ? source : `${source}: ${why}`) },
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
  });
  maintenance.resume();
  return { maintenance, state, said, windows, clock: time };
}

describe('a maintenance window', () => {
  test('ends by itself, and its end stands in the state', async () => {
    const { maintenance, state, said, windows, clock } = started();
    const result = await maintenance.set({ on: true, minutes: 10, reason: 'new roller' });
    expect(result).toEqual({ admin: 'maintenance', until: '2026-11-23T01:10:00.000Z' });
    expect(state.view()).toMatchObject({
      admin: 'maintenance',
      maintenance: { until: '2026-11-23T01:10:00.000Z', reason: 'new roller' },
    });
    await clock.advance(10 * minute);
    expect(state.view()).not.toHaveProperty('maintenance');
    expect([state.admin, said, windows.size]).toEqual(['enabled', ['maintenance: new roller', 'maintenance'], 0]);
  });

  test('goes on after a restart for the rest of its time', async () => {
    const { maintenance, windows, clock } = started();
    await maintenance.set({ on: true, minutes: 60, reason: 'visit' });
    await clock.advance(20 * minute);
    maintenance.stop();
    const again = started(clock, windows);
    expect(again.said).toEqual(['maintenance: visit']);
    await clock.advance(39 * minute);
    expect(again.state.admin).toBe('maintenance');
    await clock.advance(minute);
    expect([again.state.admin, windows.size]).toEqual(['enabled', 0]);
  });

  test.each([
    ['is over when its end has passed meanwhile', 41 * minute, 0],
    ['lasts no longer than its own length when the clock was set back', -24 * 60 * minute, 60],
  ])('%s', async (_what, jumpMs, lastsMinutes) => {
    const { maintenance, windows, clock } = started();
    await maintenance.set({ on: true, minutes: 60, reason: 'visit' });
    await clock.advance(20 * minute);
    maintenance.stop();
    clock.jump(jumpMs);
    const again = started(clock, windows);
    if (lastsMinutes > 0) await clock.advance(lastsMinutes * minute - 1);
    expect(again.state.admin).toBe(lastsMinutes > 0 ? 'maintenance' : 'enabled');
    await clock.advance(1);
    expect([again.state.admin, windows.size]).toEqual(['enabled', 0]);
  });

  test('is not moved by a clock that is set while the gateway runs', async () => {
    const { maintenance, state, clock } = started();
    await maintenance.set({ on: true, minutes: 60, reason: 'visit' });
    clock.jump(-60 * minute);
    await clock.advance(60 * minute);
    expect(state.admin).toBe('enabled');
  });

  test('that the disk refuses has not begun', async () => {
    const { maintenance, state, said, windows } = started();
    windows.refuse = true;
    await expect(maintenance.set({ on: true, reason: 'visit' })).rejects.toThrow('no space left');
    expect([state.admin, said, windows.size]).toEqual(['enabled', [], 0]);
  });

  test('of a disabled device is refused: it would come out of it enabled', async () => {
    const { maintenance, state } = started(clock(), memoryTable(), 'disabled');
    await expect(maintenance.set({ on: true, reason: 'visit' })).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await expect(maintenance.set({ on: false, reason: 'visit' })).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    expect(state.admin).toBe('disabled');
  });
});
