import { describe, expect, it } from 'vitest';
import { certificateCondition, certificateModule } from '../../../../drivers/terminal/probe/certificate-watch.js';

const now = Date.UTC(2026, 10, 26, 9);
const day = 86_400_000;
const type = 'terminal-certificate-expiring';
const seen = (expected: number, ...ends: number[]) => ({
  expected,
  read: new Map(ends.map((inMs, index) => [`layer-${index}`, { endsAt: now + inMs }])),
});

describe('the end of a certificate', () => {
  it.each<[string, number, object, object]>([
    ['in a year', 365 * day, { active: false }, { status: 'ok' }],
    ['in 31 days', 31 * day, { active: false }, { status: 'ok' }],
    ['in a moment less', 31 * day - 1, { active: true, severity: 'warning' }, { status: 'warn' }],
    ['in 30 days', 30 * day, { active: true, severity: 'warning' }, { status: 'warn' }],
    ['in 8 days', 8 * day, { active: true, severity: 'warning' }, { status: 'warn' }],
    ['in a moment less than 8', 8 * day - 1, { active: true, severity: 'minor' }, { status: 'warn' }],
    ['in 7 days', 7 * day, { active: true, severity: 'minor' }, { status: 'warn' }],
    ['today', 1, { active: true, severity: 'minor' }, { status: 'warn' }],
    ['a moment ago', -1, { active: true, severity: 'major' }, { status: 'fail' }],
    ['long ago', -365 * day, { active: true, severity: 'major' }, { status: 'fail' }],
  ])('%s', (_name, inMs, condition, module) => {
    expect(certificateCondition(seen(1, inMs), now)).toMatchObject({ type, ...condition });
    expect(certificateModule(seen(1, inMs), now)).toMatchObject({ source: 'probe', ...module });
  });

  it('says which, when, and how many days are left', () => {
    expect(certificateCondition(seen(2, 400 * day, 5 * day), now)?.detail).toBe(
      'layer-1: ends on 2026-12-01, days left: 5',
    );
    expect(certificateCondition(seen(1, -2 * day), now)?.detail).toBe('layer-0: ended on 2026-11-24');
  });

  it('that cannot be read says nothing', () => {
    expect(certificateCondition(seen(1), now)).toBeUndefined();
    expect(certificateModule(seen(1), now)).toBeUndefined();
  });

  it('of one layer does not clear what another may be the reason for', () => {
    expect(certificateCondition(seen(2, 365 * day), now)).toBeUndefined();
    expect(certificateCondition(seen(2, 3 * day), now)).toMatchObject({ active: true, severity: 'minor' });
  });

  it('is over where no layer has a certificate any more', () => {
    expect(certificateCondition(seen(0), now)).toEqual({ type, active: false });
  });
});
