import { describe, expect, it } from 'vitest';
import { ack, createSign, text } from './alpha-host.js';
import { alphaVectors } from './alpha-vectors.js';

/** The sign after these orders, with ACK/NAK on before them. */
function signAfter(...orders: string[]) {
  const sign = createSign();
  sign.order('Es1');
  return { ...sign, verdicts: orders.map((order) => sign.order(order)) };
}

describe('the special functions', () => {
  it('A10 sets the time, and the clock runs on', async () => {
    const { ask, view, read, clock } = createSign();
    ask(alphaVectors.A10);
    expect(view().clock).toBe('2000-01-01 14:30:00');
    await clock.advance(10 * 3_600_000);
    expect(view().clock).toBe('2000-01-02 00:30:00');
    expect(read('F ')).toBe('E 0030');
  });

  it('A11 dims to 72 %', () => {
    const { ask, view, read } = createSign();
    ask(alphaVectors.A11);
    expect(view().dimming).toBe(72);
    expect(read('F/')).toBe('E/0002');
  });

  it.each([
    ['00', 100],
    ['01', 86],
    ['02', 72],
    ['03', 58],
    ['04', 44],
  ])('level %s is %i %%', (level, percent) => {
    expect(signAfter(`E/00${level}`).view().dimming).toBe(percent);
  });

  it('A14 resets, and it is counted: the priority file and ACK/NAK are gone', () => {
    const { ask, order, view } = signAfter('A0A001');
    expect(ask(alphaVectors.A14)).toBe('');
    order(text('0', ''));
    expect(view()).toMatchObject({ text: [''], acknowledges: false, tripwires: { softResets: 1 } });
  });

  it('37 changes the address, and it is counted: the sign answers no more under the old one', () => {
    const { ask, order, view } = signAfter('E702');
    expect(view()).toMatchObject({ address: '02', tripwires: { addressChanges: 1, softResets: 0 } });
    expect(order('E/0001')).toBe('');
    expect(ask(alphaVectors.A8)).toBe('');
    expect(view().dimming).toBe(100);
  });

  it('date and weekday are set apart from the time, and weekday 1 is Sunday', async () => {
    const { order, read, view, clock } = signAfter('E;112326', 'E&2', 'E 2359');
    expect(view()).toMatchObject({ clock: '2026-11-23 23:59:00', weekday: 2 });
    await clock.advance(60_000);
    expect(view()).toMatchObject({ clock: '2026-11-24 00:00:00', weekday: 3 });
    expect([read('F;'), read('F&')]).toEqual(['E;112426', 'E&3']);
    order('E&1');
    expect(view().weekday).toBe(1);
  });

  it('a weekday that was set wrongly stays wrong, also over a new date', async () => {
    const { view, clock, order } = signAfter('E;112326', 'E&7');
    expect(view().weekday).toBe(7);
    order('E;010127');
    expect(view().weekday).toBe(7);
    await clock.advance(86_400_000);
    expect(view().weekday).toBe(1);
  });

  it('speaker, time format and tone', () => {
    const { view, read, verdicts } = signAfter('E!FF', "E'M", 'E(0');
    expect(verdicts).toEqual([ack, ack, ack]);
    expect(view()).toMatchObject({ speaker: 'off', timeFormat: '24h' });
    expect([read('F!'), read("F'")]).toEqual(['E!FF', "E'M"]);
    expect(signAfter('E!00', "E'S").view()).toMatchObject({ speaker: 'on', timeFormat: '12h' });
  });

  it('memory configuration and pool are read back', () => {
    const { read } = signAfter('E$AAU0080FFFFBBL00200000');
    expect(read('F$')).toBe('E$AAU0080FFFFBBL00200000');
    expect(read('F#')).toBe('E#7530,7490');
    expect(read('F"')).toMatch(/^E".+7530,7490$/);
  });

  it.each([
    ['E 2460'],
    ['E 24'],
    ['E 1460'],
    ['E;022927'],
    ['E;1126'],
    ['E&0'],
    ['E&8'],
    ['E&15'],
    ["E'X"],
    ['E!01'],
    ['E/0005'],
    ['E/02'],
    ['E(x'],
    ['E,1'],
    ['E4x'],
    ['E700'],
    ['E7G1'],
    ['Es2'],
    ['E-'],
    ['E'],
    ['E*'],
    ['Fs'],
    ['F'],
    ['BZ'],
    ['HZ'],
    ['Q1'],
    [''],
  ])('%j is illegal and changes nothing but the error status', (order) => {
    const sign = signAfter();
    const before = sign.view();
    expect(sign.order(order)).toBe('15 60');
    expect(sign.view()).toEqual({ ...before, status: 0x60 });
  });

  it('29 February is taken in leap years', () => {
    expect(signAfter('E;022928').view().clock).toBe('2028-02-29 00:00:00');
  });
});
