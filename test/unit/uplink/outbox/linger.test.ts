import { expect, it } from 'vitest';
import type { OutboxMessage } from '../../../../gateway/uplink/outbox/outbox.js';
import { MemoryDisk, Mount } from './memory-disk.js';
import { message, type Opened, opened, quiet } from './support.js';

/** An append and whether it is durable by now. */
function appended({ outbox }: Opened, what: OutboxMessage) {
  const state = { isDurable: false };
  void outbox.append(what).then(() => {
    state.isDurable = true;
  });
  return state;
}

function syncs(mount: Mount): () => number {
  let count = 0;
  mount.fails = (operation, path) => {
    if (operation === 'sync' && path.endsWith('.seg')) count += 1;
    return false;
  };
  return () => count;
}

it('lets an event wait for others to share its sync, and an alarm never', async () => {
  const mount = new Mount(new MemoryDisk());
  const life = await opened({ mount, options: { lingerMs: { event: 50 } } });
  const count = syncs(mount);

  const first = appended(life, message('event', '1'));
  await life.clock.advance(30);
  const second = appended(life, message('event', '2'));
  await life.clock.advance(19);
  expect([first.isDurable, second.isDurable, count()]).toEqual([false, false, 0]);
  await life.clock.advance(1);
  await quiet();
  expect([first.isDurable, second.isDurable, count()]).toEqual([true, true, 1]);

  const alarm = appended(life, message('critical', 'alarm'));
  await quiet();
  expect(alarm.isDurable).toBe(true);
  await life.outbox.close();
});

it('takes what lingers along with an alarm', async () => {
  const life = await opened({ options: { lingerMs: { event: 50 } } });
  const event = appended(life, message('event', '1'));
  await quiet();
  expect(event.isDurable).toBe(false);
  appended(life, message('critical', 'alarm'));
  await quiet();
  expect(event.isDurable).toBe(true);
  await life.outbox.close();
});

// The timer of the chain that lingers longest was everybody's.
it('lets nobody wait longer because another chain lingers longer', async () => {
  const life = await opened({ options: { lingerMs: { event: 5, telemetry: 500 } } });
  const slow = appended(life, message('telemetry', '1'));
  await life.clock.advance(1);
  const fast = appended(life, message('event', '1'));
  await life.clock.advance(5);
  await quiet();
  expect([slow.isDurable, fast.isDurable]).toEqual([true, true]);
  await life.outbox.close();
});

// What came while a commit told of an eviction counted as due, the commit ended without it, and no timer was set: its
// producer waited for an acknowledgement until something else was appended.
it('does not forget what is appended while a commit evicts', async () => {
  const options = { maxBytes: 40 * 1024, reservedBytes: 12 * 1024, segmentBytes: 4 * 1024, lingerMs: { telemetry: 5 } };
  const mount = new Mount(new MemoryDisk());
  const life = await opened({ mount, options });
  let late: { isDurable: boolean } | undefined;
  mount.fails = (operation, path) => {
    if (operation === 'write' && path.includes('critical-')) late ??= appended(life, message('telemetry', 'late'));
    return false;
  };
  while (!late) {
    appended(life, message('telemetry', 'early', 900));
    await life.clock.advance(5);
    await quiet(15);
  }
  await life.clock.advance(5);
  await quiet();
  expect(late).toEqual({ isDurable: true });
  await life.outbox.close();
});
