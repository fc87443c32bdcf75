import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asOne, type Behind, isOpen, lostTogether, stillLost } from '../../../gateway/alarms/half-rule.js';

const never = Number.NEGATIVE_INFINITY;
const present = (heardAt = 0): Behind => ({ presence: 'present', heardAt, failedAt: never });
const lost = (failedAt: number): Behind => ({ presence: 'lost', heardAt: never, failedAt });
const unknown: Behind = { presence: 'unknown', heardAt: never, failedAt: never };
const times = <T>(count: number, each: T): T[] => Array.from({ length: count }, () => each);

describe('lost together', () => {
  test.each<[string, Behind[], number | undefined]>([
    ['nobody', times(40, present()), undefined],
    ['one of forty', [lost(0), ...times(39, present())], undefined],
    ['nineteen of forty', [...times(19, lost(0)), ...times(21, present())], undefined],
    ['twenty of forty', [...times(20, lost(7)), ...times(20, present())], 7],
    ['all forty', times(40, lost(0)), 0],
    ['both of two', [lost(5), lost(9)], 5],
    ['one of two is a dead terminal', [lost(0), present()], undefined],
    ['the only one is a dead terminal', [lost(0)], undefined],
    ['two of three', [lost(0), lost(0), present()], 0],
    ['two of five', [lost(0), lost(0), ...times(3, present())], undefined],
    ['first failures 20 s apart', [lost(0), lost(20_000)], 0],
    ['more than 20 s apart: each by itself', [lost(0), lost(20_001)], undefined],
    ['one of yesterday counts neither way', [lost(-86_400_000), lost(0), lost(1), present(), present()], 0],
    ['nor does it help', [lost(-86_400_000), lost(0), present()], undefined],
    ['what was lost before the start proves nothing', [lost(never), lost(never)], undefined],
    ['nobody has asked the others yet', [lost(0), lost(0), ...times(38, unknown)], 0],
  ])('%s', (_what, behind, since) => {
    expect(lostTogether(behind)).toBe(since);
  });
});

describe('still lost', () => {
  test.each<[string, Behind[], number, boolean, boolean]>([
    ['half', [lost(0), lost(0), present(), present()], 0, true, true],
    ['fewer than half', [lost(0), lost(0), ...times(3, present())], 0, false, false],
    ['one alone', [lost(0), present()], 0, false, false],
    ['those lost later as well', [lost(0), lost(90_000), present(), present()], 0, true, true],
    ['not those lost before', [lost(-60_000), lost(0), present()], 0, false, false],
    ['nobody asked since a restart', times(4, unknown), never, true, false],
    ['two of four asked, and lost', [lost(never), lost(50), unknown, unknown], never, true, true],
    ['two of four asked, and there', [present(), present(), unknown, unknown], never, true, false],
    ['three of four asked, and there', [...times(3, present()), unknown], never, false, false],
  ])('%s', (_what, behind, since, lasts, confirmed) => {
    expect(stillLost(behind, since)).toEqual({ lasts, confirmed });
  });
});

describe('whether it is open', () => {
  test.each<[string, Behind[], boolean]>([
    ['nobody heard since', [lost(100), present(50)], true],
    ['the other was heard', [lost(100), present(100)], false],
    ['too few are unheard for half', [lost(100), present(0), ...times(5, present(101))], false],
    ['just enough', [lost(100), ...times(2, present(0)), ...times(3, present(101))], true],
    ['nobody asked yet', [lost(100), unknown], true],
    ['alone', [lost(100)], false],
    ['the other is lost since yesterday', [lost(100), lost(-86_400_000)], false],
  ])('%s', (_what, behind, open) => {
    expect(isOpen(behind, 100)).toBe(open);
  });
});

test('devices of one terminal are one, lost when nothing of it is there', () => {
  expect(asOne([lost(5), present(3)]).presence).toBe('present');
  expect(asOne([lost(5), lost(9)])).toEqual(lost(9));
  expect(asOne([lost(5), unknown]).presence).toBe('lost');
  expect(asOne([unknown, unknown])).toEqual(unknown);
  expect(asOne([present(3), present(8)]).heardAt).toBe(8);
});

const behinds = fc.array(
  fc.record({
    presence: fc.constantFrom('present', 'lost', 'unknown'),
    heardAt: fc.integer({ min: 0, max: 60_000 }),
    failedAt: fc.integer({ min: 0, max: 60_000 }),
  }) as fc.Arbitrary<Behind>,
  { maxLength: 12 },
);

test('a switch that is lost by the rule is lost a moment later too, and never open', () => {
  fc.assert(
    fc.property(behinds, (behind) => {
      const since = lostTogether(behind);
      if (since === undefined) return;
      expect(stillLost(behind, since).lasts).toBe(true);
      expect(behind.filter(({ presence }) => presence === 'lost').length).toBeGreaterThanOrEqual(2);
    }),
    { numRuns: 500 },
  );
});

test('one more terminal that answers never makes a switch lost, one more lost with the others never saves it', () => {
  fc.assert(
    fc.property(behinds, (behind) => {
      const since = lostTogether(behind);
      if (since === undefined) expect(lostTogether([...behind, present()])).toBeUndefined();
      else expect(lostTogether([...behind, lost(since)])).toBeDefined();
    }),
    { numRuns: 500 },
  );
});
