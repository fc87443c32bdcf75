import { describe, expect, it } from 'vitest';
import { createTurns, halted } from '../../../gateway/commands/turns.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

function setUp({ clockSynced = true } = {}) {
  const clock = new VirtualClock();
  const turns = createTurns({ clock, clockSynced: () => clockSynced });
  const done: string[] = [];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const first = turns.take('a', clock.now() + 1_000, async () => {
    done.push('first');
    await ended;
  });
  const second = turns.take('a', clock.now() + 1_000, async () => void done.push('second'));
  second.catch(() => undefined);
  return { clock, turns, done, end: () => end(), first, second };
}

describe('turns at a device', () => {
  it('are taken one after the other, the first at once', async () => {
    const { done, end, second } = setUp();
    expect(done).toEqual(['first']);
    end();
    await second;
    expect(done).toEqual(['first', 'second']);
  });

  it('what has waited too long is not done', async () => {
    const { clock, done, end, second } = setUp();
    await clock.advance(1_000);
    end();
    await expect(second).rejects.toMatchObject({
      code: 'COMMAND_EXPIRED',
      message: 'expired while it waited for a',
      deviceId: 'a',
    });
    expect(done).toEqual(['first']);
  });

  it('a judgement by a clock that may be wrong says so', async () => {
    const { clock, end, second } = setUp({ clockSynced: false });
    await clock.advance(1_000);
    end();
    await expect(second).rejects.toThrow("expired while it waited for a, and the gateway's clock is not synchronised");
  });

  it('after a halt nothing begins, and what has begun may end', async () => {
    const { turns, clock, done, end, first, second } = setUp();
    turns.halt();
    end();
    await first;
    await expect(second).rejects.toBe(halted);
    await expect(turns.take('b', clock.now() + 1, async () => undefined)).rejects.toBe(halted);
    await settle();
    expect(done).toEqual(['first']);
  });
});
