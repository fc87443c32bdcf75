import { describe, expect, it } from 'vitest';
import type { SupervisorOptions } from '../../../gateway/devices/device.js';
import { tellUnreachable } from '../../../gateway/devices/unreachable.js';
import { VirtualClock } from '../../support/virtual-clock.js';

function stand(unreachable: unknown) {
  const told: unknown[] = [];
  const options = {
    device: { id: 'ups', driver: { unreachable }, options: { colour: 'blue' } },
    clock: new VirtualClock(),
    memory: { load: () => ({ onBattery: true }) },
    alarms: { condition: (id: string, condition: unknown) => told.push([id, condition]) },
    logger: { warn: (message: string, details: unknown) => told.push([message, details]) },
  } as unknown as SupervisorOptions;
  const state = { merge: (patch: unknown) => void told.push(patch) };
  return { told, tell: () => tellUnreachable(options, state) };
}

describe('a driver whose device cannot be asked', () => {
  it('says what that means from what it remembers', () => {
    const { told, tell } = stand(({ options, memory, alarm, state }: never) => {
      (state as (patch: unknown) => void)({ seen: options, remembered: (memory as { load(): unknown }).load() });
      (alarm as (condition: unknown) => void)({ type: 'ups-battery-low', active: true });
    });
    tell();
    expect(told).toEqual([
      { seen: { colour: 'blue' }, remembered: { onBattery: true } },
      ['ups', { type: 'ups-battery-low', active: true }],
    ]);
  });

  it('may have nothing to say', () => {
    const { told, tell } = stand(undefined);
    tell();
    expect(told).toEqual([]);
  });

  it('hurts nobody by a mistake in it', () => {
    const { told, tell } = stand(() => {
      throw new Error('oops');
    });
    expect(tell).not.toThrow();
    expect(told).toEqual([['the driver of ups fails while its device is out of contact', { error: 'Error: oops' }]]);
  });
});
