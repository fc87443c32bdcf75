import { describe, expect, it } from 'vitest';
import { sensorOnALine } from './line.js';
import { vectors } from './vectors.js';

const blocked = ['counter-blocked-or-no-change', 'blocked'] as const;
const reset = '00 55 08 00 00 00 00 7C';
const traffic = '00 21 0A 8D';

describe('a TeraRanger on its line', () => {
  it('is found by its distances, without a word', async () => {
    const { session, finish, sent } = sensorOnALine();
    expect(await finish(session.identify())).toEqual({
      model: 'TeraRanger Evo people-counter',
      capabilities: ['totals', 'reset'],
    });
    expect(sent).toEqual([]);
  });

  it('is not found while it is silent, and says whether anything came at all', async () => {
    const { session, finish } = sensorOnALine({}, { plugged: false });
    await expect(finish(session.identify())).rejects.toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
      message: 'nothing came within 2000 ms',
    });
    const noisy = sensorOnALine({}, { plugged: false });
    const found = noisy.session.identify();
    await noisy.far.write(Uint8Array.of(1, 2, 3));
    await expect(noisy.finish(found)).rejects.toThrow('3 bytes came, none of them a frame within 2000 ms');
  });

  it.each(['people-counter', 'swipe-plus'] as const)('tells who has passed: %s', async (model) => {
    const { session, finish, poll, act, seen } = sensorOnALine({ model }, { unit: { model } });
    await finish(session.identify());
    act('walk-in', { count: 5 });
    await poll();
    act('walk-in', { count: 3 });
    act('walk-out', { count: 2 });
    await poll();
    // The first counts ever are a baseline.
    expect(seen.state).toMatchObject({ in: 3, out: 2, deviceIn: 8, deviceOut: 2 });
  });

  it('says the totals it remembers before anybody passes, and counts what passed while nobody listened', async () => {
    const before = sensorOnALine();
    before.act('walk-in', { count: 5 });
    await before.poll();
    before.act('walk-in', { count: 7 });
    await before.poll();
    const after = sensorOnALine({}, { stored: before.seen.stored });
    expect(after.seen.state).toEqual({ in: 7, out: 0 });
    after.act('set-totals', { in: 20, out: 4 });
    await after.poll();
    expect(after.seen.state).toMatchObject({ in: 15, out: 4, deviceIn: 20 });
  });

  it('takes a crowd together, but nothing across a restart', async () => {
    const { poll, act, seen } = sensorOnALine();
    act('walk-in', { count: 1 });
    await poll();
    act('walk-in', { count: 40 });
    act('power-cycle');
    act('walk-in', { count: 2 });
    act('walk-out', { count: 1 });
    await poll();
    expect(seen.state).toMatchObject({ in: 42, out: 1, deviceIn: 2, deviceOut: 1 });
    expect(seen.measurements.map(({ in: entered, quality }) => [entered, quality])).toEqual([
      [0, 'first'],
      [40, 'good'],
      [2, 'restart'],
    ]);
  });

  it('rolls over at 16 bits', async () => {
    const { poll, act, seen } = sensorOnALine();
    act('set-totals', { in: 65_534, out: 65_535 });
    await poll();
    act('walk-in', { count: 5 });
    act('walk-out', { count: 1 });
    await poll();
    expect(seen.state).toMatchObject({ in: 5, out: 1, deviceIn: 3, deviceOut: 0 });
    expect(seen.measurements.every(({ quality }) => quality === 'good' || quality === 'first')).toBe(true);
  });

  it('reports every minute although nobody passes', async () => {
    const { poll, act, pollFor, seen } = sensorOnALine();
    act('walk-in');
    await poll();
    await pollFor(3);
    expect(seen.measurements.length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['reads that cut frames', { splitBytes: 3 }],
    ['noise before frames', { garbageBytes: 5 }],
  ])('counts right through %s', async (_name, faults) => {
    const { poll, act, seen, sensor } = sensorOnALine();
    sensor.setFaults(faults);
    act('walk-in');
    await poll();
    for (let round = 0; round < 10; round++) {
      act('walk-in');
      await poll();
    }
    expect(seen.state).toMatchObject({ in: 10, out: 0 });
  });

  it('loses nobody to a disk that is full for a while', async () => {
    const { poll, act, seen } = sensorOnALine();
    act('walk-in');
    await poll();
    seen.diskFull = true;
    act('walk-in', { count: 3 });
    await poll();
    act('power-cycle');
    act('walk-in', { count: 2 });
    await poll();
    expect(seen.log.filter((line) => line === 'the counts cannot be saved')).toHaveLength(1);
    seen.diskFull = false;
    await poll();
    expect(seen.state).toMatchObject({ in: 5, deviceIn: 2 });
  });

  it('is silent when no frame has come for a second', async () => {
    const { session, finish, clock, far } = sensorOnALine({}, { plugged: false });
    await far.write(vectors.T7);
    await clock.advance(1_000);
    await finish(session.poll());
    await clock.advance(1);
    await far.write(Uint8Array.of(0x44, 0x44, 0));
    await expect(finish(session.poll())).rejects.toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
      message: 'the sensor has said nothing for 1000 ms',
    });
  });
});

describe('a TeraRanger that counts nobody', () => {
  it('has an obstacle before it: an alarm after two minutes, until it is gone', async () => {
    const { pollFor, act, alarm } = sensorOnALine();
    act('block', { sensor: 2 });
    await pollFor(1.9);
    expect(alarm(...blocked)).toMatchObject({ active: false });
    await pollFor(0.2);
    expect(alarm(...blocked)).toMatchObject({
      active: true,
      detail: 'beam 2: an obstacle nearer than 300 mm for 120 s',
    });
    act('block', { sensor: 2, on: false });
    await pollFor(0.1);
    expect(alarm(...blocked)).toMatchObject({ active: false });
  });

  it('is of the other model: its counts cannot be used, and an alarm says why', async () => {
    const { poll, act, alarm, seen } = sensorOnALine({ model: 'people-counter' }, { unit: { model: 'swipe-plus' } });
    act('walk-in', { count: 3 });
    await poll();
    await poll();
    expect(seen.state).not.toHaveProperty('in');
    expect(alarm(...blocked)).toMatchObject({ active: true, detail: expect.stringContaining('option model') });
    expect(seen.log).toEqual(['the counts of the sensor cannot be used']);
  });

  it('contradicts itself, until it does not', async () => {
    const { poll, alarm, far, act } = sensorOnALine();
    await far.write(Uint8Array.of(0));
    const { T8 } = vectors;
    // A net count of 4 for 5 in and 2 out, with a CRC that is right.
    const wrong = Uint8Array.of(...T8.subarray(0, 9), 4, ...T8.subarray(10, 14), 0);
    for (let crc = 0; crc < 256; crc++) await far.write(Uint8Array.of(...wrong.subarray(0, 14), crc));
    await poll();
    expect(alarm(...blocked)).toMatchObject({ active: true, detail: expect.stringContaining('net count') });
    act('walk-in');
    await poll();
    expect(alarm(...blocked)).toMatchObject({ active: false });
  });

  it('is a Swipe Plus in presence mode: it is told to count, at the start and when it is seen', async () => {
    const unit = { model: 'swipe-plus' } as const;
    const { session, finish, poll, sent, act, seen, sensor, clock, tell } = sensorOnALine(
      { model: 'swipe-plus' },
      { unit },
    );
    await finish(session.identify());
    expect(sent).toEqual([traffic]);
    await tell(Uint8Array.of(0x00, 0x11, 0x07, 0x57));
    expect(sensor.view()).not.toMatchObject({ mode: 'traffic' });
    await clock.advance(12_000);
    expect(sent).toEqual([traffic, traffic]);
    expect(sensor.view()).toMatchObject({ mode: 'traffic' });
    act('walk-in');
    await poll();
    act('walk-in');
    await poll();
    expect(seen.state).toMatchObject({ in: 1 });
  });

  it('is in a noisy place: an alarm', async () => {
    const { pollFor, sensor, alarm } = sensorOnALine();
    await pollFor(0.2);
    sensor.setFaults({ flipBit: true });
    await expect(pollFor(0.5)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    sensor.setFaults({ flipBit: false });
    await pollFor(0.1);
    expect(alarm('counter-line-noise')).toMatchObject({ active: true });
    await pollFor(2);
    expect(alarm('counter-line-noise')).toMatchObject({ active: false });
  });
});

describe('commands of a TeraRanger', () => {
  it('read gives what it told last; before the first passage there is nothing', async () => {
    const { session, finish, act, clock } = sensorOnALine();
    await clock.advance(200);
    await expect(finish(session.commands.read())).rejects.toMatchObject({ code: 'DEVICE_NOT_READY' });
    act('walk-in');
    await clock.advance(200);
    expect(await finish(session.commands.read())).toMatchObject({ in: 0, deviceIn: 1 });
    act('walk-in', { count: 2 });
    await clock.advance(1);
    expect(await finish(session.commands.read())).toMatchObject({ in: 2, deviceIn: 3 });
  });

  it('reset goes out as one burst; the totals stay, and nobody is missing', async () => {
    const { session, finish, act, poll, seen, sent } = sensorOnALine();
    act('walk-in', { count: 2 });
    await poll();
    act('walk-in', { count: 30 });
    act('walk-out', { count: 10 });
    expect(await finish(session.commands.reset())).toMatchObject({ in: 30, out: 10, deviceIn: 0, deviceOut: 0 });
    expect(sent).toEqual([reset]);
    act('walk-in', { count: 2 });
    await poll();
    expect(seen.state).toMatchObject({ in: 32, out: 10, deviceIn: 2 });
    expect(seen.measurements.every(({ quality }) => quality === 'good' || quality === 'first')).toBe(true);
  });

  it('reset that nobody confirms may have been done', async () => {
    const { session, finish, sensor, clock } = sensorOnALine();
    await clock.advance(200);
    sensor.push({ name: 'deaf', onRequest: () => 'handled' });
    await expect(finish(session.commands.reset())).rejects.toMatchObject({ code: 'DEVICE_OUTCOME_UNKNOWN' });
  });
});
