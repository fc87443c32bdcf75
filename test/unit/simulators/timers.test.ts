import { describe, expect, it } from 'vitest';
import { createTimers } from '../../../simulators/timers.js';
import { VirtualClock } from '../../support/virtual-clock.js';

describe('the timers of one device', () => {
  it('fire once, in order', async () => {
    const clock = new VirtualClock();
    const timers = createTimers(clock);
    const fired: string[] = [];
    timers.after(20, () => fired.push('late'));
    timers.after(10, () => fired.push('early'));
    await clock.advance(100);
    expect(fired).toEqual(['early', 'late']);
  });

  it('end one by one or all together, and leave nothing in the clock', async () => {
    const clock = new VirtualClock();
    const timers = createTimers(clock);
    const fired: string[] = [];
    const first = timers.after(10, () => fired.push('first'));
    timers.after(10, () => fired.push('second'));
    timers.after(10, () => fired.push('third'));
    first.cancel();
    first.cancel();
    expect(clock.pending).toBe(2);
    timers.clear();
    expect(clock.pending).toBe(0);
    await clock.advance(100);
    expect(fired).toEqual([]);
  });

  it('can be set again from within one that fires, and after all were ended', async () => {
    const clock = new VirtualClock();
    const timers = createTimers(clock);
    let rounds = 0;
    const again = () => {
      rounds++;
      if (rounds < 3) timers.after(10, again);
    };
    timers.clear();
    timers.after(10, again);
    await clock.advance(100);
    expect(rounds).toBe(3);
  });
});
