import { describe, expect, test } from 'vitest';
import { isUntold } from '../../../../gateway/alarms/flood-mark.js';
import type { AlarmRecord } from '../../../../gateway/alarms/record.js';
import { Hall } from '../hall.js';

const name = 'board-1/led-write-rejected/zone-1';

describe('rule 4: a clear is always said', () => {
  test('of an alarm that was announced', async () => {
    const hall = await Hall.open();
    hall.zone(0, true);
    hall.zone(0, false);
    expect((await hall.said()).slice(1)).toEqual([`raise ${name}`, `clear ${name}`]);
  });

  test('also of one whose raise a shelf kept from people', async () => {
    const hall = await Hall.open();
    hall.zone(0, true);
    await hall.flush();
    const shelved = { ...hall.record(name)!, 'x-announced': false, 'x-suppressed-by': 'shelf: repainting' };
    // The record as an earlier start left it under a shelf.
    await hall.shutDown();
    await hall.edit({ [name]: shelved });
    await hall.boot();
    await hall.said();
    hall.zone(0, false);
    expect(await hall.said()).toEqual([`clear ${name}`]);
  });

  test.each<[string, Partial<AlarmRecord>, 'severity' | 'clear' | 'raise' | 'operator', boolean]>([
    ['a clear under a shelf', { 'x-announced': false, 'x-suppressed-by': 'shelf: x' }, 'clear', false],
    ['a clear in a flood', { 'x-announced': false, 'x-suppressed-by': 'flood: GWY-509' }, 'clear', true],
    ['a severity under a shelf', { 'x-announced': false, 'x-suppressed-by': 'shelf: x' }, 'severity', true],
    ['a severity that people follow', { 'x-announced': true }, 'severity', false],
    ['a clear in maintenance', { 'x-announced': true, 'x-suppressed-by': 'maintenance: x' }, 'clear', false],
    ['what an operator does', { 'x-announced': false, 'x-suppressed-by': 'flood: GWY-509' }, 'operator', false],
    ['the raise at the end of a flood', { 'x-announced': false, 'x-suppressed-by': 'flood: GWY-509' }, 'raise', false],
  ])('%s', (_, before, change, untold) => {
    expect(isUntold(change, before as AlarmRecord)).toBe(untold);
  });
});
