import { describe, expect, it } from 'vitest';
import { Turns } from '../../../drivers/ticket-printer/escpos/turns.js';
import { settle } from '../../support/virtual-clock.js';

function gate(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe('turns on the line', () => {
  it('never overlap', async () => {
    const turns = new Turns();
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await settle();
      inside -= 1;
    };
    await Promise.all([turns.run('poll', work), turns.run('print', work), turns.run('poll', work)]);
  });

  it('go to a print before every poll that waits', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const first = gate();
    const note = (name: string) => async () => void order.push(name);
    const all = [
      turns.run('poll', () => first.passed),
      turns.run('poll', note('poll 1')),
      turns.run('poll', note('poll 2')),
      turns.run('print', note('print')),
    ];
    first.open();
    await Promise.all(all);
    expect(order).toEqual(['print', 'poll 1', 'poll 2']);
  });

  it('pass on when the work fails', async () => {
    const turns = new Turns();
    const failing = turns.run('print', () => Promise.reject(new Error('broken')));
    const next = turns.run('poll', async () => 'done');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
  });

  it('let nobody slip in between one and the next', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const first = gate();
    const running = turns.run('poll', () => first.passed);
    const waiting = turns.run('poll', async () => void order.push('waiting'));
    const late = running.then(() => turns.run('poll', async () => void order.push('late')));
    first.open();
    await Promise.all([waiting, late]);
    expect(order).toEqual(['waiting', 'late']);
  });
});
