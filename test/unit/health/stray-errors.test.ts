import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { AlarmCondition } from '../../../drivers/index.js';
import { guardStrayErrors } from '../../../gateway/health/stray-errors.js';
import { VirtualClock } from '../../support/virtual-clock.js';

function guarded({ alarmsWork = true } = {}) {
  const source = new EventEmitter();
  const clock = new VirtualClock();
  const seen = { log: [] as string[], alarms: [] as AlarmCondition[], gaveUp: 0 };
  const release = guardStrayErrors({
    source,
    clock,
    log: (error, what) => seen.log.push(`${what}: ${String(error)}`),
    condition: () => (alarmsWork ? (condition) => void seen.alarms.push(condition) : undefined),
    giveUp: () => void seen.gaveUp++,
  });
  return { source, clock, seen, release };
}

test('an error that nobody caught is logged and told by an alarm that ends by itself, and the program goes on', () => {
  const { source, seen } = guarded();
  source.emit('uncaughtException', new Error('socket without a listener'));
  expect(seen.log).toEqual(['an error that nobody caught: Error: socket without a listener']);
  expect(seen.alarms).toEqual([
    { type: 'gateway-internal-error', active: true, detail: 'socket without a listener' },
    { type: 'gateway-internal-error', active: false },
  ]);
  expect(seen.gaveUp).toBe(0);
});

test('so is a promise that failed, whatever it failed with', () => {
  const { source, seen } = guarded();
  source.emit('unhandledRejection', 'a text');
  expect(seen.log).toEqual(['a promise that failed and nobody looked at: a text']);
  expect(seen.alarms[0]).toMatchObject({ active: true, detail: 'a text' });
});

test('before alarms can be reported it is in the log', () => {
  const { source, seen } = guarded({ alarmsWork: false });
  source.emit('unhandledRejection', new Error('early'));
  expect(seen.log).toHaveLength(1);
});

test('ten in a minute are borne, the eleventh ends the program', async () => {
  const { source, clock, seen } = guarded();
  for (let n = 0; n < 10; n++) source.emit('unhandledRejection', new Error(`${n}`));
  expect(seen.gaveUp).toBe(0);
  await clock.advance(59_999);
  source.emit('unhandledRejection', new Error('eleventh'));
  expect(seen.gaveUp).toBe(1);
});

test('ten in one minute and ten in the next are borne', async () => {
  const { source, clock, seen } = guarded();
  for (let minute = 0; minute < 3; minute++) {
    for (let n = 0; n < 10; n++) source.emit('unhandledRejection', new Error(`${n}`));
    await clock.advance(60_000);
  }
  expect(seen.gaveUp).toBe(0);
});

test('once released it looks no more', () => {
  const { source, seen, release } = guarded();
  release();
  expect(() => source.emit('uncaughtException', new Error('x'))).not.toThrow();
  expect(seen.log).toEqual([]);
});
