import { describe, expect, test } from 'vitest';
import type { ListRequest } from '../../../gateway/alarms/queries.js';
import { Branch, off, on } from './support.js';

const zone = (n: number, active = true) => ({ type: 'led-write-rejected', qualifier: `zone-${n}`, active });
const limit = 100;

function list(branch: Branch, request: Partial<ListRequest> = {}) {
  const result = branch.manager.queries.list({ limit, ...request });
  const alarms = result['alarms'] as Record<string, unknown>[];
  return {
    total: result['total'],
    next: result['next'] as string | undefined,
    alarms,
    names: alarms.map((alarm) => alarm['alarm-type-qualifier'] || alarm['alarm-type-id']),
  };
}

describe('the list', () => {
  test('has every record, by device, type and qualifier, with its states', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-offline'), on('printer-cutter-fault'));
    branch.report('board-1', zone(2), zone(1));
    branch.report('board-1', zone(1, false));
    await branch.manager.acknowledge({ deviceId: 'printer-1', alarmType: 'printer-offline', operator: 'x' });
    const { alarms, names } = list(branch);
    expect(names).toEqual(['zone-1', 'zone-2', 'printer-cutter-fault', 'printer-offline']);
    expect(alarms.map(({ states }) => states)).toEqual([
      ['open', 'cleared', 'unacknowledged'],
      ['open', 'raised', 'unacknowledged'],
      ['open', 'raised', 'unacknowledged'],
      ['open', 'raised', 'acknowledged'],
    ]);
  });

  test('by device, type and state', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-offline'));
    branch.report('board-1', zone(1), zone(2), zone(1, false));
    expect(list(branch, { deviceId: 'board-1' }).names).toEqual(['zone-1', 'zone-2']);
    expect(list(branch, { alarmType: 'printer-offline' }).names).toEqual(['printer-offline']);
    expect(list(branch, { state: 'cleared' }).names).toEqual(['zone-1']);
    expect(list(branch, { deviceId: 'board-1', state: 'raised' })).toMatchObject({ total: 1, names: ['zone-2'] });
    expect(list(branch, { deviceId: 'gateway' })).toMatchObject({ total: 0, names: [] });
  });

  test('a name nobody knows is refused, with the one that was probably meant', async () => {
    const branch = await Branch.open();
    expect(() => list(branch, { deviceId: 'board-2' })).toThrow(
      /^args\.deviceId: found "board-2".*Did you mean "board-1"/,
    );
    expect(() => list(branch, { alarmType: 'printer-ofline' })).toThrow(/Did you mean "printer-offline"/);
  });

  test('its pages neither repeat nor leave out what stays, whatever comes and goes between them', async () => {
    const branch = await Branch.open();
    branch.report('board-1', ...[10, 12, 14, 16, 18].map((n) => zone(n)));
    const first = list(branch, { limit: 2 });
    branch.report('board-1', zone(11), zone(17), zone(12, false), zone(16, false));
    await branch.manager.purge({ operator: 'x', state: 'cleared' });
    const second = list(branch, { limit: 2, cursor: first.next });
    const third = list(branch, { limit: 2, cursor: second.next });
    expect([first.names, second.names, third.names]).toEqual([
      ['zone-10', 'zone-12'],
      ['zone-14', 'zone-17'],
      ['zone-18'],
    ]);
    expect(third.next).toBeUndefined();
    expect(list(branch, { cursor: 'zzz' }).names).toEqual([]);
  });

  test('a page ends before it is too large for a message', async () => {
    const branch = await Branch.open();
    branch.report('board-1', ...Array.from({ length: 120 }, (_, n) => ({ ...zone(n), detail: 'x'.repeat(1_000) })));
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = list(branch, { cursor });
      expect(JSON.stringify(page.alarms).length).toBeLessThan(50_000);
      count += page.alarms.length;
      cursor = page.next;
    } while (cursor !== undefined);
    expect(count).toBe(120);
  });

  test('shows the newest of the history only; alarm-show has all of it', async () => {
    const branch = await Branch.open();
    branch.report('board-1', zone(1), zone(1, false), zone(1));
    const which = { deviceId: 'board-1', alarmType: 'led-write-rejected', qualifier: 'zone-1' };
    for (const operator of ['a', 'b']) await branch.manager.acknowledge({ ...which, operator });
    await branch.manager.shelving.shelve({ name: 's', operator: 'c', reason: 'r', deviceId: 'board-1' });
    const [brief] = list(branch).alarms;
    const states = (record: unknown) =>
      (record as { 'operator-state-change': { operator: string; state: string }[] })['operator-state-change'].map(
        ({ operator, state }) => `${operator} ${state}`,
      );
    expect(states(brief)).toEqual(['b ack', 'c shelved']);
    expect(brief!['status-change']).toHaveLength(1);
    const shown = branch.manager.queries.show(which);
    expect(states(shown['alarm'])).toEqual(['a ack', 'b ack', 'c shelved']);
    expect(shown).toMatchObject({
      states: ['open', 'raised', 'acknowledged', 'shelved', 'suppressed'],
      shelf: { name: 's', operator: 'c', until: '2026-11-23T09:00:00.000Z' },
    });
  });

  test('alarm-show of what is not recorded says what is', async () => {
    const branch = await Branch.open();
    branch.report('board-1', zone(1));
    expect(() => branch.manager.queries.show({ deviceId: 'board-1', alarmType: 'led-unreachable' })).toThrow(
      'no alarm board-1/led-unreachable is recorded; board-1 has led-write-rejected/zone-1',
    );
  });
});

describe('the inventory', () => {
  test('has every type of every device, raised or not, with what one needs to know beforehand', async () => {
    const branch = await Branch.open();
    const { types, total } = branch.manager.queries.inventory({ limit }) as { types: object[]; total: number };
    expect(total).toBe(9);
    expect(types).toHaveLength(9);
    expect(types).toContainEqual(
      expect.objectContaining({
        'alarm-type-id': 'printer-paper-out',
        'x-code': 'PRN-101',
        resource: ['printer-1'],
        'will-clear': true,
        'severity-level': ['major'],
        description: { zh: '缺纸', en: expect.stringMatching(/paper/) },
      }),
    );
  });

  test('of one device, page by page', async () => {
    const branch = await Branch.open();
    const page = (cursor?: string) =>
      branch.manager.queries.inventory({ deviceId: 'board-1', limit: 2, cursor }) as {
        types: { 'alarm-type-id': string }[];
        next?: string;
      };
    const first = page();
    expect([...first.types, ...page(first.next).types].map((entry) => entry['alarm-type-id'])).toEqual([
      'led-pixel-or-module-fault',
      'led-unreachable',
      'led-write-rejected',
    ]);
    expect(() => branch.manager.queries.inventory({ deviceId: 'x', limit })).toThrow(/args\.deviceId/);
  });
});

describe('a purge', () => {
  /** Zone 1 raised, 2 acknowledged and cleared, 3 cleared, 4 cleared and closed; the cutter cleared. */
  async function some(): Promise<Branch> {
    const branch = await Branch.open();
    const which = (n: number) => ({
      deviceId: 'board-1',
      alarmType: 'led-write-rejected',
      qualifier: `zone-${n}`,
      operator: 'x',
    });
    branch.report('board-1', ...[1, 2, 3, 4].map((n) => zone(n)));
    branch.report('printer-1', on('printer-cutter-fault'), off('printer-cutter-fault'));
    await branch.after(2);
    await branch.manager.acknowledge(which(2));
    await branch.manager.close(which(4));
    branch.report('board-1', ...[2, 3, 4].map((n) => zone(n, false)));
    await branch.flush();
    await branch.after(600);
    return branch;
  }

  test('takes what somebody has dealt with, and counts what it leaves', async () => {
    const branch = await some();
    expect(await branch.manager.purge({ operator: 'x' })).toEqual({ purged: 2, unseen: 2, raised: 1 });
    expect(list(branch).names).toEqual(['zone-1', 'zone-3', 'printer-cutter-fault']);
  });

  test.each([
    [{ state: 'cleared' }, ['zone-1']],
    [{ state: 'closed' }, ['zone-1', 'zone-2', 'zone-3', 'printer-cutter-fault']],
    [{ state: 'unacknowledged', deviceId: 'board-1' }, ['zone-1', 'zone-2', 'zone-4', 'printer-cutter-fault']],
    [{ state: 'cleared', severity: 'major' }, ['zone-1', 'zone-2', 'zone-3', 'zone-4']],
    [{ state: 'cleared', alarmType: 'printer-cutter-fault' }, ['zone-1', 'zone-2', 'zone-3', 'zone-4']],
    [{ state: 'cleared', olderThanMinutes: 11 }, ['zone-1', 'zone-2', 'zone-3', 'zone-4', 'printer-cutter-fault']],
    [{ state: 'cleared', olderThanMinutes: 10 }, ['zone-1']],
  ] as const)('of %j', async (request, left) => {
    const branch = await some();
    await branch.manager.purge({ operator: 'x', ...request });
    expect(list(branch).names).toEqual(left);
    expect(branch.retained.size).toBe(list(branch, { state: 'open' }).alarms.length);
  });

  test('never takes a raised one, and is not undone by a restart', async () => {
    const branch = await some();
    await branch.manager.purge({ operator: 'x', state: 'cleared' });
    await branch.restart();
    expect(list(branch).names).toEqual(['zone-1']);
    expect([...branch.retained.keys()]).toEqual(['board-1/led-write-rejected/zone-1']);
  });
});
