import { describe, expect, test } from 'vitest';
import { Branch, board, gatewayItself, off, on, printer } from '../support.js';

/** Rule 12: cleared and closed, or cleared for 24 h, is purged; at most 2,000 records, the oldest cleared first. */

const hour = 3_600;
const day = 24 * hour;
const cutter = { deviceId: 'printer-1', alarmType: 'printer-cutter-fault', operator: '王工' };
const topic = 'printer-1/printer-cutter-fault';

async function cleared(): Promise<Branch> {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'), off('printer-cutter-fault'));
  await branch.after(2);
  return branch;
}

describe('a cleared alarm', () => {
  test('goes after 24 h, also when nobody has seen it', async () => {
    const branch = await cleared();
    await branch.after(day - 1);
    expect([branch.table.size, branch.retained.size]).toEqual([1, 1]);
    await branch.after(1);
    expect([branch.table.size, branch.retained.size, branch.manager.list()]).toEqual([0, 0, []]);
  });

  test('goes an hour after it was closed', async () => {
    const branch = await cleared();
    await branch.after(hour);
    await branch.manager.close(cutter);
    await branch.after(hour - 1);
    expect([branch.table.size, branch.retained.size]).toEqual([1, 0]);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });

  test('closed before it cleared, an hour after the clear', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.manager.close(cutter);
    await branch.after(2 * day);
    expect(branch.table.size).toBe(1);
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(2);
    await branch.after(hour - 1);
    expect(branch.table.size).toBe(1);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });

  test('a close that is taken back in time leaves it its day', async () => {
    const branch = await cleared();
    await branch.manager.close(cutter);
    await branch.after(hour - 1);
    await branch.manager.unacknowledge(cutter);
    await branch.after(day - hour);
    expect(branch.table.size).toBe(1);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });

  test('an acknowledgement makes its day no longer', async () => {
    const branch = await cleared();
    await branch.after(day - 10);
    await branch.manager.acknowledge(cutter);
    await branch.after(10);
    expect(branch.table.size).toBe(0);
  });

  test('neither does the end of its shelf make the hour of a closed one longer', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ name: 's', operator: 'x', reason: 'r', deviceId: 'printer-1', minutes: 30 });
    branch.report('printer-1', on('printer-cutter-fault'), off('printer-cutter-fault'));
    await branch.after(2);
    await branch.manager.close(cutter);
    await branch.after(hour / 2);
    expect(branch.manager.shelving.list()).toEqual([]);
    await branch.after(hour / 2);
    expect(branch.table.size).toBe(0);
  });

  test('raised again it stays, and has a new day when it clears', async () => {
    const branch = await cleared();
    await branch.after(day - 10);
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.after(3 * day);
    expect(branch.table.size).toBe(1);
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(2);
    await branch.after(day - 1);
    expect(branch.table.size).toBe(1);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });

  test('purged and raised again it is a new alarm', async () => {
    const branch = await cleared();
    await branch.after(day);
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.flush();
    expect(branch.retained.get(topic)).toMatchObject({ 'x-count': 1, 'time-created': '2026-11-24T01:00:02.000Z' });
  });

  test('each goes at its own time, and observers hear of it', async () => {
    const branch = await Branch.open();
    const gone: string[] = [];
    branch.manager.observe(({ key, record }) => record ?? gone.push(key.type));
    for (const type of ['printer-cutter-fault', 'printer-offline', 'printer-paper-out']) {
      branch.report('printer-1', on(type));
      await branch.after(5);
      branch.report('printer-1', off(type));
      await branch.after(5);
      await branch.after(hour);
    }
    await branch.after(day - 3 * (hour + 10));
    const left: number[] = [];
    for (let n = 0; n < 3; n++) {
      await branch.after(hour + 10);
      left.push(branch.table.size);
    }
    expect(left).toEqual([2, 1, 0]);
    expect(gone).toEqual(['printer-cutter-fault', 'printer-offline', 'printer-paper-out']);
  });
});

describe('the clock', () => {
  test.each([1, -1, 48])('set by %i h within a run moves nothing', async (hours) => {
    const branch = await cleared();
    branch.clock.jump(hours * hour * 1_000);
    await branch.after(day - 1);
    expect(branch.table.size).toBe(1);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });

  test('a restart goes on with the age the record has', async () => {
    const branch = await cleared();
    await branch.after(20 * hour);
    await branch.restart();
    await branch.after(4 * hour - 1);
    expect(branch.table.size).toBe(1);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });

  test('what is too old at a start has ten minutes, so that whoever connects sees it once', async () => {
    const branch = await cleared();
    await branch.shutDown();
    await branch.clock.advance(3 * day * 1_000);
    await branch.boot([printer, board, gatewayItself]);
    await branch.after(599);
    expect(branch.retained.get(topic)).toMatchObject({ 'is-cleared': true });
    await branch.after(1);
    expect([branch.table.size, branch.retained.size]).toEqual([0, 0]);
  });

  test('set back a year over a restart, nothing stays longer than a day from there', async () => {
    const branch = await cleared();
    await branch.shutDown();
    branch.clock.jump(-365 * day * 1_000);
    await branch.boot([printer, board, gatewayItself]);
    await branch.after(day - 1);
    expect(branch.table.size).toBe(1);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });

  test('a closed one keeps its hour over a restart', async () => {
    const branch = await cleared();
    await branch.manager.close(cutter);
    await branch.after(hour / 2);
    await branch.restart();
    await branch.after(hour / 2 - 1);
    expect(branch.table.size).toBe(1);
    await branch.after(1);
    expect(branch.table.size).toBe(0);
  });
});

describe('the size of the list', () => {
  const zone = (n: number, active: boolean) => ({ type: 'led-write-rejected', qualifier: `zone-${n}`, active });
  const zones = (branch: Branch) => [...branch.table.entries()].map(([, record]) => record['alarm-type-qualifier']);

  async function small(limit = 3): Promise<Branch> {
    const branch = await Branch.open();
    await branch.restart([printer, board], { limit });
    return branch;
  }

  test('the cleared record that changed longest ago makes room', async () => {
    const branch = await small();
    branch.report('board-1', zone(1, true), zone(2, true), zone(3, true));
    branch.report('board-1', zone(3, false), zone(2, false), zone(4, true));
    await branch.flush();
    expect(zones(branch)).toEqual(['zone-1', 'zone-2', 'zone-4']);
    expect([...branch.retained.keys()].map((key) => key.split('/')[2])).toEqual(['zone-1', 'zone-2', 'zone-4']);
  });

  test('a new alarm in a list of raised ones waits until there is room, and is raised then', async () => {
    const branch = await small();
    branch.report('board-1', ...[1, 2, 3, 4, 5].map((n) => zone(n, true)));
    expect(await branch.take()).toHaveLength(3);
    expect(branch.warnings).toEqual(['the alarm list is full: new alarms are held back']);
    branch.report('board-1', zone(4, true), zone(5, false), zone(1, false), zone(4, true));
    expect(await branch.take()).toEqual(['clear led-write-rejected/zone-1', 'raise led-write-rejected/zone-4']);
    expect(zones(branch)).toEqual(['zone-2', 'zone-3', 'zone-4']);
  });

  test('a record that is there changes as ever in a full list', async () => {
    const branch = await small();
    branch.report('board-1', ...[1, 2, 3].map((n) => zone(n, true)));
    await branch.take();
    branch.report('board-1', { ...zone(2, true), severity: 'critical' });
    expect(await branch.take()).toEqual(['severity led-write-rejected/zone-2']);
  });

  test('what is critical finds a place up to twice the number', async () => {
    const { catalogue } = await import('../../../../gateway/alarms/catalogue.js');
    const entry = catalogue.get('led-write-rejected')!;
    const branch = await Branch.open();
    const critical = new Map([...catalogue, [entry.type, { ...entry, severity: 'critical' as const }]]);
    await branch.restart([printer, board], { limit: 3, catalogue: critical });
    branch.report('board-1', ...[1, 2, 3, 4, 5, 6, 7].map((n) => zone(n, true)));
    expect(await branch.take()).toHaveLength(6);
    branch.report('printer-1', on('printer-cutter-fault'));
    expect(await branch.take()).toEqual([]);
  });
});
