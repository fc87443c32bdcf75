import { describe, expect, it } from 'vitest';
import type { Output } from '../../../../simulators/simulator.js';
import type { Effect } from '../../../../simulators/ticket-printer/escpos-effect.js';
import { createMechanism } from '../../../../simulators/ticket-printer/escpos-mechanism.js';
import { createTimers } from '../../../../simulators/timers.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** A mechanism for which each byte is a feed of so many mm, 00 a cut and FF an answer. */
function createWorkshop({ speed = 100, cutterMs = 300, bufferBytes = 1_000 } = {}) {
  const clock = new VirtualClock();
  const done: string[] = [];
  const state = { ready: true, failures: 0, lost: 0 };
  const interpret = (byte: number): Effect[] => {
    if (byte === 0x00) return [{ kind: 'cut', cut: 'full' }];
    if (byte === 0xff) return [{ kind: 'answer', bytes: [byte] }];
    return [{ kind: 'feed', dots: byte * 8 }];
  };
  const mechanism = createMechanism({
    timers: createTimers(clock),
    speed,
    cutterMs,
    bufferBytes,
    ready: () => state.ready,
    interpret,
    perform(effect, output) {
      if (effect.kind === 'cut' && state.failures > 0) {
        state.failures--;
        state.ready = false;
        mechanism.update();
        return 'again';
      }
      if (effect.kind === 'answer') output.send(Uint8Array.from(effect.bytes));
      else done.push(effect.kind === 'feed' ? String(effect.dots / 8) : effect.kind);
      return 'done';
    },
    overflow: (lost) => {
      state.lost += lost;
    },
  });
  const host = (name: string): Output => ({ send: () => void done.push(name) });
  return {
    clock,
    done,
    state,
    mechanism,
    host,
    receive: (...bytes: number[]) => mechanism.receive(Uint8Array.from(bytes), host('host')),
    be(ready: boolean) {
      state.ready = ready;
      mechanism.update();
    },
  };
}

describe('the mechanism', () => {
  it('does one thing after the other, each in its time', async () => {
    const { receive, clock, done, mechanism } = createWorkshop();
    receive(10, 20, 0);
    await clock.advance(99);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(done).toEqual(['10']);
    await clock.advance(200);
    expect(done).toEqual(['10', '20']);
    expect(mechanism.idle).toBe(false);
    await clock.advance(300);
    expect(done).toEqual(['10', '20', 'cut']);
    expect(mechanism.idle).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('answers when all before it is done, each host its own question', async () => {
    const { mechanism, clock, done, host } = createWorkshop();
    mechanism.receive(Uint8Array.of(10, 0xff), host('left'));
    mechanism.receive(Uint8Array.of(0xff, 10), host('right'));
    await clock.advance(100);
    expect(done).toEqual(['10', 'left', 'right']);
  });

  it('stopped in the middle of a movement makes it again from its beginning', async () => {
    const { receive, clock, done, be } = createWorkshop();
    receive(10, 20);
    await clock.advance(60);
    be(false);
    await clock.advance(10_000);
    expect(done).toEqual([]);
    expect(clock.pending).toBe(0);
    be(true);
    await clock.advance(99);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(done).toEqual(['10']);
  });

  it('told again that it may go on does nothing twice', async () => {
    const { receive, clock, done, be } = createWorkshop();
    receive(10);
    for (let times = 0; times < 3; times++) be(true);
    expect(clock.pending).toBe(1);
    await clock.advance(1_000);
    expect(done).toEqual(['10']);
  });

  it('keeps what comes while it is stopped, also when it takes no time', () => {
    const { receive, done, be } = createWorkshop({ speed: 0 });
    be(false);
    receive(10, 0xff);
    receive(0);
    expect(done).toEqual([]);
    be(true);
    expect(done).toEqual(['10', 'host', 'cut']);
  });

  it('tries again what has failed, before anything else', async () => {
    const { receive, clock, done, state, be } = createWorkshop();
    state.failures = 2;
    receive(0, 10);
    await clock.advance(5_000);
    expect(done).toEqual([]);
    be(true);
    await clock.advance(5_000);
    expect(done).toEqual([]);
    be(true);
    await clock.advance(400);
    expect(done).toEqual(['cut', '10']);
  });

  it('forgets everything when it is cleared, and the movement it was in', async () => {
    const { receive, clock, done, mechanism } = createWorkshop();
    receive(10, 20);
    await clock.advance(50);
    mechanism.clear();
    expect(mechanism.idle).toBe(true);
    expect(clock.pending).toBe(0);
    receive(30);
    await clock.advance(1_000);
    expect(done).toEqual(['30']);
  });

  it('does what is inserted next', async () => {
    const { receive, clock, done, mechanism } = createWorkshop();
    receive(10, 20);
    mechanism.insert({ kind: 'cut', cut: 'partial' });
    await clock.advance(1_000);
    expect(done).toEqual(['10', 'cut', '20']);
  });

  it('holds so many bytes and loses the rest; what is being done holds no place', async () => {
    const { receive, clock, done, state } = createWorkshop({ bufferBytes: 3 });
    receive(1);
    receive(2, 3, 4, 5, 6);
    expect(state.lost).toBe(2);
    receive(7);
    expect(state.lost).toBe(3);
    await clock.advance(10);
    receive(8);
    await clock.advance(1_000);
    expect(done).toEqual(['1', '2', '3', '4', '8']);
  });

  it('takes a hundred thousand bytes without growing a stack', () => {
    const { receive, mechanism, done } = createWorkshop({ speed: 0, bufferBytes: 200_000 });
    for (let times = 0; times < 100; times++) receive(...Array<number>(1_000).fill(1));
    expect(done).toHaveLength(100_000);
    expect(mechanism.idle).toBe(true);
  });
});
