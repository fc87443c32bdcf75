import { describe, expect, it } from 'vitest';
import { beamWatch } from '../../../../drivers/people-counter/modbus-pulse/beams.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const free = { in: false, out: false };
const both = { in: true, out: true };
const none = { in: 0, out: 0 };

describe('the beams of a pulse module', () => {
  it('are blocked when they were interrupted at every look for that long', async () => {
    const clock = new VirtualClock();
    const look = beamWatch(clock, 10);
    expect(look(both, none)).toBeUndefined();
    await clock.advance(9_999);
    expect(look(both, none)).toBeUndefined();
    await clock.advance(1);
    expect(look(both, none)).toBe('beam in and out interrupted for 10 s without counting anybody');
    expect(look({ in: false, out: true }, none)).toBe('beam out interrupted for 10 s without counting anybody');
    expect(look(free, none)).toBeUndefined();
    expect(look(both, none)).toBeUndefined();
  });

  it('that happen to be interrupted at every look, and count in between, are a crowd', async () => {
    const clock = new VirtualClock();
    const look = beamWatch(clock, 10);
    for (let passed = 0; passed < 20; passed++) {
      expect(look({ in: true, out: false }, { in: passed, out: 0 })).toBeUndefined();
      await clock.advance(5_000);
    }
    look({ in: true, out: false }, { in: 20, out: 0 });
    await clock.advance(10_000);
    expect(look({ in: true, out: false }, { in: 20, out: 7 })).toContain('beam in interrupted');
  });

  it('are not watched with a limit of 0', async () => {
    const clock = new VirtualClock();
    const look = beamWatch(clock, 0);
    look(both, none);
    await clock.advance(1e6);
    expect(look(both, none)).toBeUndefined();
  });
});
