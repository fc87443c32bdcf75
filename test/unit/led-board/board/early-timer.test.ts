import { expect, it } from 'vitest';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { readyGlass } from './stories.js';

/** Timers of Node may fire a part of a millisecond before the clock shows their time. */
class EarlyClock extends VirtualClock {
  override setTimeout(callback: () => void, ms: number) {
    return super.setTimeout(callback, ms > 1 ? ms - 0.5 : ms);
  }
}

it('a number stands still, and a text ends, without a poll, also where the timer is early', async () => {
  const board = await readyGlass({ clock: new EarlyClock() });
  await board.order('call', { number: 'A1', counter: 2, blinkSeconds: 2 });
  await board.clock.advance(2_200);
  expect(board.device.glass.get('main')).toMatchObject({ blink: false });
  await board.order('show', { text: 'soon gone', seconds: 3 });
  await board.clock.advance(3_200);
  expect(board.device.text()).toBe('');
  await board.stop();
});
