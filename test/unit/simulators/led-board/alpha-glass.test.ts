import { describe, expect, it } from 'vitest';
import { isTextFile, readPages } from '../../../../simulators/led-board/alpha-text.js';
import { createSign, text } from './alpha-host.js';

const noStrings = () => undefined;

describe('the glass', () => {
  /** Bytes as the two older libraries have them (led-boards-counters-hid.md 4.1). */
  it.each([
    [0x20, 'middle', ['', ' A001', '']],
    [0x22, 'top', [' A001', '', '']],
    [0x26, 'bottom', ['', '', ' A001']],
    [0x30, 'fill', [' A001', '', '']],
    [0x31, 'left', ['', 'A001', '']],
    [0x32, 'right', ['', '  A001', '']],
  ])('position %i is %s', (byte, position, rows) => {
    const { order, view } = createSign({ columns: 6, rows: 3 });
    order(text('0', 'A001', `\x1b${String.fromCharCode(byte)}b`));
    expect(view().text).toEqual(rows);
    expect(view().files[0]).toMatchObject({ position });
  });

  it.each([
    ['fill', 0x26, 'bottom'],
    ['top', 0x30, 'fill'],
    ['bottom', 0x32, 'right'],
  ])("alphasignpy's %s shows in the wrong place", (_name, byte, position) => {
    const [page] = readPages(`\x1b${String.fromCharCode(byte)}bA001`, noStrings);
    expect(page?.position).toBe(position);
  });

  it.each([
    ['a', 'rotate'],
    ['b', 'hold'],
    ['c', 'flash'],
    ['e', 'roll'],
    ['h', 'roll'],
    ['i', 'wipe'],
    ['l', 'wipe'],
    ['o', 'auto'],
  ])('mode %s is %s', (letter, mode) => {
    const { order, view } = createSign();
    order(text('0', 'A001', `\x1b ${letter}`));
    expect(view().mode).toBe(mode);
  });

  it.each(['\x1b!bx', '\x1b dx', '\x1b mx', '\x1b ', '\x1b', 'x\x1b b\x1b  '])(
    'refuses the mode field in %j',
    (file) => {
      expect(isTextFile(file)).toBe(false);
    },
  );

  it('flashes: half a second lit, half a second dark', async () => {
    const { order, view, clock } = createSign();
    order(text('0', 'A001', '\x1b c'));
    const seen: string[] = [];
    for (let quarter = 0; quarter < 8; quarter++, await clock.advance(250)) seen.push(view().text[0]!.trim());
    expect(seen).toEqual(['A001', 'A001', '', '', 'A001', 'A001', '', '']);
    expect(view().mode).toBe('flash');
  });

  it('rotates from right to left', async () => {
    const { order, view, clock } = createSign({ columns: 4 });
    order(text('0', 'A001', '\x1b a'));
    const seen = new Set<string>();
    for (let step = 0; step < 8; step++, await clock.advance(150)) seen.add(view().text[0]!);
    expect(seen).toEqual(new Set(['', '   A', '  A0', ' A00', 'A001', '001', '01', '1']));
  });

  it('shows what is too long one screen after the other', async () => {
    const { order, view, clock } = createSign({ columns: 4, rows: 2 });
    order(text('0', '1111222233334'));
    const seen: (readonly string[])[] = [];
    for (let screen = 0; screen < 2; screen++, await clock.advance(3_000)) seen.push(view().text);
    expect(seen).toContainEqual(['1111', '2222']);
    expect(seen).toContainEqual(['3333', ' 4']);
  });

  it('breaks a line at CR and shows the pages of one file in turn', async () => {
    const { order, view, clock } = createSign({ columns: 6, rows: 2 });
    order('A0\x1b bNo.\rA001\x1b"cgo to\r3');
    const seen: (readonly string[])[] = [];
    for (let page = 0; page < 2; page++, await clock.advance(3_000)) seen.push(view().text);
    expect(seen).toContainEqual([' No.', ' A001']);
    expect(seen).toContainEqual(['go to', '  3']);
  });

  it.each([
    ['colour, font and speed codes', '\x1c1A\x1a3\x150\x1d0110', 'A010'],
    ['letters beyond ASCII', 'A\xe4\xff', 'A□□'],
    ['a control code cut off at the end', 'A001\x1c', 'A001'],
  ])('shows of %s what is read', (_what, message, shown) => {
    const [page] = readPages(`\x1b b${message}`, noStrings);
    expect(page?.lines).toEqual([shown]);
  });

  it('shows text without a mode field as it likes', () => {
    const { order, view } = createSign();
    order('A0A001');
    expect(view()).toMatchObject({ text: ['      A001'], mode: 'auto' });
  });

  it('has dark segments that nothing on the line tells of', () => {
    const { order, read, act, view } = createSign({ columns: 4 });
    order('Es1');
    act('dead-segment', { column: 1, row: 0 });
    act('dead-segment', { column: 9, row: 0 });
    expect(order(text('0', 'A001'))).toBe('06 40');
    expect(view().text).toEqual(['A 01']);
    expect(read('B0')).toBe('A0\x1b bA001');
    act('repair');
    expect(view().text).toEqual(['A001']);
  });
});

describe('text with escapes of the protocol', () => {
  it('does what it says: an EOT ends the packet, and what follows is a packet of its own', () => {
    const { order, view } = createSign();
    order('A0\x1b bA001\x04\0\0\0\0\0\x01Z01\x02E/0004\x04');
    expect(view()).toMatchObject({ text: ['      A001'], dimming: 44 });
  });

  it('does what it says: an ETX and an STX begin another command', () => {
    const { order, view } = createSign();
    order('A0\x1b bA001\x03\x02E,\x04');
    expect(view()).toMatchObject({ tripwires: { softResets: 1 } });
  });

  it('is stopped by the sum where the host makes one over all of it', () => {
    const { order, view } = createSign();
    order('A0\x1b bA001\x03\x02E,');
    expect(view()).toMatchObject({ tripwires: { softResets: 0 }, status: 0x50 });
  });

  it('does what it says: a mode field opens another page', () => {
    const { order, view } = createSign();
    order('A0\x1b b\x1b"cFREE');
    expect(view().files[0]).toMatchObject({ text: '\nFREE' });
  });
});
