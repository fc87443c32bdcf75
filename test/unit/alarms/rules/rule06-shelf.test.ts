import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../../gateway/alarms/catalogue.js';
import type { ShelfRequest } from '../../../../gateway/alarms/shelving.js';
import { Branch, board, gatewayItself, off, on, printer } from '../support.js';

/** Rule 6: a shelf has an end, a name and a reason; at its end what is still active is published again. */

const cutter = 'printer-cutter-fault';
const topic = `printer-1/${cutter}`;
const works: ShelfRequest = { name: 'hall-works', operator: '王工', reason: 'floor is new', deviceId: 'printer-1' };
const hour = 3_600;

const record = (branch: Branch) => branch.table.get(`${topic}/`)!;
const story = (branch: Branch) =>
  record(branch)['operator-state-change'].map(({ operator, state, text }) => [operator, state, text].join(' | '));

async function raised(): Promise<Branch> {
  const branch = await Branch.open();
  branch.report('printer-1', on(cutter));
  await branch.take();
  return branch;
}

describe('an alarm raised on a shelf', () => {
  test('is recorded and makes no noise', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve(works);
    branch.report('printer-1', on(cutter, 'b3 set'));
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get(topic)).toMatchObject({
      'is-cleared': false,
      'x-suppressed-by': 'shelf: hall-works',
      'x-announced': false,
    });
    expect(story(branch)).toEqual(['王工 | shelved | floor is new (shelf: hall-works)']);
  });

  test('says its clear, and its cleared record is nobody’s business', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve(works);
    branch.report('printer-1', on(cutter), off(cutter));
    await branch.after(2);
    expect(await branch.take()).toEqual([`clear ${cutter}`]);
    expect([branch.retained.size, branch.manager.list(), branch.manager.counts().unacknowledged]).toEqual([0, [], 0]);
    expect(record(branch)).toMatchObject({ 'is-cleared': true, 'x-suppressed-by': 'shelf: hall-works' });
  });

  test('is raised at the end of the shelf, and lives on as any other', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ ...works, minutes: 30 });
    branch.report('printer-1', on(cutter));
    await branch.after(30 * 60 - 1);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    const [told, ...more] = await branch.takeRecords();
    expect(more).toEqual([]);
    expect(told).toMatchObject({ change: 'raise', record: { 'x-announced': true, 'x-count': 1 } });
    expect(told!.record).not.toHaveProperty('x-suppressed-by');
    expect(story(branch)).toEqual([
      '王工 | shelved | floor is new (shelf: hall-works)',
      'gateway | un-shelved | shelf "hall-works" has ended',
    ]);
    branch.report('printer-1', off(cutter));
    await branch.after(2);
    expect(branch.retained.get(topic)).toMatchObject({ 'is-cleared': true });
  });

  test('and again and again is shelved once', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve(works);
    for (let n = 0; n < 3; n++) {
      branch.report('printer-1', on(cutter), off(cutter));
      await branch.after(2);
    }
    expect(story(branch)).toHaveLength(1);
    expect(record(branch)['x-count']).toBe(3);
  });

  test('severity changes on it are quiet where the raise was not said', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve(works);
    branch.report('printer-1', on(cutter), { ...on(cutter), severity: 'critical' });
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get(topic)).toMatchObject({ 'perceived-severity': 'critical' });
  });
});

describe('an alarm that stands when its shelf comes', () => {
  test('says that it is shelved, and at the end that it is not any more', async () => {
    const branch = await raised();
    await branch.manager.shelving.shelve(works);
    expect(await branch.take()).toEqual([`operator ${cutter}`]);
    expect(branch.retained.get(topic)).toMatchObject({ 'x-suppressed-by': 'shelf: hall-works', 'x-announced': true });
    const { raised: count } = await branch.manager.shelving.unshelve({
      name: 'hall-works',
      operator: '李工',
      note: 'ready',
    });
    expect(count).toBe(1);
    expect(await branch.take()).toEqual([`operator ${cutter}`]);
    expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
    expect(story(branch)).toEqual([
      '王工 | shelved | floor is new (shelf: hall-works)',
      '李工 | un-shelved | shelf "hall-works" was taken away: ready',
    ]);
  });

  test('keeps its acknowledgement through it', async () => {
    const branch = await raised();
    await branch.manager.acknowledge({ deviceId: 'printer-1', alarmType: cutter, operator: '王工' });
    await branch.manager.shelving.shelve({ ...works, minutes: 1 });
    expect(branch.manager.counts().unacknowledged).toBe(0);
    await branch.after(60);
    expect(branch.manager.counts()).toMatchObject({ raised: { major: 1 }, unacknowledged: 0 });
    branch.report('printer-1', off(cutter));
    await branch.after(2);
    expect(branch.retained.size).toBe(0);
  });

  test('may be acknowledged on it, and is still shelved then', async () => {
    const branch = await raised();
    await branch.manager.shelving.shelve(works);
    await branch.manager.acknowledge({ deviceId: 'printer-1', alarmType: cutter, operator: '王工' });
    expect(branch.retained.get(topic)).toMatchObject({ 'x-suppressed-by': 'shelf: hall-works' });
    expect(branch.manager.queries.list({ state: 'shelved', limit: 9 })['total']).toBe(1);
  });

  test('and clears on it is gone for people, also after the end', async () => {
    const branch = await raised();
    await branch.manager.shelving.shelve({ ...works, minutes: 1 });
    branch.report('printer-1', off(cutter));
    await branch.after(2);
    expect(branch.retained.size).toBe(0);
    await branch.take();
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
    expect([branch.retained.size, branch.manager.list().length]).toEqual([0, 0]);
    expect(story(branch).at(-1)).toBe('gateway | un-shelved | shelf "hall-works" has ended');
    branch.report('printer-1', on(cutter));
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
    expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
  });

  test('what had cleared before waits on for somebody to see it', async () => {
    const branch = await raised();
    branch.report('printer-1', off(cutter));
    await branch.after(2);
    await branch.manager.shelving.shelve(works);
    expect(branch.retained.get(topic)).toMatchObject({ 'is-cleared': true });
    expect(story(branch)).toEqual([]);
  });
});

describe('which alarms', () => {
  const filters: [string, Partial<ShelfRequest>, string[]][] = [
    ['a device', { deviceId: 'printer-1' }, ['raise led-write-rejected/zone-1', 'raise led-write-rejected/zone-2']],
    ['a type', { alarmType: 'led-write-rejected' }, ['raise printer-cutter-fault']],
    [
      'an instance',
      { deviceId: 'board-1', alarmType: 'led-write-rejected', qualifier: 'zone-1' },
      ['raise printer-cutter-fault', 'raise led-write-rejected/zone-2'],
    ],
  ];
  test.each(filters)('by %s', async (_, filter, told) => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ name: 's', operator: 'x', reason: 'r', ...filter });
    const zone = (qualifier: string) => ({ type: 'led-write-rejected', qualifier, active: true });
    branch.report('printer-1', on(cutter));
    branch.report('board-1', zone('zone-1'), zone('zone-2'));
    expect(await branch.take()).toEqual(told);
  });

  test('two shelves: when the first ends, the alarm lies on the second', async () => {
    const branch = await raised();
    await branch.manager.shelving.shelve({ ...works, minutes: 10 });
    const both = { name: 'cutters', operator: '李工', reason: 'recall', alarmType: cutter, minutes: 20 };
    await branch.manager.shelving.shelve(both);
    await branch.take();
    await branch.after(600);
    expect(branch.retained.get(topic)).toMatchObject({ 'x-suppressed-by': 'shelf: cutters' });
    await branch.after(600);
    expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
    expect(await branch.take()).toEqual([`operator ${cutter}`, `operator ${cutter}`]);
    expect(story(branch)).toHaveLength(3);
  });

  test('never one that concerns security: a device does not cover it, its type is refused', async () => {
    const branch = await Branch.open();
    const entry = catalogue.get('printer-cover-open')!;
    const secured = new Map([...catalogue, [entry.type, { ...entry, owner: 'security' as const, onDelaySeconds: 0 }]]);
    await branch.restart([printer, board, gatewayItself], { catalogue: secured });
    await branch.manager.shelving.shelve(works);
    branch.report('printer-1', on('printer-cover-open'), on(cutter));
    expect(await branch.take()).toEqual(['raise printer-cover-open']);
    const request = { ...works, name: 'other', alarmType: 'printer-cover-open' };
    await expect(branch.manager.shelving.shelve(request)).rejects.toMatchObject({
      code: 'COMMAND_ARGS_INVALID',
      field: 'args.alarmType',
      message: expect.stringContaining('security'),
    });
  });
});

describe('the end', () => {
  test('is 8 hours on when nobody says', async () => {
    const branch = await Branch.open();
    const shelf = await branch.manager.shelving.shelve(works);
    expect(shelf).toEqual({
      ...works,
      created: '2026-11-23T01:00:00.000Z',
      until: '2026-11-23T09:00:00.000Z',
      raised: 0,
    });
    branch.report('printer-1', on(cutter));
    await branch.after(8 * hour - 1);
    expect(branch.manager.shelving.list()).toHaveLength(1);
    await branch.after(1);
    expect(branch.manager.shelving.list()).toEqual([]);
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
  });

  test.each([
    ['a moment, with an offset', { until: '2026-11-23T11:00:00+08:00' }, '2026-11-23T03:00:00.000Z'],
    ['seven days to the second', { until: '2026-11-30T01:00:00Z' }, '2026-11-30T01:00:00.000Z'],
    ['minutes', { minutes: 10_080 }, '2026-11-30T01:00:00.000Z'],
  ])('may be said as %s', async (_, end, until) => {
    const branch = await Branch.open();
    expect(await branch.manager.shelving.shelve({ ...works, ...end })).toMatchObject({ until });
  });

  test.each([
    ['that has passed', { until: '2026-11-23T00:59:59Z' }, 'args.until'],
    ['that is now', { until: '2026-11-23T01:00:00Z' }, 'args.until'],
    ['over seven days on', { until: '2026-11-30T01:00:01Z' }, 'args.until'],
    ['said in two ways', { until: '2026-11-23T02:00:00Z', minutes: 60 }, 'args.minutes'],
  ])('%s is refused', async (_, end, field) => {
    const branch = await Branch.open();
    await expect(branch.manager.shelving.shelve({ ...works, ...end })).rejects.toMatchObject({
      code: 'COMMAND_ARGS_INVALID',
      field,
      message: expect.stringMatching(/allowed: /),
    });
    expect(branch.manager.shelving.list()).toEqual([]);
  });

  test.each([1, -1])('is not moved by a clock that is set by %i hour within a run', async (hours) => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ ...works, minutes: 120 });
    branch.report('printer-1', on(cutter));
    await branch.after(hour);
    branch.clock.jump(hours * hour * 1_000);
    expect(branch.manager.shelving.list()[0]?.until).toBe(new Date(branch.clock.now() + hour * 1_000).toISOString());
    await branch.after(hour - 1);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
  });
});

describe('over a restart', () => {
  test('shelves stand, and so does what lies on them', async () => {
    const branch = await raised();
    await branch.manager.shelving.shelve({ ...works, minutes: 60 });
    await branch.after(1_800);
    await branch.take();
    await branch.restart();
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get(topic)).toMatchObject({ 'x-suppressed-by': 'shelf: hall-works', 'x-verified': false });
    expect(story(branch)).toHaveLength(1);
    await branch.after(1_799);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual([`operator ${cutter}`]);
  });

  test('an end that passed meanwhile is carried out at the start', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ ...works, minutes: 60 });
    branch.report('printer-1', on(cutter));
    await branch.shutDown();
    await branch.clock.advance(2 * hour * 1_000);
    await branch.boot([printer, board, gatewayItself]);
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
    expect(branch.manager.shelving.list()).toEqual([]);
    expect(story(branch).at(-1)).toBe('gateway | un-shelved | shelf "hall-works" has ended');
  });

  test('a clock set back a week makes no shelf longer than it was meant to be', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ ...works, minutes: 60 });
    branch.report('printer-1', on(cutter));
    await branch.shutDown();
    branch.clock.jump(-7 * 24 * hour * 1_000);
    await branch.boot([printer, board, gatewayItself]);
    await branch.after(hour - 1);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
  });

  test('a clock that was set within the run is on disk when the gateway stops', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ ...works, minutes: 120 });
    branch.clock.jump(2 * hour * 1_000);
    await branch.restart();
    expect(branch.manager.shelving.list()).toHaveLength(1);
    await branch.after(2 * hour);
    expect(branch.manager.shelving.list()).toEqual([]);
  });

  test('a device that left the configuration ends nothing badly', async () => {
    const branch = await raised();
    await branch.manager.shelving.shelve({ ...works, minutes: 60 });
    await branch.take();
    await branch.restart([board, gatewayItself]);
    expect(await branch.take()).toEqual([`clear ${cutter}`]);
    await branch.after(hour);
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.size).toBe(0);
  });
});

describe('beside a maintenance window', () => {
  test('the end of the shelf is quiet while the window lasts; at its end the alarm is raised', async () => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve({ ...works, minutes: 10 });
    branch.report('printer-1', on(cutter));
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    await branch.after(600);
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get(topic)).toMatchObject({ 'x-suppressed-by': 'maintenance: new roller' });
    branch.manager.suppress('printer-1', 'maintenance', undefined);
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
    expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
  });

  test('the end of the window leaves the alarm on its shelf', async () => {
    const branch = await raised();
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    await branch.manager.shelving.shelve(works);
    branch.manager.suppress('printer-1', 'maintenance', undefined);
    await branch.flush();
    expect(branch.retained.get(topic)).toMatchObject({ 'x-suppressed-by': 'shelf: hall-works' });
  });
});

describe('a shelf nobody can make', () => {
  test.each([
    ['of a name that stands', {}, 'args.name', /a name no shelf has/],
    ['of nothing', { name: 'b', deviceId: undefined }, 'args.deviceId', /neither deviceId nor alarmType/],
    ['of a device nobody knows', { name: 'b', deviceId: 'printer-2' }, 'args.deviceId', /Did you mean "printer-1"/],
    ['of a type it cannot raise', { name: 'b', alarmType: 'led-write-rejected' }, 'args.alarmType', /printer-offline/],
  ])('%s', async (_, change, field, message) => {
    const branch = await Branch.open();
    await branch.manager.shelving.shelve(works);
    await expect(branch.manager.shelving.shelve({ ...works, ...change })).rejects.toMatchObject({
      code: 'COMMAND_ARGS_INVALID',
      field,
      message: expect.stringMatching(message),
    });
    expect(branch.manager.shelving.list()).toHaveLength(1);
  });

  test('nor take away one that is not there', async () => {
    const branch = await Branch.open();
    const gone = { name: 'hall-work', operator: 'x' };
    await expect(branch.manager.shelving.unshelve(gone)).rejects.toMatchObject({ field: 'args.name', message: /none/ });
    await branch.manager.shelving.shelve(works);
    await expect(branch.manager.shelving.unshelve(gone)).rejects.toMatchObject({
      message: /Did you mean "hall-works"/,
    });
  });

  test('the hundred and first', async () => {
    const branch = await Branch.open();
    for (let n = 0; n < 100; n++) await branch.manager.shelving.shelve({ ...works, name: `s${n}` });
    await expect(branch.manager.shelving.shelve(works)).rejects.toMatchObject({ message: /at most 100/ });
  });
});
