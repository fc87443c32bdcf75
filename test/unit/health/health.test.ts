import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { AlarmCondition } from '../../../drivers/index.js';
import { createClockSync } from '../../../gateway/health/clock-sync.js';
import { createFigures } from '../../../gateway/health/figures.js';
import { startHealth } from '../../../gateway/health/health.js';
import { VirtualClock } from '../../support/virtual-clock.js';

describe('the health of the gateway', () => {
  it('is published at once and at its interval, with its figures and those of the other parts', async () => {
    const clock = new VirtualClock();
    const reports: Record<string, unknown>[] = [];
    /** What /metrics would show at the moment of each. */
    const kept: unknown[] = [];
    const conditions: AlarmCondition[] = [];
    const figures = createFigures({
      clock,
      stateDir: tmpdir(),
      clockSynced: () => true,
      counters: () => ({ commands: { accepted: 3 } }),
    });
    expect(figures.last()).toBeUndefined();
    const health = startHealth({
      clock,
      intervalMs: 30_000,
      figures,
      alarms: {
        condition: (_id, condition) => conditions.push(condition),
      },
      publish: (data) => {
        reports.push(data);
        kept.push(figures.last());
      },
    });
    await health.first;
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ uptimeSeconds: 0, clockSynced: true, commands: { accepted: 3 } });
    expect(reports[0]?.['residentBytes']).toBeGreaterThan(10_000_000);
    expect(reports[0]).toHaveProperty('disk.freeBytes', expect.any(Number));
    expect(conditions[0]).toMatchObject({ type: 'storage-nearly-full' });
    while (reports.length < 2) await clock.advance(30_000);
    expect(reports[1]?.['uptimeSeconds']).toBeGreaterThanOrEqual(30);
    // What /metrics shows of a period is what was said.
    expect(kept[1]).toBeDefined();
    expect(reports[1]).toMatchObject({ ...(kept[1] as object) });
    health.stop();
    await clock.advance(60_000);
    expect(clock.pending).toBe(0);
  });
});

describe('whether the clock is set', () => {
  it('is asked of the system, at most every ten seconds', async () => {
    const clock = new VirtualClock();
    let asked = 0;
    let synced = false;
    const isSynced = createClockSync(clock, (path) => {
      asked += 1;
      return synced && path.includes('timesync');
    });
    expect(isSynced()).toBe(false);
    const first = asked;
    synced = true;
    expect(isSynced()).toBe(false);
    expect(asked).toBe(first);
    await clock.advance(10_000);
    expect(isSynced()).toBe(true);
  });
});
