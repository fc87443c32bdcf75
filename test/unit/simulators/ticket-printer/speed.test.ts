import { describe, expect, it } from 'vitest';
import { createBench, ticket, ticketText } from './bench.js';

const cutOff = '1D 56 42 00';
const threeLines = '"one" 0A "two" 0A "three" 0A';
const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);

describe('the speed of paper', () => {
  it('is 200 mm/s: a line of 4.25 mm takes 21.25 ms, a cut 75 ms to get there and 300 ms', async () => {
    const { send, view, clock } = createBench();
    send(`${threeLines} ${cutOff}`);
    await clock.advance(21);
    expect(view()).toMatchObject({ uncut: [], printing: true });
    await clock.advance(1);
    expect(texts(view().uncut)).toEqual(['one']);
    await clock.advance(42);
    expect(texts(view().uncut)).toEqual(['one', 'two', 'three']);
    await clock.advance(370);
    expect(view()).toMatchObject({ tickets: [], printing: true });
    await clock.advance(10);
    expect(view()).toMatchObject({ tickets: [{ text: 'one\ntwo\nthree' }], printing: false });
  });

  it('brings a whole ticket into the hand within 0.5 to 1.3 s', async () => {
    const { send, view, clock } = createBench();
    send(ticket);
    await clock.advance(500);
    expect(view().tickets).toEqual([]);
    await clock.advance(800);
    expect(view().tickets).toMatchObject([{ text: ticketText, qr: ['A012'] }]);
  });

  it('is an option, and so is the time of the cutter', async () => {
    const { send, view, clock } = createBench({ speed: 100, cutterMs: 0 });
    send(`"one" 0A ${cutOff}`);
    await clock.advance(192);
    expect(view().tickets).toEqual([]);
    await clock.advance(1);
    expect(view().tickets).toHaveLength(1);
  });

  it('makes high signs and pictures take longer', async () => {
    const { send, view, clock } = createBench();
    send('1D 21 77 "A" 0A 1D 76 30 00 01 00 A0 00');
    send('00 '.repeat(160));
    await clock.advance(119);
    expect(view().uncut).toEqual([]);
    await clock.advance(1);
    expect(texts(view().uncut)).toEqual(['A']);
    await clock.advance(99);
    expect(view().printing).toBe(true);
    await clock.advance(1);
    expect(view().printing).toBe(false);
  });
});
