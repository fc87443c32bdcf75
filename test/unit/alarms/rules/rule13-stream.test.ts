import { describe, expect, test } from 'vitest';
import { Hall, payloadOf } from '../hall.js';

const sequences = (hall: Hall) => hall.view.events.map(({ sequence }) => sequence);

describe('rule 13: the stream', () => {
  test('counts up by one per message, over restarts', async () => {
    const hall = await Hall.open();
    hall.zone(0, true);
    hall.zone(0, false);
    await hall.flush();
    await hall.restart();
    hall.zone(0, true);
    await hall.flush();
    expect(sequences(hall)).toEqual([1, 2, 3, 4, 5]);
    expect(hall.view.gaps).toEqual([]);
  });

  test('has no number for what is not said', async () => {
    const hall = await Hall.open();
    hall.zones(0, 40);
    await hall.flush();
    hall.zones(20, 40, false);
    await hall.after(10);
    expect(sequences(hall)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('a message that the end of the process swallowed is seen as a gap, and the record is there', async () => {
    const hall = await Hall.open();
    hall.zone(0, true);
    await hall.flush();
    hall.mute();
    hall.zone(1, true);
    await hall.flush();
    await hall.shutDown();
    await hall.boot();
    expect(hall.view.gaps).toEqual([{ after: 2, next: 4 }]);
    expect([...hall.view.open().keys()]).toEqual([
      'branch/b017/gw1/alarm/board-1/led-write-rejected/zone-1',
      'branch/b017/gw1/alarm/board-2/led-write-rejected/zone-1',
    ]);
  });

  test('everything said twice, and in any mixture of old and new, leaves the consumer with the truth', async () => {
    const hall = await Hall.open();
    for (let time = 0; time < 3; time++) {
      hall.zones(0, 4);
      hall.zones(1, 3, false);
      await hall.after(1);
    }
    const truth = hall.view.open();
    for (const message of [...hall.sent]) {
      if (message.envelope) hall.view.apply(message.topic, payloadOf(message));
    }
    expect(hall.view.open()).toEqual(truth);
    expect(hall.view.gaps).toEqual([]);
  });
});
