import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../../gateway/alarms/catalogue.js';
import { everything, Hall, nameOf } from '../hall.js';
import { Branch, board } from '../support.js';

const flood = 'gateway/flood-grouped';
const acknowledgeFlood = { deviceId: 'gateway', alarmType: 'flood-grouped', operator: '王芳' };

/** 10 announced alarms, and `grouped` more in the same moment. */
async function flooded(grouped: number): Promise<Hall> {
  const hall = await Hall.open();
  hall.zones(0, 10 + grouped);
  await hall.flush();
  await hall.after(2);
  return hall;
}

describe('rule 8: a flood', () => {
  test('ten raises in ten minutes are ten alarms', async () => {
    const hall = await flooded(0);
    expect((await hall.said()).slice(1)).toHaveLength(10);
    expect(hall.record(flood)).toBeUndefined();
  });

  test('the eleventh is one alarm for the site; it and those behind it are listed and not announced', async () => {
    const hall = await flooded(30);
    const said = await hall.said();
    expect(said.slice(1, 11).every((line) => line.startsWith('raise board-'))).toBe(true);
    expect(said.slice(11)).toEqual([`raise ${flood}`]);
    const kept = [...hall.records().values()].filter((record) => record['x-suppressed-by'] === 'flood: GWY-509');
    expect(kept.map((record) => record['x-announced'])).toEqual(Array.from({ length: 30 }, () => false));
    expect(hall.alarms.list()).toHaveLength(41);
    expect(hall.record(flood)).toMatchObject({
      resource: 'b017/gw1/gateway',
      'x-code': 'GWY-509',
      'perceived-severity': 'major',
      'probable-cause-string': 'underlyingResourceUnavailable',
      'x-owner': 'network',
      'x-announced': true,
      'x-verified': true,
    });
  });

  test('its record names what it groups', async () => {
    const hall = await flooded(3);
    expect(hall.record(flood)).toMatchObject({
      'impacted-resource': ['b017/gw1/board-11', 'b017/gw1/board-12', 'b017/gw1/board-13'],
      'related-alarm': [11, 12, 13].map((n) => `board-${n}/led-write-rejected/zone-1`),
      'additional-information': [{ information: '3 raises grouped, 3 alarms of them still raised' }],
    });
  });

  test('and 200 at most, with the count of all', async () => {
    const hall = await flooded(300);
    await hall.after(2);
    const record = hall.record(flood)!;
    expect(record['related-alarm']).toHaveLength(200);
    expect(record['additional-information'][0]!.information).toBe(
      '300 raises grouped, 300 alarms of them still raised',
    );
  });

  test('eleven raises over more than ten minutes are no flood', async () => {
    const hall = await Hall.open();
    for (let n = 0; n < 20; n++) {
      hall.zone(n, true);
      await hall.after(60.1);
    }
    expect(hall.record(flood)).toBeUndefined();
  });

  test('one alarm that comes and goes eleven times is none: it flaps', async () => {
    const hall = await Hall.open();
    for (let time = 0; time < 11; time++) {
      hall.zone(0, true);
      hall.zone(0, false);
      await hall.after(10);
    }
    const said = await hall.said();
    expect(said.filter((line) => line.startsWith('raise board'))).toHaveLength(4);
    expect(said).not.toContain(`raise ${flood}`);
  });

  test('a critical alarm is announced in the middle of it, and counts', async () => {
    const hall = await Hall.open();
    for (let n = 1; n <= 12; n++) hall.report(`kiosk-${n}`, { type: 'terminal-unreachable', active: true });
    hall.zone(0, true);
    const said = await hall.said();
    expect(said.filter((line) => line.startsWith('raise kiosk'))).toHaveLength(12);
    expect(said).toContain(`raise ${flood}`);
    expect(said.filter((line) => line.includes('board'))).toEqual([]);
  });

  test('alarms of security neither count nor wait', async () => {
    const branch = await Branch.open();
    await branch.shutDown();
    const entry = catalogue.get('led-write-rejected')!;
    const tamper = { ...entry, eventType: 'physical-violation' as const };
    const pixel = { ...catalogue.get('led-pixel-or-module-fault')!, onDelaySeconds: 0 };
    const others = [tamper, pixel].map((each) => [each.type, each] as const);
    await branch.boot([board], { flood: {}, catalogue: new Map([...catalogue, ...others]) });
    const door = (n: number) => ({ type: entry.type, qualifier: `door-${n}`, active: true });
    for (let n = 0; n < 20; n++) branch.report('board-1', door(n));
    expect(await branch.take()).toHaveLength(20);
    // A flood of other alarms does not hold back the next one.
    for (let n = 0; n < 11; n++) branch.report('board-1', { type: pixel.type, qualifier: `${n}`, active: true });
    expect(await branch.take()).toContain(`raise flood-grouped`);
    branch.report('board-1', door(20));
    expect(await branch.take()).toEqual(['raise led-write-rejected/door-20']);
    await branch.shutDown();
  });

  test('a grouped alarm that becomes critical is announced then', async () => {
    const hall = await flooded(5);
    await hall.said();
    const condition = { type: 'led-write-rejected', qualifier: 'zone-1', active: true };
    hall.report('board-12', { ...condition, severity: 'major' });
    expect(await hall.said()).toEqual([]);
    hall.report('board-12', { ...condition, severity: 'critical' });
    await hall.flush();
    expect(await hall.said()).toEqual(['raise board-12/led-write-rejected/zone-1']);
    expect(hall.record('board-12/led-write-rejected/zone-1')).toMatchObject({
      'perceived-severity': 'critical',
      'x-announced': true,
      'x-count': 1,
    });
    expect(hall.record('board-12/led-write-rejected/zone-1')).not.toHaveProperty('x-suppressed-by');
  });

  test('what was announced before it is cleared on the stream, what was not is cleared in its record', async () => {
    const hall = await flooded(30);
    await hall.said();
    hall.zone(3, false);
    hall.zone(20, false);
    await hall.flush();
    await hall.after(5);
    expect(await hall.said()).toEqual(['clear board-4/led-write-rejected/zone-1']);
    expect(hall.record('board-21/led-write-rejected/zone-1')).toMatchObject({ 'is-cleared': true });
  });

  test('ends when ten minutes were calm and few are raised: those are announced one by one', async () => {
    const hall = await flooded(12);
    await hall.said();
    await hall.after(590);
    hall.zones(10, 14, false);
    await hall.after(5);
    expect(await hall.said()).toEqual([]);
    await hall.after(5);
    const said = await hall.said();
    expect(said).toEqual([
      ...[15, 16, 17, 18, 19, 20, 21, 22].map((n) => `raise board-${n}/led-write-rejected/zone-1`),
      `clear ${flood}`,
    ]);
    const record = hall.record('board-15/led-write-rejected/zone-1')!;
    expect([record['x-announced'], record['x-count'], record['status-change'].length]).toEqual([true, 1, 1]);
    expect(record).not.toHaveProperty('x-suppressed-by');
    expect(hall.record(flood)).toMatchObject({
      'is-cleared': true,
      'additional-information': [{ information: '12 raises grouped, 8 alarms of them still raised' }],
    });
  });

  test('stays while more than ten of its alarms are raised; the clear that makes it ten ends it', async () => {
    const hall = await flooded(12);
    await hall.after(3_600);
    await hall.said();
    hall.zone(10, false);
    await hall.flush();
    expect(await hall.said()).toEqual([]);
    hall.zone(11, false);
    await hall.flush();
    expect((await hall.said()).map((line) => line.split(' ')[0])).toEqual([
      ...Array.from({ length: 10 }, () => 'raise'),
      'clear',
    ]);
  });

  test('does not swallow a new alarm of a branch that has been calm for long', async () => {
    const hall = await flooded(40);
    await hall.after(3_600);
    await hall.said();
    hall.zone(400, true);
    expect(await hall.said()).toEqual(['raise board-1/led-write-rejected/zone-9']);
    expect(hall.record(flood)).toMatchObject({ 'is-cleared': false });
  });

  test('goes on while raises go on, and can come again', async () => {
    const hall = await flooded(1);
    for (let n = 20; n < 60; n++) {
      hall.zone(n, true);
      hall.zone(n, false);
      await hall.after(50);
    }
    expect((await hall.said()).filter((line) => line.includes(flood))).toEqual([`raise ${flood}`]);
    await hall.after(600);
    expect(await hall.said()).toEqual([`raise board-11/led-write-rejected/zone-1`, `clear ${flood}`]);
    hall.zones(100, 111);
    expect((await hall.said()).at(-1)).toBe(`raise ${flood}`);
    expect(hall.record(flood)).toMatchObject({ 'x-count': 2 });
  });

  test('is not moved by a wall clock that jumps', async () => {
    const hall = await flooded(1);
    hall.clock.jump(3_600_000);
    await hall.after(590);
    expect(hall.record(flood)).toMatchObject({ 'is-cleared': false });
    hall.clock.jump(-7_200_000);
    await hall.after(10);
    expect(hall.record(flood)).toMatchObject({ 'is-cleared': true });
  });

  test('a maintenance window does not wipe away that an alarm was kept from people', async () => {
    const hall = await flooded(1);
    await hall.said();
    hall.alarms.suppress('board-11', 'maintenance', 'new panel');
    hall.alarms.suppress('board-11', 'maintenance', undefined);
    await hall.after(600);
    expect(await hall.said()).toEqual(['raise board-11/led-write-rejected/zone-1', `clear ${flood}`]);
  });
});

describe('whoever acknowledges a flood', () => {
  test('takes over all it groups, also what has cleared; one message says so', async () => {
    const hall = await flooded(20);
    hall.zone(15, false);
    await hall.alarms.acknowledge({ ...acknowledgeFlood, note: 'switch is being replaced' });
    await hall.after(6);
    expect((await hall.said()).slice(12)).toEqual([`operator ${flood}`]);
    expect(hall.record('board-12/led-write-rejected/zone-1')!['operator-state-change']).toEqual([
      expect.objectContaining({ operator: '王芳', state: 'ack', text: 'GWY-509: switch is being replaced' }),
    ]);
    expect(hall.record('board-16/led-write-rejected/zone-1')).toBeUndefined();
    expect(hall.alarms.counts().unacknowledged).toBe(10);
  });

  test('does not take over what was announced, nor what comes later, nor twice', async () => {
    const hall = await flooded(2);
    const own = { deviceId: 'board-11', alarmType: 'led-write-rejected', qualifier: 'zone-1' };
    await hall.alarms.acknowledge({ ...own, operator: '李明' });
    await hall.alarms.acknowledge(acknowledgeFlood);
    hall.zone(30, true);
    await hall.after(6);
    const acknowledged = [...hall.records().values()].filter((record) => record['operator-state-change'].length > 0);
    expect(acknowledged.map((record) => [nameOf(record), record['operator-state-change'][0]!.operator])).toEqual(
      expect.arrayContaining([
        ['board-11/led-write-rejected/zone-1', '李明'],
        ['board-12/led-write-rejected/zone-1', '王芳'],
        [flood, '王芳'],
      ]),
    );
    expect(acknowledged).toHaveLength(3);
  });

  test('can do so after its end, for what cleared while it lasted', async () => {
    const hall = await flooded(5);
    hall.zones(0, 15, false);
    await hall.after(610);
    await hall.alarms.acknowledge(acknowledgeFlood);
    await hall.after(1);
    expect([...hall.records().keys()].sort()).toEqual(
      Array.from({ length: 10 }, (_, n) => `board-${n + 1}/led-write-rejected/zone-1`).sort(),
    );
  });
});

describe('a flood over a restart', () => {
  test('is taken up: nothing is announced anew, and it lasts a window more', async () => {
    const hall = await flooded(12);
    await hall.said();
    await hall.restart();
    expect(await hall.said()).toEqual(['list-rebuilt 23']);
    hall.zone(200, true);
    expect(await hall.said()).toEqual([]);
    hall.zones(10, 20, false);
    await hall.after(599);
    expect(await hall.said()).toEqual([]);
    await hall.after(1);
    expect(await hall.said()).toEqual([
      'raise board-21/led-write-rejected/zone-1',
      'raise board-22/led-write-rejected/zone-1',
      'raise board-1/led-write-rejected/zone-5',
      `clear ${flood}`,
    ]);
  });

  test('what a power cut left between the announcements of its end is announced after the start', async () => {
    const hall = await flooded(12);
    hall.zones(10, 14, false);
    // The flood's own clear is on disk and the announcements are not: the worst a damaged log can leave.
    const over = { ...hall.record(flood)!, 'is-cleared': true };
    await hall.shutDown();
    await hall.edit({ 'gateway/flood-grouped/': over });
    await hall.said();
    await hall.boot();
    const said = await hall.said();
    expect(said.filter((line) => line.startsWith('raise board'))).toHaveLength(8);
    expect(said.at(-1)).toBe('list-rebuilt 23');
  });

  test('alarms it grouped of a device that is gone are cleared without a word', async () => {
    const hall = await flooded(12);
    await hall.said();
    await hall.restart(everything.filter(({ deviceId }) => deviceId !== 'board-15'));
    expect(await hall.said()).toEqual(['list-rebuilt 22']);
  });

  test('a stopped gateway leaves no timer behind and has said everything', async () => {
    const hall = await flooded(300);
    hall.zones(10, 310, false);
    await hall.flush();
    await hall.shutDown();
    expect(hall.clock.pending).toBe(0);
    expect([...hall.records().values()].filter((record) => record['is-cleared'])).toHaveLength(300);
  });
});
