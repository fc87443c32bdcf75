import { describe, expect, it } from 'vitest';
import { createInstantBench } from './bench.js';

const cutOff = '1D 56 42 00';

describe('a cut', () => {
  it.each([
    ['1D 56 41 00', 'full'],
    ['1D 56 42 00', 'partial'],
    ['1D 56 41 20', 'full'],
    ['1D 56 67 00', 'full'],
    ['1D 56 68 00', 'partial'],
  ])('%s feeds to the cutter and cuts: %s', (code, cut) => {
    const { send, view } = createInstantBench();
    send(`"A012" 0A ${code} "A013" 0A`);
    expect(view().tickets).toMatchObject([{ text: 'A012', cut, cutThrough: false }]);
    expect(view().uncut).toMatchObject([{ text: 'A013' }]);
    expect(view().protocolErrors).toEqual([]);
  });

  it.each([
    ['1D 56 00', 'full'],
    ['1D 56 30', 'full'],
    ['1D 56 01', 'partial'],
    ['1D 56 31', 'partial'],
    ['1B 69', 'full'],
    ['1B 6D', 'partial'],
  ])('%s cuts where the paper is and leaves the last 15 mm, which were still under the head: %s', (code, cut) => {
    const { send, view } = createInstantBench();
    // Lines are 34 dots high, the blade is 120 dots away.
    send(`${Array.from({ length: 10 }, (_, number) => `"${number}" 0A`).join(' ')} ${code}`);
    expect(view().tickets).toMatchObject([{ text: '0\n1\n2\n3\n4\n5\n6', cut, cutThrough: true }]);
    expect(view().uncut.map(({ text }) => text)).toEqual(['7', '8', '9']);
  });

  it.each([
    ['1D 56 61 00', 'full'],
    ['1D 56 62 00', 'partial'],
  ])('%s is remembered until that place has come to the cutter: %s', (code, cut) => {
    const { send, view } = createInstantBench();
    send(`"A012" 0A ${code} "A013" 0A`);
    expect(view().tickets).toEqual([]);
    send('1B 4A 60');
    expect(view().tickets).toMatchObject([{ text: 'A012', cut }]);
    expect(view().uncut).toMatchObject([{ text: 'A013' }]);
  });

  it('in the middle of a line is ignored, so that two tickets hang together', () => {
    const { send, view } = createInstantBench();
    send(`"A012" ${cutOff} 0A "A013" 0A ${cutOff}`);
    expect(view().tickets).toMatchObject([{ text: 'A012\nA013' }]);
    expect(view().protocolErrors).toEqual(['1D 56 42 in the middle of a line is ignored']);
  });

  it('gives a blank piece when nothing was printed, and nothing at all twice at one place', () => {
    const { send, view } = createInstantBench();
    send(`"A012" 0A ${cutOff} ${cutOff}`);
    expect(view().tickets.map(({ text }) => text)).toEqual(['A012', '']);
    send('1D 56 00');
    expect(view().tickets).toHaveLength(2);
  });

  it('only feeds without a cutter', () => {
    const { send, view } = createInstantBench({ cutter: false });
    send(`"A012" 0A ${cutOff} "A013" 0A 1D 56 00`);
    expect(view().tickets).toEqual([]);
    expect(view().uncut.map(({ text }) => text)).toEqual(['A012', 'A013']);
  });

  it('of a form that does not exist is ignored', () => {
    const { send, view } = createInstantBench();
    send('1D 56 05 "a" 0A');
    expect(view()).toMatchObject({ tickets: [], uncut: [{ text: 'a' }], protocolErrors: ['1D 56 05 is ignored'] });
  });
});
