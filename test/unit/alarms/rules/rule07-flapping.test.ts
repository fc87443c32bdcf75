import { describe, expect, test } from 'vitest';
import type { AlarmRecord } from '../../../../gateway/alarms/record.js';
import { Branch, off, on } from '../support.js';

const cutter = 'printer-cutter-fault';
const minute = 60;

/** On for half the period, off for the other half. */
async function flutter(branch: Branch, times: number, periodSeconds = 60, type = cutter): Promise<void> {
  for (let time = 0; time < times; time++) {
    branch.report('printer-1', on(type));
    await branch.after(periodSeconds / 2);
    branch.report('printer-1', off(type));
    await branch.after(periodSeconds / 2);
  }
}

const record = (branch: Branch): AlarmRecord => branch.table.get(`printer-1/${cutter}/`)!;
const view = (branch: Branch) => [record(branch)['x-flapping'], record(branch)['is-cleared']];

describe('rule 7: an alarm that flaps', () => {
  test('30 s on and off for an hour are four raises, then one flapping state (terminal-health.md 9.5 test 5)', async () => {
    const branch = await Branch.open();
    await flutter(branch, 60);
    const told = await branch.takeRecords();
    expect(told.map(({ change, record: { 'x-flapping': flaps } }) => [change, flaps])).toEqual([
      ['raise', false],
      ['clear', false],
      ['raise', false],
      ['clear', false],
      ['raise', false],
      ['clear', false],
      ['raise', true],
    ]);
    expect(view(branch)).toEqual([true, false]);
    // The last turn is counted within a minute.
    await branch.after(minute);
    expect(record(branch)['x-count']).toBe(60);
  });

  test('its record counts the turns without a word on the stream, and not each by itself', async () => {
    const branch = await Branch.open();
    await flutter(branch, 4);
    await branch.take();
    const messages = branch.retainedMessages;
    await flutter(branch, 100, 6);
    expect(await branch.take()).toEqual([]);
    expect(branch.retainedMessages - messages).toBeLessThanOrEqual(11);
  });

  test('is cleared, and said to be, after 30 min without it', async () => {
    const branch = await Branch.open();
    await flutter(branch, 5);
    await branch.take();
    await branch.after(29 * minute);
    expect([await branch.take(), view(branch)]).toEqual([[], [true, false]]);
    await branch.after(minute);
    expect(await branch.take()).toEqual([`clear ${cutter}`]);
    expect([...view(branch), record(branch)['x-count']]).toEqual([false, true, 5]);
  });

  test('stays raised and flaps no more after 30 min with it', async () => {
    const branch = await Branch.open();
    await flutter(branch, 5);
    branch.report('printer-1', on(cutter));
    await branch.take();
    await branch.after(30 * minute);
    expect([await branch.take(), view(branch)]).toEqual([[], [false, false]]);
    branch.report('printer-1', off(cutter));
    await branch.after(2);
    expect(await branch.take()).toEqual([`clear ${cutter}`]);
  });

  test('a change within the 30 min begins them anew', async () => {
    const branch = await Branch.open();
    await flutter(branch, 4);
    await branch.after(25 * minute);
    await flutter(branch, 1);
    await branch.take();
    await branch.after(29 * minute);
    expect([await branch.take(), view(branch)]).toEqual([[], [true, false]]);
    await branch.after(minute);
    expect(await branch.take()).toEqual([`clear ${cutter}`]);
  });

  test('what goes before the off-delay has passed is no change', async () => {
    const branch = await Branch.open();
    for (let time = 0; time < 20; time++) {
      branch.report('printer-1', on(cutter));
      await branch.after(10);
      branch.report('printer-1', off(cutter));
      await branch.after(1);
    }
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
    expect(view(branch)).toEqual([false, false]);
  });

  test('four raises over more than 30 min are none', async () => {
    const branch = await Branch.open();
    await flutter(branch, 12, 601);
    expect((await branch.take()).filter((line) => line.startsWith('raise'))).toHaveLength(12);
    expect(record(branch)['x-flapping']).toBe(false);
  });

  test('may get worse, and is not said to be better at every turn', async () => {
    const branch = await Branch.open([{ deviceId: 'printer-1', declarations: [{ type: cutter, onDelaySeconds: 0 }] }]);
    const worse = { ...on(cutter), severity: 'critical' as const };
    await flutter(branch, 4);
    await branch.take();
    for (let turn = 0; turn < 5; turn++) {
      branch.report('printer-1', on(cutter), worse, on(cutter));
      await branch.after(10);
      branch.report('printer-1', off(cutter));
      await branch.after(10);
    }
    expect(await branch.take()).toEqual([`severity ${cutter}`]);
    expect(record(branch)['perceived-severity']).toBe('critical');
  });

  test('while contact is lost its 30 min stand still: nobody confirms that it is over', async () => {
    const branch = await Branch.open();
    await flutter(branch, 4);
    branch.manager.contactLost('printer-1');
    await branch.take();
    await branch.after(120 * minute);
    expect([await branch.take(), view(branch)]).toEqual([[], [true, false]]);
    branch.manager.contactRestored('printer-1');
    branch.report('printer-1', off(cutter));
    await branch.after(30 * minute);
    expect(await branch.take()).toEqual([`clear ${cutter}`]);
  });

  test('of one instance is no business of another', async () => {
    const branch = await Branch.open();
    const zone = (qualifier: string, active: boolean) => ({ type: 'led-write-rejected', qualifier, active });
    for (let turn = 0; turn < 5; turn++) {
      branch.report('board-1', zone('a', true), zone('a', false));
      await branch.after(10);
    }
    branch.report('board-1', zone('b', true));
    await branch.after(60);
    const flaps = [...branch.table.entries()].map(([, each]) => [each['alarm-type-qualifier'], each['x-flapping']]);
    expect(flaps).toEqual([
      ['a', expect.anything()],
      ['b', false],
    ]);
  });
});

test('rule 7: not of a security alarm: each opening of a door is said', async () => {
  const door = 'cabinet-door-open';
  const branch = await Branch.open([{ deviceId: 'printer-1', declarations: [{ type: door }] }]);
  await flutter(branch, 8, 60, door);
  expect((await branch.take()).filter((line) => line === `raise ${door}`)).toHaveLength(8);
  expect(branch.table.get(`printer-1/${door}/`)!['x-flapping']).toBe(false);
});

describe('rule 7: over a restart', () => {
  test('an alarm that flaps still does, and begins its 30 min anew with the first report', async () => {
    const branch = await Branch.open();
    await flutter(branch, 4);
    await branch.after(20 * minute);
    await branch.restart();
    branch.report('printer-1', off(cutter));
    await branch.take();
    await branch.after(29 * minute);
    expect([await branch.take(), view(branch)]).toEqual([[], [true, false]]);
    await branch.after(2 * minute);
    expect(await branch.take()).toEqual([`clear ${cutter}`]);
  });

  test('raises of before count, as far as they are less than 30 min ago', async () => {
    const branch = await Branch.open();
    await flutter(branch, 3);
    await branch.restart();
    await branch.after(20 * minute);
    branch.report('printer-1', on(cutter));
    await branch.flush();
    expect(view(branch)).toEqual([true, false]);
  });

  test('older ones do not', async () => {
    const branch = await Branch.open();
    await flutter(branch, 3);
    await branch.after(30 * minute);
    await branch.restart();
    branch.report('printer-1', on(cutter));
    await branch.flush();
    expect(view(branch)).toEqual([false, false]);
  });

  test('nor do those that lie in the future, since somebody has set the clock back', async () => {
    const branch = await Branch.open();
    await flutter(branch, 3);
    branch.clock.jump(-3_600_000);
    await branch.restart();
    branch.report('printer-1', on(cutter));
    await branch.flush();
    expect(view(branch)).toEqual([false, false]);
  });
});

test('rule 7: the thresholds are data', async () => {
  const branch = await Branch.open(undefined, { flapRule: { raises: 2, windowMs: 10_000 } });
  await flutter(branch, 2, 6);
  expect(view(branch)).toEqual([true, false]);
  await branch.after(10);
  expect(view(branch)).toEqual([false, true]);
});
