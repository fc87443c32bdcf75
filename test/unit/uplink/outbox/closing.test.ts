import { expect, it } from 'vitest';
import { MemoryDisk, Mount } from './memory-disk.js';
import { drained, message, opened, quiet, takeAll, textOf } from './support.js';

it('settles everything that was handed in before it is closed, and refuses the rest', async () => {
  const life = await opened({ options: { lingerMs: { event: 1_000, telemetry: 1_000 } } });
  await life.outbox.append(message('critical', 'alarm'));
  const [letter] = await takeAll(life, 'critical');
  const settled = Promise.allSettled([
    life.outbox.append(message('critical', '1')),
    life.outbox.append(message('event', '2')),
    life.outbox.append(message('telemetry', '3')),
    life.outbox.deadLetter(letter!, 'no'),
  ]);
  const closed = life.outbox.close();
  const late = [life.outbox.append(message('critical', '4')), life.outbox.deadLetter(letter!, 'no')];
  for (const each of late) await expect(each).rejects.toMatchObject({ code: 'OUTBOX_CLOSED' });
  await closed;

  expect((await settled).map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'fulfilled'));
  expect(life.clock.pending).toBe(0);
  const next = await opened({ disk: life.disk });
  const { critical, event, telemetry } = await drained(next);
  expect(critical.map(textOf)).toContain('1');
  expect([...event, ...telemetry].map(textOf)).toEqual(['2', '3']);
  await next.outbox.close();
});

it('rejects what cannot be written any more when it is closed', async () => {
  const mount = new Mount(new MemoryDisk());
  const life = await opened({ mount });
  mount.fails = () => true;
  const waiting = Promise.allSettled([
    life.outbox.append(message('critical', '1')),
    life.outbox.append(message('event', '2')),
  ]);
  await quiet(1);
  await life.outbox.close();
  expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(life.clock.pending).toBe(0);
});

// A read that was being tried again when the outbox closed counted as damage: the gap was told and the records stayed.
it('does not tell as damaged what it could not read just when it was closed', async () => {
  const disk = new MemoryDisk();
  const first = await opened({ disk });
  for (let index = 0; index < 5; index++) await first.outbox.append(message('event', String(index)));
  await first.outbox.close();

  const mount = new Mount(disk);
  const second = await opened({ disk, mount });
  mount.failsToRead = (path) => path.includes('event-');
  expect(second.outbox.take('event')).toBeUndefined();
  await quiet();
  const closed = second.outbox.close();
  await second.clock.advance(5_000);
  await closed;
  await quiet();

  const third = await opened({ disk });
  const { critical, event } = await drained(third);
  expect(critical).toEqual([]);
  expect(event.map(textOf)).toEqual(['0', '1', '2', '3', '4']);
  await third.outbox.close();
});
