import { describe, expect, it } from 'vitest';
import { frame, read, writeMany, writeOne } from '../modbus/master.js';
import { codes, createDigits } from './digits.js';
import { exceptions, m25, misprints, vectorOf, vectors } from './modbus-digits-vectors.js';

/** What must have been written before the answer is the printed one. */
const before: Readonly<Record<string, string>> = { M8: 'M7', M10: 'M9', M11: 'M1', M19: 'M18' };

describe('the published frames on a 6-digit module', () => {
  it.each(vectors)('$name is answered as printed', ({ name, request, reply }) => {
    const { ask } = createDigits({ digits: 6, address: name === 'M23' ? 5 : 1 });
    const first = before[name];
    if (first) ask(vectorOf(first).request);
    expect(ask(request)).toBe(reply);
  });

  it.each([
    ['M1', '1    0', []],
    ['M2', ' 12345', []],
    ['M3', '123456', [1]],
    ['M4', '-12345', [2]],
    ['M5', '1234 0', []],
    ['M6', '123456', []],
    ['M18', 'A001 0', []],
    ['M20', '     0', []],
    ['M21', '      ', []],
    ['M22', '  1001', []],
  ] as const)('%s is read as "%s"', (name, text, pointsAt) => {
    const { ask, view } = createDigits({ digits: 6 });
    ask(vectorOf(name).request);
    const points = Array.from({ length: 6 }, (_, digit) => (pointsAt as readonly number[]).includes(digit));
    expect(view()).toMatchObject({ text: [text], characters: text, points });
  });

  it('M23 is for slave 5 alone', () => {
    const { ask, view } = createDigits({ address: 5 });
    expect(ask(vectorOf('M23').request)).toBe(vectorOf('M23').reply);
    expect(view().text).toEqual(['  12']);
    expect(createDigits().ask(vectorOf('M23').request)).toBe('');
  });

  it('M25 reads everything', () => {
    const { ask, write, read } = createDigits({ digits: 6 });
    ask(vectorOf('M3').request);
    write(8, 5);
    expect(ask(m25)).toHaveLength('00 '.length * (3 + 24 + 2) - 1);
    expect(read(0, 12)).toEqual([...codes('123456'), 0x0401, 0xe240, 5, 4, 0, 0]);
  });

  it('M26: the exceptions', () => {
    const { ask } = createDigits();
    expect(ask(read(0x0010))).toBe(exceptions.addressOfReading);
    expect(ask(writeOne(9, 9))).toBe(exceptions.valueOfWriting);
    expect(ask(writeMany(0x0b, [1, 1]))).toBe(exceptions.addressOfWriting);
    expect(ask(read(0, 1, { functionCode: 4 }))).toBe(exceptions.function04);
  });

  it.each(misprints)('the misprint %s gets no answer and does nothing', (request) => {
    const { ask, board, view } = createDigits();
    const untouched = view();
    expect(ask(request)).toBe('');
    expect(board.requests).toEqual([]);
    expect(view()).toEqual(untouched);
  });

  it('what the misprints meant is answered', () => {
    const { ask, show } = createDigits();
    show('123-');
    expect(ask('FF 03 00 01 00 01 C0 14')).toBe('FF 03 02 00 32 10 45');
    expect(ask('FF 03 00 02 00 01 30 14')).toBe('FF 03 02 00 33 D1 85');
  });
});

describe('who is meant', () => {
  it('another address, and the broadcast 00, are met with silence and do nothing', () => {
    const { ask, view } = createDigits({ address: 2 });
    expect(ask(vectorOf('M18').request)).toBe('');
    expect(ask(writeOne(0, 0x31, { address: 0 }))).toBe('');
    expect(view().text).toEqual(['   0']);
  });

  it('FF is answered by every module, under FF', () => {
    const { ask, view } = createDigits({ address: 77 });
    expect(ask(vectorOf('M12').request)).toBe(frame(0xff, 3, 2, 0, 77));
    const request = writeOne(0, 0x31, { address: 0xff });
    expect(ask(request)).toBe(request);
    expect(view().text).toEqual(['1  0']);
  });

  it('a new address counts at once, and the answer still comes from the old one', () => {
    const { ask, view } = createDigits();
    expect(ask(vectorOf('M13').request)).toBe(vectorOf('M13').reply);
    expect(ask(vectorOf('M18').request)).toBe('');
    expect(ask(read(0, 1, { address: 2 }))).not.toBe('');
    expect(view()).toMatchObject({ address: 2, tripwires: { address: 1, baud: 0, parity: 0, factoryReset: 0 } });
  });
});
