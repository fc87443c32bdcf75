import { describe, expect, test } from 'vitest';
import { ConditionWatch, type Phase } from '../../../gateway/alarms/condition-watch.js';
import { VirtualClock } from '../../support/virtual-clock.js';

function watched(options: { raised?: boolean; onDelayMs?: number; offDelayMs?: number } = {}) {
  const clock = new VirtualClock();
  const told: string[] = [];
  const state = { suppressed: false };
  const watch = new ConditionWatch({
    clock,
    onDelayMs: 1_000,
    offDelayMs: 1_000,
    raised: false,
    isHeld: () => state.suppressed,
    onRaise: () => told.push('raise'),
    onClear: () => told.push('clear'),
    ...options,
  });
  return { clock, told, state, watch };
}

/** Brings a new watch into a phase. */
async function watchedIn(phase: Phase) {
  const made = watched({ raised: phase === 'raised' || phase === 'clearing' });
  made.state.suppressed = phase === 'held';
  if (phase === 'pending' || phase === 'held') made.watch.report(true);
  if (phase === 'held') await made.clock.advance(1_000);
  if (phase === 'clearing') made.watch.report(false);
  expect(made.watch.phase).toBe(phase);
  return made;
}

describe('the states of a condition', () => {
  test.each<[Phase, 'active' | 'inactive' | 'unconfirmed' | 'release' | 'time', Phase, string[]]>([
    ['normal', 'active', 'pending', []],
    ['normal', 'inactive', 'normal', []],
    ['normal', 'unconfirmed', 'normal', []],
    ['normal', 'release', 'normal', []],
    ['normal', 'time', 'normal', []],
    ['pending', 'active', 'pending', []],
    ['pending', 'inactive', 'normal', []],
    ['pending', 'unconfirmed', 'normal', []],
    ['pending', 'release', 'pending', []],
    ['pending', 'time', 'raised', ['raise']],
    ['held', 'active', 'held', []],
    ['held', 'inactive', 'normal', []],
    ['held', 'unconfirmed', 'normal', []],
    ['held', 'release', 'raised', ['raise']],
    ['held', 'time', 'held', []],
    ['raised', 'active', 'raised', []],
    ['raised', 'inactive', 'clearing', []],
    ['raised', 'unconfirmed', 'raised', []],
    ['raised', 'release', 'raised', []],
    ['raised', 'time', 'raised', []],
    ['clearing', 'active', 'raised', []],
    ['clearing', 'inactive', 'clearing', []],
    ['clearing', 'unconfirmed', 'raised', []],
    ['clearing', 'release', 'clearing', []],
    ['clearing', 'time', 'normal', ['clear']],
  ])('%s, then %s: %s', async (from, event, to, told) => {
    const made = await watchedIn(from);
    if (event === 'active') made.watch.report(true);
    if (event === 'inactive') made.watch.report(false);
    if (event === 'unconfirmed') made.watch.unconfirmed();
    if (event === 'release') {
      made.state.suppressed = false;
      made.watch.release();
    }
    if (event === 'time') await made.clock.advance(1_000);
    expect([made.watch.phase, made.told]).toEqual([to, told]);
    const waits = to === 'pending' || to === 'clearing';
    expect(made.clock.pending).toBe(waits ? 1 : 0);
    made.watch.stop();
    expect(made.clock.pending).toBe(0);
  });

  test('without delays every report acts at once', () => {
    const { watch, told, clock } = watched({ onDelayMs: 0, offDelayMs: 0 });
    for (const active of [true, true, false, false, true]) watch.report(active);
    expect([told, clock.pending]).toEqual([['raise', 'clear', 'raise'], 0]);
  });

  test('a delay begun anew runs its full length', async () => {
    const { watch, told, clock } = watched();
    watch.report(true);
    await clock.advance(900);
    watch.report(false);
    watch.report(true);
    await clock.advance(900);
    expect(told).toEqual([]);
    await clock.advance(100);
    expect(told).toEqual(['raise']);
  });
});
