import { expect, test } from 'vitest';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { settle } from '../../support/virtual-clock.js';

test('bytes arrive in order, copied, and those from before anybody listened too', async () => {
  const [a, b] = memoryPair();
  const sent = Uint8Array.of(1, 2);
  const write = a.write(sent);
  sent.fill(9);
  await write;
  await a.write(Uint8Array.of(3));
  const received: number[] = [];
  b.onData((bytes) => received.push(...bytes));
  await a.write(Uint8Array.of(4));
  expect(received).toEqual([1, 2, 3, 4]);
});

test('what was written before a close arrives before it', async () => {
  const [a, b] = memoryPair();
  const story: unknown[] = [];
  b.onData((bytes) => story.push([...bytes]));
  void b.closed.then(({ kind, detail }) => story.push(kind, detail));
  void a.write(Uint8Array.of(1));
  await a.close();
  await settle();
  expect(story).toEqual([[1], 'lost', 'closed by the peer']);
  await expect(a.closed).resolves.toMatchObject({ kind: 'local' });
  await expect(a.write(Uint8Array.of(2))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  await expect(b.write(Uint8Array.of(2))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
});

test('an unplug ends both sides at once', async () => {
  const [a, b] = memoryPair();
  a.unplug('pulled');
  expect(await Promise.all([a.closed, b.closed])).toEqual(Array(2).fill({ kind: 'lost', detail: 'pulled' }));
  await a.close();
});

test('a receiver that throws ends the link, and the writer at the other end hears no exception', async () => {
  const [a, b] = memoryPair();
  b.onData(() => {
    throw new Error('cannot read this');
  });
  await a.write(Uint8Array.of(1));
  await expect(b.closed).resolves.toMatchObject({ kind: 'lost', detail: expect.stringContaining('cannot read this') });
});
