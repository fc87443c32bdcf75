import { describe, expect, test } from 'vitest';
import { catalogueEntries } from '../../../gateway/alarms/catalogue.js';
import { createAnswers } from '../../../gateway/device-file/answers.js';
import { causeClasses, causeClassOf } from '../../../gateway/device-file/cause-class.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { Cabinet } from './support.js';

const hour = 3_600_000;
/** Monday, 2026-11-23, midnight in Shanghai. */
const monday = Date.UTC(2026, 10, 22, 16);
const raise = { alarm: 'printer-cutter-fault', code: 'PRN-105', impact: 'function-lost', cause: 'hardware' };

const axes = (operating: 'online' | 'offline') => ({ admin: 'enabled' as const, operating, reason: undefined });

/** Two days: an outage of an hour over midnight, one of half an hour with contact lost; `between` is done at each pause. */
async function twoDays(between: (cabinet: Cabinet) => Promise<void>) {
  const cabinet = await Cabinet.open({}, new VirtualClock(monday));
  const tell = (kind: 'alarm-raised' | 'alarm-cleared') => cabinet.files.get('printer-1')?.tell({ kind, data: raise });
  const pause = async (hours: number) => {
    await cabinet.clock.advance(hours * hour);
    await between(cabinet);
  };
  cabinet.files.axesChanged('printer-1', axes('online'));
  await pause(23.5);
  tell('alarm-raised');
  await pause(0.25);
  await pause(0.75);
  tell('alarm-cleared');
  await pause(11);
  cabinet.files.axesChanged('printer-1', axes('offline'));
  await cabinet.clock.advance(hour / 2);
  cabinet.files.axesChanged('printer-1', axes('online'));
  await pause(4);
  return cabinet;
}

async function figuresOf(cabinet: Cabinet, args: { period: 'day' | 'month' | 'since'; date?: string }) {
  await cabinet.written('printer-1');
  const answers = createAnswers(cabinet.files, 'zh', () => cabinet.clock.now());
  const { devices } = await answers.figures({ deviceId: 'printer-1', ...args });
  return (devices as Record<string, unknown>[])[0];
}

const expected = {
  first: { failures: 1, upMinutes: 23.5 * 60, downMinutes: 30, unknownMinutes: 0, raises: { 'PRN-105': 1 } },
  second: { failures: 1, upMinutes: 15 * 60, downMinutes: 60, unknownMinutes: 0, raises: {} },
  since: { failures: 2, mtbfHours: 19.25, mttrMinutes: 45, availabilityPercent: 96.25 },
};

describe('figures of a day that is over, of today, of the month and since the beginning', () => {
  test('while the gateway runs', async () => {
    const cabinet = await twoDays(async () => undefined);
    expect(await figuresOf(cabinet, { period: 'day', date: '2026-11-23' })).toMatchObject(expected.first);
    expect(await figuresOf(cabinet, { period: 'day' })).toMatchObject(expected.second);
    expect(await figuresOf(cabinet, { period: 'month' })).toMatchObject(expected.since);
    expect(await figuresOf(cabinet, { period: 'since' })).toMatchObject(expected.since);
    expect(await figuresOf(cabinet, { period: 'since', date: '2026-11-24' })).toMatchObject(expected.second);
    expect(await figuresOf(cabinet, { period: 'month', date: '2026-10' })).toMatchObject({
      ...{ availabilityPercent: null, mtbfHours: null, mttrMinutes: null, failures: 0 },
    });
  });

  test('the same when the gateway is stopped and started in between, in an outage too', async () => {
    const cabinet = await twoDays(async (restarted) => {
      await restarted.files.stop();
      await restarted.start();
      restarted.files.axesChanged('printer-1', axes('online'));
    });
    expect(await figuresOf(cabinet, { period: 'day', date: '2026-11-23' })).toMatchObject(expected.first);
    expect(await figuresOf(cabinet, { period: 'since' })).toMatchObject(expected.since);
  });

  test('the same when it is killed in between', async () => {
    const cabinet = await twoDays(async (killed) => {
      await killed.kill();
      await killed.start();
      killed.files.axesChanged('printer-1', axes('online'));
    });
    expect(await figuresOf(cabinet, { period: 'day', date: '2026-11-23' })).toMatchObject(expected.first);
    expect(await figuresOf(cabinet, { period: 'since' })).toMatchObject(expected.since);
  });
});

test('agreed work is told with its source and reason, once for each source', async () => {
  const cabinet = await Cabinet.open();
  const { files } = cabinet;
  files.suppressed('printer-1', 'maintenance', '清洁');
  files.suppressed('printer-1', 'maintenance', '清洁');
  files.suppressed('printer-1', 'exchange', '换纸');
  files.suppressed('printer-1', 'maintenance', undefined);
  files.axesChanged('printer-1', axes('offline'));
  const entries = (await cabinet.entries('printer-1')).slice(1);
  expect(entries.map(({ kind, data }) => [kind, data])).toEqual([
    ['maintenance-on', { source: 'maintenance', reason: '清洁' }],
    ['maintenance-on', { source: 'exchange', reason: '换纸' }],
    ['maintenance-off', { source: 'maintenance' }],
    ['offline', { cause: 'network' }],
  ]);
});

test.each(catalogueEntries.map((entry) => [entry.type, entry] as const))(
  '%s is put down to a cause',
  (_type, entry) => {
    expect(causeClasses).toContain(causeClassOf(entry));
  },
);

test('what a technician would call it', () => {
  const classOf = (type: string) => {
    const entry = catalogueEntries.find((each) => each.type === type);
    return entry && causeClassOf(entry);
  };
  expect(classOf('printer-paper-out')).toBe('supplies');
  expect(classOf('printer-cutter-fault')).toBe('hardware');
  expect(classOf('printer-offline')).toBe('network');
  expect(classOf('terminal-heartbeat-lost')).toBe('software');
});
