import { expect, it } from 'vitest';
import type { Publish } from '../../../../gateway/uplink/session/in-flight.js';
import { InFlight } from '../../../../gateway/uplink/session/in-flight.js';

const publish = (sentAt: number): Publish => ({ sentAt, done: () => undefined });

it('counts packet ids from 1 to 65,535 and begins again, past those that still wait', () => {
  const inFlight = new InFlight();
  expect(inFlight.add(publish(0))).toBe(1);
  const wrong: number[] = [];
  for (let id = 2; id <= 65_535; id++) {
    if (inFlight.add(publish(id)) !== id) wrong.push(id);
    if (id > 3) inFlight.take(id);
  }
  expect(wrong).toEqual([]);
  expect(inFlight.add(publish(1))).toBe(4);
});

it('gives a publish back once, and nothing for an id that nobody waits for', () => {
  const inFlight = new InFlight();
  const sent = publish(5);
  const id = inFlight.add(sent);
  expect(inFlight.take(id)).toBe(sent);
  expect(inFlight.take(id)).toBeUndefined();
  expect(inFlight.take(0)).toBeUndefined();
  expect(inFlight.size).toBe(0);
});

it('knows since when the oldest waits, in whatever order they are answered', () => {
  const inFlight = new InFlight();
  expect(inFlight.oldestSentAt).toBeUndefined();
  const [first, second, third] = [10, 20, 30].map((sentAt) => inFlight.add(publish(sentAt)));
  inFlight.take(second ?? 0);
  expect(inFlight.oldestSentAt).toBe(10);
  inFlight.take(first ?? 0);
  expect(inFlight.oldestSentAt).toBe(30);
  expect(inFlight.takeAll().map(({ sentAt }) => sentAt)).toEqual([30]);
  expect(inFlight.take(third ?? 0)).toBeUndefined();
});
