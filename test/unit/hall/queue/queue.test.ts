import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createHallQueue } from '../../../../gateway/hall/queue/index.js';
import { openStore } from '../../../../gateway/storage/store.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('a ticket is drawn, called, and its counter goes on to the next', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hall-'));
  cleanups.push(() => rm(directory, { recursive: true }));
  const clock = new VirtualClock();
  const store = await openStore({ directory, clock });
  cleanups.push(() => store.close());
  const queue = createHallQueue({
    services: [{ id: 'personal', name: { zh: '个人业务' }, prefix: 'A', priority: 0, firstNumber: 1, lastNumber: 999 }],
    counters: [{ id: '1' }],
    store,
    clock,
    timezone: 'Asia/Shanghai',
    onError: (error) => {
      throw error;
    },
  });
  expect(await queue.issue('personal')).toMatchObject({
    ticket: { id: '20261123-A001', number: 'A001' },
    waitingAhead: 0,
  });
  expect(await queue.issue('personal')).toMatchObject({ ticket: { number: 'A002' }, waitingAhead: 1 });
  expect(await queue.callNext('1')).toMatchObject({
    ticket: { number: 'A001', state: 'called' },
    counter: '1',
    recall: 0,
  });
  expect(await queue.callNext('1')).toMatchObject({ ticket: { number: 'A002' }, passed: 0 });
  expect(queue.view()).toMatchObject({
    day: '2026-11-23',
    openCounters: 1,
    ratio: 0,
    services: [{ issued: 2, served: 1 }],
  });
});
