import { describe, expect, it } from 'vitest';
import { writeOne } from '../modbus/master.js';
import { codes, createDigits } from './digits.js';
import { vectorOf } from './modbus-digits-vectors.js';

describe('the registers of a digit display', () => {
  it('a 4-digit module keeps six characters and shows four: a text that is too long loses its end', () => {
    const { show, read, view } = createDigits();
    expect(show('A00123')).toBe('done');
    expect(view().text).toEqual(['A001']);
    expect(read(0, 6)).toEqual(codes('A00123'));
  });

  it.each([
    ['below the printable', 0, 0x1f],
    ['above them', 3, 0x7f],
    ['two bytes in one register', 0, 0x4131],
    ['a blink mask beyond six digits', 8, 0x40],
    ['brightness 0', 9, 0],
    ['brightness 9', 9, 9],
    ['saving twice', 10, 2],
    ['a power-on display it has not', 11, 3],
    ['a reset with another value', 0xfb, 1],
    ['address 0', 0xfd, 0],
    ['address 248', 0xfd, 248],
    ['baud 9', 0xfe, 9],
    ['parity 3', 0xff, 3],
    ['five figures on four digits', 7, 12_345],
  ])('refuses %s with exception 3', (_what, register, value) => {
    const { write, view } = createDigits();
    const untouched = view();
    expect(write(register, value)).toBe(3);
    expect({ ...view(), tripwires: untouched.tripwires }).toEqual(untouched);
  });

  it.each([
    ['the format without the value', 6, [0x0400]],
    ['the format at the end of a longer write', 5, [0x31, 0x0400]],
    ['a reserved register', 0x0c, [0]],
    ['what is not there', 0x10, [0]],
  ])('refuses to write %s with exception 2', (_what, register, values) => {
    expect(createDigits().write(register, ...values)).toBe(2);
  });

  it('reads reserved registers as 0, and neither the reset register nor what is not there', () => {
    const { read } = createDigits();
    expect(read(0x0c, 4)).toEqual([0, 0, 0, 0]);
    expect(read(0xfb)).toEqual([-2]);
    expect(read(0xfc, 4)).toEqual([0, 1, 3, 0]);
    expect(read(0x0f, 2)).toEqual([-2]);
  });

  it.each([
    ['a format sign', 0x2000, 1, 3],
    ['six decimals', 0x0600, 1, 3],
    ['minus on too few digits', 0x1000, 1_000, 3],
    ['5 with two decimals', 0x0200, 5, '0.05'],
    ['minus 0.5', 0x1100, 5, '-0.5'],
    ['nothing behind the point', 0x0000, 42, '42'],
  ])('value and format: %s', (_what, format, value, expected) => {
    const { write, view, read } = createDigits();
    const answer = write(6, format, value);
    if (typeof expected === 'number') return expect(answer).toBe(expected);
    const { text, points } = view();
    const shown = [...text[0]!].map((sign, digit) => (points[digit] ? `${sign}.` : sign)).join('');
    expect(shown.trimStart()).toBe(expected);
    expect(read(6, 2)).toEqual([format, value]);
  });

  it('a number is read back in its characters, and a character takes its point away', () => {
    const { ask, write, read, view } = createDigits({ digits: 6 });
    ask(vectorOf('M4').request);
    expect(read(0, 6)).toEqual(codes('-12345'));
    write(2, 0x39);
    expect(view()).toMatchObject({ text: ['-19345'], points: Array(6).fill(false) });
  });

  it.each([
    [4, 8],
    [6, 4],
  ] as const)('%d digits come with brightness %d', (digits, brightness) => {
    const { read, view } = createDigits({ digits });
    expect(read(9)).toEqual([brightness]);
    expect(view().brightness).toBe(brightness);
  });

  it('answers late by 40 ms a unit, from the next request on; too many units are none', async () => {
    const { ask, host, clock, read } = createDigits();
    expect(ask(vectorOf('M16').request)).toBe(vectorOf('M16').reply);
    expect(ask(vectorOf('M15').request)).toBe('');
    await clock.advance(199);
    expect(host.heard()).toBe('');
    await clock.advance(1);
    expect(host.heard()).toBe(vectorOf('M15').reply);
    ask(writeOne(0xfc, 26));
    await clock.advance(200);
    expect(read(0xfc)).toEqual([0]);
  });
});

describe('after a power cut', () => {
  it('it keeps its settings, but neither text nor blinking', () => {
    const { show, write, read, act, view } = createDigits();
    show('A001');
    write(8, 1);
    write(9, 3);
    act('power-cycle');
    expect(view()).toMatchObject({ text: ['   0'], blinking: [false, false, false, false], brightness: 3 });
    expect(read(0, 4)).toEqual(codes('   0'));
    expect(read(6, 3)).toEqual([0, 0, 0]);
  });

  it('it shows its address where that was wanted', () => {
    const { write, act, view } = createDigits({ address: 123 });
    write(11, 1);
    act('power-cycle');
    expect(view().text).toEqual([' 123']);
  });

  it('it shows what was saved, not what came later, with its point', () => {
    const { write, show, act, view, read } = createDigits();
    write(6, 0x0200, 1_234);
    write(10, 1);
    write(11, 2);
    show('A001');
    act('power-cycle');
    expect(view()).toMatchObject({ text: ['1234'], points: [false, true, false, false] });
    expect(read(10, 2)).toEqual([1, 2]);
  });

  it('it shows 0 where nothing was saved', () => {
    const { write, show, act, view } = createDigits();
    write(11, 2);
    show('A001');
    act('power-cycle');
    expect(view().text).toEqual(['   0']);
  });

  it('the answer that was due never comes', async () => {
    const { ask, host, act, clock } = createDigits();
    act('slow', { ms: 300 });
    ask(vectorOf('M15').request);
    act('power-cycle');
    expect(clock.pending).toBe(0);
    await clock.advance(1_000);
    expect(host.heard()).toBe('');
    act('slow', { ms: 0 });
    expect(ask(vectorOf('M15').request)).toBe(vectorOf('M15').reply);
  });
});

describe('what a good host leaves alone', () => {
  it('a changed speed is in force after a power cut, and then the module hears nothing', () => {
    const { write, read, act, view } = createDigits();
    expect(write(0xfe, 2)).toBe('done');
    expect(read(0xfe)).toEqual([2]);
    act('power-cycle');
    expect(read(0xfe)).toEqual([]);
    expect(view()).toMatchObject({ baud: 4_800, tripwires: { baud: 1 } });
    act('tamper', { register: 0xfe, value: 3 });
    act('power-cycle');
    expect(read(0xfe)).toEqual([3]);
    expect(view().tripwires.baud).toBe(1);
  });

  it('a changed parity too', () => {
    const { write, read, act, view } = createDigits();
    expect(write(0xff, 1)).toBe('done');
    expect(read(0xff)).toEqual([1]);
    act('power-cycle');
    expect(read(0xff)).toEqual([]);
    expect(view()).toMatchObject({ parity: 'even', tripwires: { parity: 1 } });
  });

  it.each([
    ['its own register', 0xfb, 0, { factoryReset: 1, baud: 0 }],
    ['the speed register', 0xfe, 8, { factoryReset: 0, baud: 1 }],
  ] as const)('a factory reset by %s', (_how, register, value, tripwires) => {
    const { write, show, order, view, act } = createDigits({ address: 7 });
    write(9, 2);
    write(10, 1);
    write(11, 2);
    show('A001');
    expect(write(register, value)).toBe('done');
    expect(view()).toMatchObject({ text: ['   0'], address: 1, brightness: 8, tripwires });
    expect(order(vectorOf('M18').request)).toBe('done');
    act('power-cycle');
    expect(view().text).toEqual(['   0']);
  });

  it('is counted when it is refused as well, and within a longer write', () => {
    const { write, view } = createDigits();
    write(0xfd, 0);
    write(0xfd, 1, 3, 0);
    expect(view().tripwires).toEqual({ factoryReset: 0, address: 2, baud: 1, parity: 1 });
  });
});
