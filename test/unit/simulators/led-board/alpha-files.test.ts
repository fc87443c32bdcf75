import { describe, expect, it } from 'vitest';
import { ack, createSign, replyOf, text } from './alpha-host.js';
import { alphaVectors } from './alpha-vectors.js';

const configureAB = 'E$AAU0080FFFFBBL00200000';

describe('the files of a sign', () => {
  it('show what A12 and A4 say', () => {
    const { ask, view } = createSign();
    expect([ask(alphaVectors.A12), ask(alphaVectors.A4)]).toEqual(['', '']);
    expect(view()).toMatchObject({ text: ['      A001'], mode: 'hold', status: 0x40 });
    expect(view().files).toEqual([
      { label: '0', kind: 'text', size: 125, text: '' },
      { label: 'A', kind: 'text', size: 128, text: 'A001', position: 'middle' },
      { label: 'B', kind: 'string', size: 32, text: '' },
    ]);
  });

  it.each([
    ['A1', 'A5', ['      A001']],
    ['A1', 'A4', ['      A001']],
    ['A2', 'A3', ['']],
  ] as const)('%s allocates and %s fills', (allocate, fill, shown) => {
    const { ask, view } = createSign();
    ask(alphaVectors[allocate]);
    ask(alphaVectors[fill]);
    expect(view().text).toEqual(shown);
  });

  it('take both commands of A3', () => {
    const { order, ask, view } = createSign();
    order('E$0BL002000001BL00200000');
    ask(alphaVectors.A3);
    expect(view().files.slice(1)).toMatchObject([{ text: '11045.28 ' }, { text: '2.41 ' }]);
  });

  it('that nobody has configured are illegal, and the sign stays dark', () => {
    const { ask, order, view } = createSign();
    order('Es1');
    expect(ask(alphaVectors.A4)).toBe('15 60');
    expect(ask(alphaVectors.A6)).toBe('15 60');
    expect(view()).toMatchObject({ text: [''], mode: 'none', status: 0x60 });
  });

  it('are illegal when TEXT is written to a STRING or the other way', () => {
    const { order, view } = createSign();
    order(configureAB);
    order('Es1');
    expect([order(text('B', 'x')), order('GAx'), order('Ix')]).toEqual(['15 60', '15 60', '15 60']);
    expect(view().files.map((file) => file.text)).toEqual(['', '', '']);
  });

  it('are all gone when memory is configured again', () => {
    const { ask, order, view } = createSign();
    ask(alphaVectors.A12);
    ask(alphaVectors.A4);
    order('E$AAU0080FFFFCBL00200000');
    expect(view()).toMatchObject({ text: [''], tripwires: { configurations: 2 } });
    expect(view().files.map(({ label }) => label)).toEqual(['0', 'A', 'C']);
  });

  it.each(['E$', 'E$$$$'])('are cleared by %s', (clear) => {
    const { order, read, view } = createSign();
    order(configureAB);
    order(clear);
    expect(view().files).toHaveLength(1);
    expect(read('F$')).toBe('E$');
  });

  it.each([
    ['an entry cut short', 'E$AAU0080FFF', 0x20],
    ['a type that does not exist', 'E$ACU0080FFFF', 0x20],
    ['a lock that does not exist', 'E$AAX0080FFFF', 0x20],
    ['the priority file as an entry', 'E$0AU0080FFFF', 0x20],
    ['one label twice', 'E$AAU0080FFFFABL00200000', 0x20],
    ['a file without room', 'E$AAU0000FFFF', 0x20],
    ['a STRING of 126 bytes', 'E$BBL007E0000', 0x20],
    ['more than there is memory', 'E$AAUFFFFFFFF', 0x08],
  ])('stay as they were when the configuration has %s', (_what, order, bits) => {
    const sign = createSign();
    sign.order(configureAB);
    sign.order(text('A', 'A001'));
    sign.order('Es1');
    expect(sign.order(order)).toBe(`15 ${(0x40 | bits).toString(16)}`);
    expect(sign.view()).toMatchObject({ text: ['      A001'], tripwires: { configurations: 1 } });
  });

  it('take as much as they are long and no more: then the old text stays', () => {
    const { order, view } = createSign();
    order('E$AAU000AFFFFBBL00040000', 'Es1');
    expect(order(text('A', '1234567'), 'GB1234')).toBe(ack);
    expect(order(text('A', '12345678'))).toBe('15 48');
    expect(order('GB12345')).toBe('15 48');
    expect(view().files.map((file) => file.text)).toEqual(['', '1234567', '1234']);
  });

  it('take turns as the run sequence says', async () => {
    const { order, ask, view, clock } = createSign();
    order('E$AAU0080FFFFBAU0080FFFF', text('A', 'A001'), text('B', 'B002'));
    expect(view().text[0]).toContain('A001');
    await clock.advance(3_000);
    expect(view().text[0]).toContain('A001');
    order('E.SLBA');
    const seen = new Set<string>();
    for (let turn = 0; turn < 2; turn++, await clock.advance(3_000)) seen.add(view().text[0]!.trim());
    expect(seen).toEqual(new Set(['A001', 'B002']));
    ask(alphaVectors.A13);
    await clock.advance(3_000);
    expect(view().text[0]).toContain('A001');
  });

  it('run as from the factory, A alone, after a new configuration', () => {
    const { order, read } = createSign();
    order('E$AAU0080FFFFBAU0080FFFF', 'E.TUB');
    expect(read('F.')).toBe('E.TUB');
    order('E$BAU0080FFFF');
    expect(read('F.')).toBe('E.TUA');
  });

  it.each(['E.TUC', 'E.TUB', 'E.XUA', 'E.TXA', 'E.TU'])('do not run as %s says', (sequence) => {
    const { order, read } = createSign();
    order(configureAB, 'Es1');
    expect(order(sequence)).toBe('15 60');
    expect(read('F.')).toBe('E.TUA');
  });
});

describe('the priority file', () => {
  it('needs no memory, covers everything and gives way when it is empty', () => {
    const { order, view } = createSign();
    order(configureAB, text('A', 'WELCOME'));
    order(text('0', 'A001', '\x1b c'));
    expect(view()).toMatchObject({ text: ['      A001'], mode: 'flash' });
    order('A0');
    expect(view()).toMatchObject({ text: ['    WELCOME'], mode: 'hold' });
  });

  it('is not released by a mode field without a text: that shows an empty screen', () => {
    const { order, view } = createSign();
    order(configureAB, text('A', 'WELCOME'), text('0', 'A001'), text('0', ''));
    expect(view()).toMatchObject({ text: [''], mode: 'hold' });
  });

  it('holds 125 bytes, the mode field among them', () => {
    const { order, read, view } = createSign({ columns: 128 });
    order('Es1');
    expect(order(text('0', 'x'.repeat(122)))).toBe(ack);
    expect(order(text('0', 'y'.repeat(123)))).toBe('15 48');
    expect(view().text[0]?.trim()).toBe('x'.repeat(122));
    expect(read('B0')).toBe(`A0\x1b b${'x'.repeat(122)}`);
  });

  it('shows STRING files too, and does not mind a new memory configuration', () => {
    const { order, view } = createSign();
    order(configureAB, 'GBA001', text('0', 'No. \x10B'));
    expect(view().text[0]).toBe('    No. A001');
    order('E$');
    expect(view().text[0]?.trim()).toBe('No.');
  });

  it.each([
    [false, ['    WELCOME']],
    [true, ['      A001']],
  ])('after a power cut with priorityKept %s; the rest is kept', (priorityKept, shown) => {
    const { order, act, view } = createSign({ priorityKept });
    order(configureAB, text('A', 'WELCOME'), 'GBlive', text('0', 'A001'), 'E/0004');
    act('power-cycle');
    expect(view()).toMatchObject({ text: shown, dimming: 44, tripwires: { configurations: 1, softResets: 0 } });
    expect(view().files.at(-1)).toMatchObject({ label: 'B', text: 'live' });
  });
});

describe('a STRING inside a TEXT', () => {
  it('changes alone, and the TEXT file is not touched', () => {
    const { order, read, view } = createSign();
    order(configureAB, text('A', 'No. \x10B please'), 'GBA001');
    expect(view().text).toEqual(['No. A001 please']);
    order('GBA002');
    expect(view().text).toEqual(['No. A002 please']);
    expect(read('BA')).toBe('AA\x1b bNo. \x10B please');
  });

  it('that is not there shows nothing', () => {
    const { order, view } = createSign();
    order(configureAB, text('A', '<\x10C>\x10A<\x10'));
    expect(view().text[0]?.trim()).toBe('<><');
  });

  it('does not call another one', () => {
    const { order, view } = createSign();
    order('E$AAU0080FFFFBBL00200000CBL00200000', text('A', '\x10B'), 'GB1\x10C', 'GCnested');
    expect(view().text[0]?.trim()).toBe('1C');
    expect(replyOf(order('HB'))).toBe('GB1\x10C');
  });
});
