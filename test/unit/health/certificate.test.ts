import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { AlarmCondition } from '../../../drivers/index.js';
import { certificateCondition, certificateDays } from '../../../gateway/health/certificate.js';
import { createFigures } from '../../../gateway/health/figures.js';
import { startHealth } from '../../../gateway/health/health.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { certificate, privateKey, shortAuthority } from '../config/certificates.js';

/** `shortAuthority` ends on 2026-12-03 at 16:28:19. */
const at = (time: string) => Date.parse(time);
const type = 'certificate-or-credential-expiring';

describe('the days a certificate has left', () => {
  it.each([
    ['2026-11-23T17:00:00Z', 9],
    ['2026-12-02T16:28:19Z', 1],
    ['2026-12-02T16:28:20Z', 0],
    ['2026-12-03T16:28:19Z', 0],
    ['2026-12-03T16:28:20Z', -1],
    ['2027-12-03T16:28:19Z', -365],
  ])('on %s are %d', (time, days) => {
    expect(certificateDays(shortAuthority, at(time))).toBe(days);
  });

  it('are those of the first one to end', () => {
    const now = at('2026-12-01T00:00:00Z');
    expect(certificateDays(certificate, now)).toBeGreaterThan(36_000);
    expect(certificateDays(certificate + shortAuthority, now)).toBe(2);
  });

  it('are not known where there is none', () => {
    expect(certificateDays(privateKey, 0)).toBeUndefined();
  });
});

describe('the alarm of a certificate', () => {
  it.each([
    ['2126-09-29T16:28:18Z', { type, active: false }],
    ['2126-09-30T16:28:19Z', { type, active: true, severity: 'warning', detail: 'ends on 2126-10-30, days left: 30' }],
    ['2126-10-22T00:00:00Z', { type, active: true, severity: 'warning', detail: 'ends on 2126-10-30, days left: 8' }],
    ['2126-10-23T00:00:00Z', { type, active: true, severity: 'minor', detail: 'ends on 2126-10-30, days left: 7' }],
    ['2126-10-30T00:00:00Z', { type, active: true, severity: 'minor', detail: 'ends on 2126-10-30, days left: 0' }],
    ['2126-10-31T00:00:00Z', { type, active: true, severity: 'major', detail: 'ended on 2126-10-30' }],
  ])('on %s', (time, condition) => {
    expect(certificateCondition(certificate, at(time))).toEqual(condition);
  });

  it('is looked at with every health report, as the days pass', async () => {
    const clock = new VirtualClock();
    const said: AlarmCondition[] = [];
    const health = startHealth({
      clock,
      intervalMs: 30_000,
      figures: createFigures({ clock, stateDir: tmpdir(), clockSynced: () => true, counters: () => ({}) }),
      alarms: {
        condition: (_id, condition) => condition.type === type && said.push(condition),
      },
      publish: () => undefined,
      certificate,
    });
    await health.first;
    expect(said).toEqual([{ type, active: false }]);
    clock.jump(at('2126-10-20T00:00:00Z') - clock.now());
    while (said.length < 2) await clock.advance(30_000);
    expect(said[1]).toEqual({ type, active: true, severity: 'warning', detail: 'ends on 2126-10-30, days left: 10' });
    health.stop();
  });
});
