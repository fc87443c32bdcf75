import { describe, expect, test } from 'vitest';
import type { AlarmRecord } from '../../../gateway/alarms/record.js';
import { AlarmView } from '../../support/alarm-view.js';
import { Branch, on } from './support.js';

const root = 'branch/b017/gw1';
const topic = `${root}/alarm/printer-1/printer-cutter-fault`;

async function someRecord(): Promise<AlarmRecord> {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  const [told] = await branch.takeRecords();
  await branch.shutDown();
  return told!.record;
}

function message(data: unknown, bootId = 'boot-1'): string {
  return JSON.stringify({ v: 1, id: 'x', seq: 1, bootId, time: '2026-11-23T01:00:00.000Z', clockSynced: true, data });
}

const event = (sequence: number, alarm: AlarmRecord, bootId?: string) =>
  message({ sequence, change: 'raise', alarm }, bootId);
const rebuilt = (sequence: number, bootId: string) =>
  message({ sequence, change: 'list-rebuilt', open: 0, bootId }, bootId);

describe('a consumer of alarms', () => {
  test('sees as open what has a retained record', async () => {
    const view = new AlarmView();
    const record = await someRecord();
    view.apply(topic, message(record));
    expect(view.open()).toEqual(new Map([[topic, record]]));
    view.apply(topic, '');
    expect(view.open().size).toBe(0);
  });

  test('is not led astray by an old version, nor by a message that comes twice', async () => {
    const view = new AlarmView();
    const record = await someRecord();
    const newer = { ...record, 'x-seq': 5 };
    for (const version of [newer, record, newer]) view.apply(topic, message(version));
    expect(view.open().get(topic)).toEqual(newer);
    for (const sequence of [1, 2, 1, 2, 3]) view.apply(`${root}/alarm-event`, event(sequence, record));
    expect(view.events.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(view.gaps).toEqual([]);
  });

  test('notices what it missed, until it has read the records anew', async () => {
    const view = new AlarmView();
    const record = await someRecord();
    view.apply(topic, message(record));
    view.apply(`${root}/alarm-event`, event(41, record));
    view.apply(`${root}/alarm-event`, event(43, record));
    expect([view.gaps, view.isStale]).toEqual([[{ after: 41, next: 43 }], true]);
    view.reread();
    expect([view.open().size, view.isStale]).toEqual([0, false]);
  });

  test('follows the numbers over a restart, and begins anew with a gateway that lost its disk', async () => {
    const view = new AlarmView();
    const record = { ...(await someRecord()), 'x-seq': 9 };
    view.apply(topic, message(record));
    view.apply(`${root}/alarm-event`, event(41, record));
    view.apply(`${root}/alarm-event`, rebuilt(42, 'boot-2'));
    expect(view.gaps).toEqual([]);
    view.apply(`${root}/alarm-event`, rebuilt(1, 'boot-3'));
    expect(view.gaps).toEqual([{ after: 42, next: 1 }]);
    view.reread();
    const first = { ...record, 'x-seq': 1 };
    view.apply(topic, message(first));
    expect(view.open().get(topic)).toEqual(first);
  });

  test('can tell that the stream is ahead of a record', async () => {
    const view = new AlarmView();
    const record = await someRecord();
    view.apply(topic, message(record));
    view.apply(`${root}/alarm-event`, event(1, { ...record, 'x-seq': 7 }));
    expect(view.behind()).toEqual([topic]);
    view.apply(topic, message({ ...record, 'x-seq': 8 }));
    expect(view.behind()).toEqual([]);
  });

  test('does not take a message that does not fit, and passes over what is no alarm', () => {
    const view = new AlarmView();
    expect(() => view.apply(`${root}/alarm-event`, message({ sequence: 1, change: 'raise' }))).toThrow();
    view.apply(`${root}/device/printer-1/state`, 'anything');
    view.apply('$SYS/broker', 'anything');
    expect(view.events).toEqual([]);
  });
});
