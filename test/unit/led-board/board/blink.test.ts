import { describe, expect, it } from 'vitest';
import { readyGlass, readyOnbon } from './stories.js';

/** What a person sees, looked at every 250 ms. */
async function watch(board: Awaited<ReturnType<typeof readyOnbon>>, ms: number): Promise<string[]> {
  const seen: string[] = [];
  for (let elapsed = 0; elapsed < ms; elapsed += 250) {
    seen.push(board.glass());
    await board.clock.advance(250);
  }
  return seen;
}

describe('a call that blinks, on an Onbon card', () => {
  it('goes on and off for its seconds, then stands still by itself', async () => {
    const board = await readyOnbon();
    await board.order('call', { number: 'A001', counter: 3, blinkSeconds: 4 }, 100);
    const blinking = await watch(board, 3_500);
    expect(new Set(blinking)).toEqual(new Set(['A001', '']));
    expect(blinking.filter((text) => text === 'A001').length / blinking.length).toBeCloseTo(0.5, 0);
    await board.clock.advance(500);
    expect(new Set(await watch(board, 5_000)), 'without a poll').toEqual(new Set(['A001']));
    expect(board.seen.state).toMatchObject({ showing: { main: 'A001' }, zones: { main: { text: 'A001' } } });
    expect(board.seen.state['zones']).not.toHaveProperty('main.blinking');
  });

  it('is said to blink while it does', async () => {
    const board = await readyOnbon({ callBlinkSeconds: 5 });
    await board.order('call', { number: 'A001', counter: 3 }, 100);
    expect(board.seen.state['zones']).toEqual({ main: { text: 'A001', verified: 'acknowledged', blinking: true } });
    await board.clock.advance(5_000);
    expect(board.seen.state['zones']).toEqual({ main: { text: 'A001', verified: 'acknowledged' } });
  });

  it.each([
    ['the call says 0', { blinkSeconds: 0 }, 5],
    ['the options say nothing', {}, 0],
  ])('stands still from the start where %s', async (_, args, callBlinkSeconds) => {
    const board = await readyOnbon({ callBlinkSeconds });
    await board.order('call', { number: 'A001', counter: 3, ...args }, 100);
    expect(new Set(await watch(board, 3_000))).toEqual(new Set(['A001']));
  });

  it('as the options say, where the call says nothing; as the call says, where both do', async () => {
    const board = await readyOnbon({ callBlinkSeconds: 2 });
    await board.order('call', { number: 'A001', counter: 3 }, 100);
    expect(await watch(board, 1_500)).toContain('');
    await board.clock.advance(500);
    expect(await watch(board, 3_000)).not.toContain('');
    await board.order('call', { number: 'A002', counter: 3, blinkSeconds: 6 }, 100);
    await board.clock.advance(3_000);
    expect(await watch(board, 2_000)).toContain('');
  });

  it('a newer call in the middle blinks for its own time, and the end of the old one does not still it', async () => {
    const board = await readyOnbon();
    await board.order('call', { number: 'A001', counter: 3, blinkSeconds: 4 }, 100);
    await board.clock.advance(2_000);
    await board.order('call', { number: 'A002', counter: 1, blinkSeconds: 4 }, 100);
    await board.clock.advance(2_000);
    const seen = await watch(board, 1_500);
    expect(new Set(seen)).toEqual(new Set(['A002', '']));
    await board.clock.advance(600);
    expect(new Set(await watch(board, 2_000))).toEqual(new Set(['A002']));
  });

  it('a text of more than a page stays steady: nobody could read it otherwise', async () => {
    const board = await readyOnbon({ callText: { en: 'ticket {number} please to {counter}' } });
    await board.order('call', { number: 'A001', counter: 3, blinkSeconds: 5 }, 100);
    expect(await watch(board, 6_000)).not.toContain('');
  });

  it('a lit text never goes away on the way from blinking to steady', async () => {
    const board = await readyOnbon();
    await board.order('call', { number: 'A001', counter: 3, blinkSeconds: 2 }, 100);
    await board.clock.advance(1_900);
    const seen: string[] = [];
    for (let elapsed = 0; elapsed < 2_000; elapsed += 20) {
      seen.push(board.glass());
      await board.clock.advance(20);
    }
    expect(seen.lastIndexOf('')).toBeLessThan(10);
  });

  it('leaves no timer when the session ends in the middle', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A001', counter: 3, blinkSeconds: 10 });
    await board.stop();
    expect(board.clock.pending).toBe(0);
  });

  it('stands still with the next poll where the board did not hear of it in time', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A001', counter: 3, blinkSeconds: 5 });
    board.device.silent = true;
    await board.clock.advance(6_000);
    board.device.silent = false;
    expect(board.device.glass.get('main')).toMatchObject({ blink: true });
    await board.clock.advance(60_000);
    await board.poll();
    expect(board.device.glass.get('main')).toMatchObject({ text: 'A001>3', blink: false });
  });
});
