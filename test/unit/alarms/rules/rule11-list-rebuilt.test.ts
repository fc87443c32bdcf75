import { describe, expect, test } from 'vitest';
import { alarmEventSchema } from '../../../../gateway/alarms/alarm-event.js';
import { everything, Hall } from '../hall.js';

describe('rule 11: after a start', () => {
  test('the list is said to be whole, behind every record, with how many there are', async () => {
    const hall = await Hall.open();
    hall.zones(0, 3);
    hall.zone(2, false);
    await hall.flush();
    await hall.shutDown();
    hall.sent = [];
    await hall.boot();
    const topics = hall.sent.map(({ topic }) => topic.slice('branch/b017/gw1/'.length));
    expect(topics.filter((topic) => !topic.startsWith('alarm/'))).toEqual(['alarm-event', 'alarm-summary']);
    expect(topics.indexOf('alarm-event')).toBe(3);
    const { envelope } = hall.sent[3]!;
    expect(alarmEventSchema.parse(envelope!.data)).toEqual({
      sequence: 6,
      change: 'list-rebuilt',
      open: 3,
      bootId: hall.foundation.bootId,
    });
  });

  test('also when there is nothing', async () => {
    const hall = await Hall.open();
    expect(await hall.said()).toEqual(['list-rebuilt 0']);
  });

  test('clears of what is no longer configured come before it', async () => {
    const hall = await Hall.open();
    hall.zones(0, 2);
    await hall.said();
    await hall.restart(everything.slice(1));
    expect(await hall.said()).toEqual(['clear board-1/led-write-rejected/zone-1', 'list-rebuilt 1']);
  });

  test('a record that an earlier start could not empty any more is emptied before it', async () => {
    const hall = await Hall.open();
    hall.zone(0, true);
    await hall.flush();
    const over = { ...hall.record('board-1/led-write-rejected/zone-1')!, 'is-cleared': true };
    const ack = { time: over['time-created'], operator: 'x', state: 'ack' as const };
    await hall.shutDown();
    await hall.edit({ 'board-1/led-write-rejected/zone-1': { ...over, 'operator-state-change': [ack] } });
    expect(hall.view.open().size).toBe(1);
    await hall.boot();
    expect([hall.view.open().size, hall.records().size]).toEqual([0, 0]);
    expect((await hall.said()).at(-1)).toBe('list-rebuilt 0');
    expect(hall.sent.at(-3)).toMatchObject({ retained: true, envelope: undefined });
  });
});
