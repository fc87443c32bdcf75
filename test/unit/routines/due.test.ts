import { describe, expect, test } from 'vitest';
import { branchCalendar } from '../../../gateway/device-file/months.js';
import { openingHours } from '../../../gateway/hours/opening-hours.js';
import { type Done, dueAt, isShut, nextLook } from '../../../gateway/routines/due.js';

const zone = 'Asia/Shanghai';
const options = {
  hours: openingHours({ 'mon-fri': '09:00-17:00', sat: '09:00-12:00' }, zone),
  calendar: branchCalendar(zone),
  openingMinutes: 5,
  resetMinutes: 1,
  closingMinutes: 60,
};
/** Local time of the branch. */
const at = (text: string) => Date.parse(`${text}:00+08:00`);
const due = (text: string, done: Done = {}, busy = false) =>
  dueAt(options, done, at(text), busy).map(({ routine, day }) => `${routine} ${day}`);

const friday = '2026-11-27';
const opened: Done = { opening: friday, reset: friday };
const closed: Done = { ...opened, closing: friday };

describe('what is due', () => {
  test.each([
    ['before all', '2026-11-27T08:54', {}, []],
    ['five minutes before opening', '2026-11-27T08:55', {}, [`opening ${friday}`]],
    ['one minute before', '2026-11-27T08:59', { opening: friday }, [`reset ${friday}`]],
    ['both, when the gateway starts late', '2026-11-27T08:59', {}, [`opening ${friday}`, `reset ${friday}`]],
    ['and also after the doors have opened', '2026-11-27T11:00', {}, [`opening ${friday}`, `reset ${friday}`]],
    ['once a day', '2026-11-27T11:00', opened, []],
    ['anew when yesterday was the last', '2026-11-27T08:56', { opening: '2026-11-26' }, [`opening ${friday}`]],
    ['closing, once the doors are shut', '2026-11-27T17:00', opened, [`closing ${friday}`]],
    ['closing once', '2026-11-27T17:30', closed, []],
    ['closing late, after a night without power', '2026-11-28T06:00', opened, [`closing ${friday}`]],
    ['nothing to close where nobody opened', '2026-11-27T18:00', {}, []],
    ['the inspection of tomorrow before the closing of yesterday', '2026-11-28T08:56', opened, ['opening 2026-11-28']],
    ['nothing on a Sunday', '2026-11-29T10:00', { ...closed, opening: '2026-11-28', closing: '2026-11-28' }, []],
    ['Monday after a Sunday', '2026-11-30T08:55', closed, ['opening 2026-11-30']],
  ])('%s', (_name, moment, done, expected) => {
    expect(due(moment, done)).toEqual(expected);
  });

  test('closing waits for the last customers, and not for ever', () => {
    expect(due('2026-11-27T17:00', opened, true)).toEqual([]);
    expect(due('2026-11-27T17:59', opened, true)).toEqual([]);
    expect(due('2026-11-27T17:20', opened, false)).toEqual([`closing ${friday}`]);
    expect(due('2026-11-27T18:01', opened, true)).toEqual([`closing ${friday}`]);
  });
});

describe('the next look', () => {
  test.each([
    ['2026-11-27T07:00', '2026-11-27T08:55'],
    ['2026-11-27T08:55', '2026-11-27T08:59'],
    ['2026-11-27T08:59', '2026-11-27T09:00'],
    ['2026-11-27T12:00', '2026-11-27T17:00'],
    ['2026-11-28T13:00', '2026-11-30T08:55'],
  ])('from %s is %s', (from, to) => {
    expect(nextLook(options, at(from))).toBe(at(to));
  });
});

test('shut is from the closing routine until the next inspection', () => {
  expect(isShut(options, opened, at('2026-11-27T17:30'))).toBe(false);
  expect(isShut(options, closed, at('2026-11-27T17:30'))).toBe(true);
  expect(isShut(options, closed, at('2026-11-28T08:54'))).toBe(true);
  expect(isShut(options, closed, at('2026-11-28T08:55'))).toBe(false);
  expect(isShut(options, closed, at('2026-11-28T10:00'))).toBe(false);
  expect(isShut(options, {}, at('2026-11-27T20:00'))).toBe(false);
});
