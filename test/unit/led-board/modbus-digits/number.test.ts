import { describe, expect, it } from 'vitest';
import { numberOf, numberText } from '../../../../drivers/led-board/modbus-digits/number.js';
import { panelOn } from './panel-setup.js';
import { readyDigits } from './session-setup.js';

describe('a number with a decimal point', () => {
  it.each([
    ['12.3456', 0x0401, 0xe240],
    ['-12.345', 0x1300, 0x3039],
    ['0.5', 0x0100, 5],
    ['-0.05', 0x1200, 5],
    ['1677721.5', 0x01ff, 0xffff],
  ])('%s is in registers 06 and 07 as the manual has it', (text, format, value) => {
    expect(numberOf(text)).toEqual({ format, value });
    expect(numberText({ format, value })).toBe(text);
  });

  it('loses the zeros in front, as on the glass', () => {
    expect(numberText(numberOf('007.50')!)).toBe('7.50');
  });

  it.each(['12', 'A1.5', '1.2.5', '.5', '5.', '1.123456', '1677721.6', '99999999999.9', '１.5', ''])(
    '%j is none',
    (text) => {
      expect(numberOf(text)).toBeUndefined();
    },
  );

  it('goes out as vectors M3 and M4, both registers in one write', async () => {
    for (const [text, bytes] of [
      ['12.3456', '01 10 00 06 00 02 04 04 01 E2 40 6A 25'],
      ['-12.345', '01 10 00 06 00 02 04 13 00 30 39 A3 13'],
    ] as const) {
      const { module, panel } = panelOn({ digits: 6 });
      const board = panel.fit('main', text, 'args.text');
      const turn = { priority: 'call', wanted: () => true, newest: () => true } as const;
      await panel.show('main', { board, kind: 'show', ends: false, blink: false, seconds: 60 }, turn);
      expect(module.seen[0]).toBe(bytes);
    }
  });

  it('too long for the module is refused, the point takes no digit', async () => {
    const { show, view } = await readyDigits();
    await expect(show('123.45')).rejects.toMatchObject({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
    await expect(show('-12.34')).rejects.toThrow('takes 5 digits; allowed: up to 4');
    expect(await show('-1.23')).toMatchObject({ text: '-1.23', verified: 'read-back' });
    expect(view()).toMatchObject({ text: ['-123'], points: [false, true, false, false] });
  });

  it('stands after a number of characters and before one, each read back', async () => {
    const { show, call, view, seen } = await readyDigits();
    await call('A001');
    expect(await show('7.25')).toMatchObject({ verified: 'read-back' });
    expect(view()).toMatchObject({ text: [' 725'], points: [false, true, false, false] });
    expect(seen.state).toMatchObject({ showing: { main: '7.25' } });
    expect(await call('A002')).toMatchObject({ verified: 'read-back' });
    expect(await show('7.25')).toMatchObject({ verified: 'read-back' });
    expect(view().points).toContain(true);
    await call('A003');
    expect(view()).toMatchObject({ text: ['A003'], points: [false, false, false, false] });
  });

  it('is put right when somebody else writes characters or another number over it', async () => {
    for (const [register, value] of [
      [0, 'E'.charCodeAt(0)],
      [7, 4],
    ] as const) {
      const { show, poll, view, act, alarm, seen } = await readyDigits();
      await show('7.25');
      act('tamper', { register, value });
      await poll();
      expect(alarm('led-content-mismatch')).toMatchObject({ active: false });
      expect(seen.alarms.some(({ type, active }) => type === 'led-content-mismatch' && active)).toBe(true);
      expect(view()).toMatchObject({ text: [' 725'], points: [false, true, false, false] });
    }
  });

  it('is written again after a power cut', async () => {
    const { show, poll, view, act } = await readyDigits();
    await show('7.25');
    act('power-cycle');
    expect(view().text).toEqual(['   0']);
    await poll();
    expect(view()).toMatchObject({ text: [' 725'], points: [false, true, false, false] });
  });

  it('that the module refuses leaves what stands there', async () => {
    const { call, show, poll, view, act, seen } = await readyDigits();
    await call('A001');
    act('exception', { code: 3, times: 1 });
    await expect(show('7.25')).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    await poll();
    expect(view().text).toEqual(['A001']);
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
  });
});
