import { describe, expect, test } from 'vitest';
import type { AlarmRecord } from '../../../../gateway/alarms/record.js';
import { alarmSummarySchema, summaryOf } from '../../../../gateway/alarms/summary.js';
import { Hall } from '../hall.js';

const none = {
  total: 0,
  cleared: 0,
  'not-cleared': 0,
  'cleared-not-closed': 0,
  'cleared-closed': 0,
  'not-cleared-closed': 0,
  'not-cleared-not-closed': 0,
};

async function someRecord(): Promise<AlarmRecord> {
  const hall = await Hall.open();
  hall.zone(0, true);
  await hall.flush();
  return hall.record('board-1/led-write-rejected/zone-1')!;
}

const operator = (state: AlarmRecord['operator-state-change'][number]['state']) => ({
  'operator-state-change': [{ time: '2026-11-23T01:00:00.000Z', operator: 'x', state }],
});

describe('rule 13: the summary', () => {
  test('counts every record by severity, clear and close, as RFC 8632 does', async () => {
    const record = await someRecord();
    const cleared = { 'is-cleared': true };
    const summary = summaryOf([
      record,
      { ...record, ...operator('closed') },
      { ...record, ...cleared },
      { ...record, ...cleared, ...operator('closed') },
      { ...record, 'perceived-severity': 'critical', ...operator('ack') },
    ]);
    expect(summary.severities).toEqual({
      warning: none,
      minor: {
        total: 4,
        cleared: 2,
        'not-cleared': 2,
        'cleared-not-closed': 1,
        'cleared-closed': 1,
        'not-cleared-closed': 1,
        'not-cleared-not-closed': 1,
      },
      major: none,
      critical: { ...none, total: 1, 'not-cleared': 1, 'not-cleared-not-closed': 1 },
    });
    expect([summary.open, summary.unacknowledged]).toEqual([4, 2]);
  });

  test('counts what is kept quiet and what comes and goes, of raised ones only', async () => {
    const record = await someRecord();
    const shelved = { ...record, 'x-suppressed-by': 'shelf: x', ...operator('shelved') };
    const flapping = { ...record, 'x-flapping': true, 'x-suppressed-by': 'flood: GWY-509' };
    const over = { 'is-cleared': true };
    expect(summaryOf([shelved, flapping, { ...shelved, ...over }, { ...flapping, ...over }])).toMatchObject({
      shelved: 1,
      suppressed: 2,
      flapping: 1,
    });
  });

  test('stands retained from the start on, and is never emptied', async () => {
    const hall = await Hall.open();
    const topic = 'branch/b017/gw1/alarm-summary';
    expect(alarmSummarySchema.parse(hall.retained.get(topic))).toMatchObject({ open: 0, unacknowledged: 0 });
    hall.zone(0, true);
    await hall.after(1);
    hall.zone(0, false);
    await hall.after(1);
    expect(hall.view.summary).toMatchObject({ open: 1, severities: { minor: { cleared: 1, total: 1 } } });
    await hall.alarms.acknowledge({
      deviceId: 'board-1',
      alarmType: 'led-write-rejected',
      qualifier: 'zone-1',
      operator: 'x',
    });
    await hall.after(1);
    expect(hall.view.summary).toMatchObject({ open: 0, severities: { minor: { total: 1 } } });
    expect(hall.sent.filter((message) => message.topic === topic && message.envelope === undefined)).toEqual([]);
    expect(hall.foundation.retained.leftovers()).toEqual([]);
  });

  test('is said at most once per second, with the newest, and only when something has changed', async () => {
    const hall = await Hall.open();
    const said = () => hall.sent.filter(({ topic }) => topic.endsWith('/alarm-summary')).length;
    await hall.after(5);
    const before = said();
    for (let step = 0; step < 30; step++) {
      hall.zone(step % 5, step % 2 === 0);
      await hall.after(0.1);
    }
    expect(said() - before).toBeLessThanOrEqual(4);
    await hall.after(1);
    expect(hall.view.summary).toMatchObject({ open: hall.alarms.list().length });
    const quiet = said();
    hall.report('board-2', { type: 'led-write-rejected', qualifier: 'zone-1', active: true, detail: 'other words' });
    await hall.after(10);
    expect(said()).toBe(quiet);
  });

  test('is said a last time when the gateway stops', async () => {
    const hall = await Hall.open();
    hall.zone(0, true);
    await hall.flush();
    hall.zone(1, true);
    await hall.shutDown();
    expect(hall.view.summary).toMatchObject({ open: 2 });
    expect(hall.clock.pending).toBe(0);
  });
});
