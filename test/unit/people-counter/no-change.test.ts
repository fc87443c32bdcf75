import { describe, expect, it } from 'vitest';
import { noChangeWatch } from '../../../drivers/people-counter/no-change.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const type = 'counter-blocked-or-no-change';
const quiet = { type, active: false };
const minutes = (count: number) => count * 60_000;

function watching(limit: number) {
  const clock = new VirtualClock();
  const watch = noChangeWatch(limit, clock);
  return {
    clock,
    see: async (afterMinutes: number, seen: { changed: boolean; doorOpen: boolean }) => {
      await clock.advance(minutes(afterMinutes));
      return watch(seen);
    },
  };
}

const still = { changed: false, doorOpen: true };

describe('counts that stand still', () => {
  it('raise the alarm after the door was open that long, not before', async () => {
    const { see } = watching(20);
    expect(await see(0, still)).toEqual(quiet);
    expect(await see(19.99, still)).toEqual(quiet);
    expect(await see(0.01, still)).toEqual({
      type,
      active: true,
      detail: 'the door is open and nobody was counted for 20 min',
    });
  });

  it('clear the alarm with the next person counted and start the time anew', async () => {
    const { see } = watching(20);
    await see(0, still);
    expect(await see(30, still)).toMatchObject({ active: true });
    expect(await see(1, { changed: true, doorOpen: true })).toEqual(quiet);
    expect(await see(19, still)).toEqual(quiet);
    expect(await see(1, still)).toMatchObject({ active: true });
  });

  it('mean nothing behind a closed door, and the time begins when it opens', async () => {
    const { see } = watching(20);
    expect(await see(0, { changed: false, doorOpen: false })).toEqual(quiet);
    expect(await see(600, { changed: false, doorOpen: false })).toEqual(quiet);
    expect(await see(1, still)).toEqual(quiet);
    expect(await see(19, still)).toEqual(quiet);
    expect(await see(1, still)).toMatchObject({ active: true });
    expect(await see(1, { changed: false, doorOpen: false })).toEqual(quiet);
  });

  it('never raise anything when the rule is off', async () => {
    const { see } = watching(0);
    await see(0, still);
    expect(await see(10_000, still)).toEqual(quiet);
  });

  it('are timed by the clock that does not jump', async () => {
    const { clock, see } = watching(20);
    await see(0, still);
    clock.jump(minutes(60));
    expect(await see(1, still)).toEqual(quiet);
  });
});
