import { describe, expect, it } from 'vitest';
import { glyphs, look } from '../../../../simulators/led-board/modbus-digits-glyphs.js';
import { createDigits } from './digits.js';

describe('the glyphs', () => {
  it('are the ones the reference lists, each its own', () => {
    expect(Object.keys(glyphs).sort().join('')).toBe([...'0123456789AbCdEFHLPUnorty-_ '].sort().join(''));
    expect(new Set(Object.values(glyphs)).size).toBe(Object.keys(glyphs).length);
  });

  it.each(Object.keys(glyphs))('"%s" is read as itself', (sign) => {
    expect(look(sign, new Set())).toBe(sign);
  });

  it.each([...'BaDO?MX~'])('"%s" has none and looks odd', (sign) => {
    const { show, view } = createDigits();
    expect(show(`${sign}001`)).toBe('done');
    expect(view()).toMatchObject({ text: ['¿001'], characters: `${sign}001` });
  });
});

describe('dead segments', () => {
  it.each([
    ['8', 'g', '0'],
    ['8', 'e', '9'],
    ['8', 'b', '6'],
    ['8', 'bg', '¿'],
    ['6', 'g', '¿'],
    ['7', 'a', '1'],
    ['1', 'c', '¿'],
    ['1', 'bc', ' '],
    ['1', 'adefg', '1'],
    ['-', 'g', ' '],
    ['A', 'c', 'P'],
    ['M', 'abc', '¿'],
    ['M', 'abcdefg', ' '],
    ['8', 'p', '8'],
  ])('"%s" without %s is read as "%s"', (sign, segments, seen) => {
    const { show, act, view } = createDigits();
    act('dead-segment', { digit: 2, segments });
    show(`A${sign}01`);
    expect(view()).toMatchObject({ text: [`A${seen}01`], characters: `A${sign}01` });
  });

  it('are not noticed by the module: what is read back is what was written', () => {
    const { show, act, read, view } = createDigits();
    act('dead-segment', { digit: 1, segments: 'all' });
    show('8888');
    expect(view().text).toEqual([' 888']);
    expect(read(0, 4)).toEqual([0x38, 0x38, 0x38, 0x38]);
  });

  it('become more, outlive a power cut, and are repaired', () => {
    const { show, act, view } = createDigits();
    act('dead-segment', { digit: 4, segments: 'g' });
    act('dead-segment', { digit: 4, segments: 'c' });
    act('power-cycle');
    show('8888');
    expect(view().text).toEqual(['888¿']);
    act('repair');
    expect(view().text).toEqual(['8888']);
  });

  it('take a point with them', () => {
    const { write, act, view } = createDigits();
    write(6, 0x0200, 1_234);
    act('dead-segment', { digit: 2, segments: 'p' });
    expect(view()).toMatchObject({ text: ['1234'], points: [false, false, false, false] });
  });
});

describe('blinking', () => {
  it('the lowest bit is the first digit: half a second lit, half a second dark', async () => {
    const { show, write, view, clock } = createDigits();
    show('A001');
    write(8, 0b0101);
    const seen: string[] = [];
    for (let quarter = 0; quarter < 8; quarter++) {
      seen.push(view().text[0]!);
      await clock.advance(250);
    }
    expect(seen).toEqual(['A001', 'A001', ' 0 1', ' 0 1', 'A001', 'A001', ' 0 1', ' 0 1']);
    expect(view()).toMatchObject({ characters: 'A001', blinking: [true, false, true, false] });
  });

  it('goes on when the text changes, and ends with mask 0', async () => {
    const { show, write, view, clock } = createDigits();
    write(8, 0b1111);
    show('A002');
    await clock.advance(500);
    expect(view().text).toEqual(['    ']);
    write(8, 0);
    expect(view()).toMatchObject({ text: ['A002'], blinking: [false, false, false, false] });
  });

  it('takes the point with it', async () => {
    const { write, view, clock } = createDigits();
    write(6, 0x0200, 1_234, 0b0010);
    expect(view().points).toEqual([false, true, false, false]);
    await clock.advance(500);
    expect(view()).toMatchObject({ text: ['1 34'], points: [false, false, false, false] });
  });
});
