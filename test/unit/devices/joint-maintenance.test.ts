import { describe, expect, test } from 'vitest';
import { type MaintainedPart, setJointly } from '../../../gateway/devices/joint-maintenance.js';
import type { MaintenanceArgs } from '../../../gateway/devices/maintenance.js';

const on: MaintenanceArgs = { on: true, minutes: 10, reason: 'visit' };
const off: MaintenanceArgs = { on: false, reason: 'done' };

/** Devices whose windows are a line each, as they are opened and ended. */
function hall(refusing?: string) {
  const said: string[] = [];
  const maintenanceOf = (id: string) => ({
    async set({ on: begins }: MaintenanceArgs) {
      if (id === refusing && begins) throw new Error('no space left on device');
      said.push(`${begins ? 'begin' : 'end'} ${id}`);
      return { admin: begins ? 'maintenance' : 'enabled' };
    },
  });
  const part = (id: string, changes: Partial<MaintainedPart> = {}): MaintainedPart => ({
    id,
    maintenance: maintenanceOf(id),
    isShared: false,
    isDisabled: false,
    ...changes,
  });
  return { said, own: maintenanceOf('kiosk'), part };
}

describe('a window of a device that is made of others', () => {
  test('is one for each of its own parts that are enabled, and the reply tells which were left alone', async () => {
    const { said, own, part } = hall();
    const parts = [part('net'), part('doors', { isShared: true }), part('old', { isDisabled: true })];
    expect(await setJointly(own, parts, on)).toEqual({ admin: 'maintenance', parts: ['net'], shared: ['doors'] });
    expect(await setJointly(own, parts, off)).toEqual({ admin: 'enabled', parts: ['net'], shared: ['doors'] });
    expect(said).toEqual(['begin kiosk', 'begin net', 'end kiosk', 'end net']);
  });

  test('of any other device is its own affair', async () => {
    const { own } = hall();
    expect(await setJointly(own, [], on)).toEqual({ admin: 'maintenance' });
  });

  test('has begun for none when the disk refuses it for one', async () => {
    const { said, own, part } = hall('xfs');
    await expect(setJointly(own, [part('net'), part('xfs'), part('agent')], on)).rejects.toThrow('no space left');
    expect(said).toEqual(['begin kiosk', 'begin net', 'end kiosk', 'end net']);
  });
});
