import { expect, test } from 'vitest';
import { isNewDay } from '../../../gateway/hours/believable-day.js';

test.each([
  ['the same day', '2026-11-27', '2026-11-27', true, false],
  ['the next day', '2026-11-27', '2026-11-28', true, true],
  ['the next day, without a time server', '2026-11-27', '2026-11-28', false, true],
  ['after two weeks of holidays, without a time server', '2026-12-31', '2027-01-14', false, true],
  ['a clock of 2099 that nobody has set', '2026-11-27', '2099-01-01', false, false],
  ['a clock of 1970 that nobody has set', '2026-11-27', '1970-01-01', false, false],
  ['a clock that is set back over midnight', '2026-11-28', '2026-11-27', true, false],
  ['a queue that is in 2099, once the clock is right', '2099-01-01', '2026-11-27', true, true],
  ['a queue that is in 2099, while nobody knows', '2099-01-01', '2026-11-27', false, false],
  ['months of absence, once the clock is right', '2026-05-04', '2026-11-27', true, true],
])('%s', (_what, day, today, synced, expected) => {
  expect(isNewDay(day, today, synced)).toBe(expected);
});
