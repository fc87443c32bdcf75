import { describe, expect, it } from 'vitest';
import { DeadLetters, deadLetterLine } from '../../../../gateway/uplink/outbox/dead-letters.js';
import type { OutboxRecord } from '../../../../gateway/uplink/outbox/outbox.js';
import { MemoryDisk, Mount } from './memory-disk.js';
import { directory, drained, gapIn, message, opened, takeAll, textOf } from './support.js';

const name = 'dead-letters.jsonl';
const older = 'dead-letters.older.jsonl';
const time = Date.UTC(2026, 0, 1);

function record(payload: Uint8Array, seq = 1): OutboxRecord {
  return { chain: 'event', topic: 'a/b', envelope: false, seq, time, payload };
}

const lineOf = (payload: Uint8Array, seq = 1) => deadLetterLine(record(payload, seq), 'no', time);
const linesOf = (disk: MemoryDisk, file: string) =>
  (disk.file(file)?.bytes.toString('utf8') ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a dead letter', () => {
  it.each([
    ['text', Buffer.from('{"größe":1}\r\n\t'), true],
    ['nothing', Buffer.alloc(0), true],
    ['a zero byte', Buffer.from('a\0b'), false],
    ['an escape', Buffer.from('\u001b[2J'), false],
    ['half a character', Buffer.from([0x61, 0xc3]), false],
    ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), false],
  ])('of %s is one line from which the payload can be had again', (_, payload, isText) => {
    const line = lineOf(payload).toString('utf8');
    expect(line.indexOf('\n')).toBe(line.length - 1);
    const letter = JSON.parse(line);
    expect(letter).toMatchObject({
      chain: 'event',
      seq: 1,
      topic: 'a/b',
      reason: 'no',
      made: '2026-01-01T00:00:00.000Z',
    });
    const back = isText ? Buffer.from(letter.payload, 'utf8') : Buffer.from(letter.payloadBase64, 'base64');
    expect(back.equals(payload)).toBe(true);
  });

  it('goes to a new file when the file is full, and the oldest file goes', async () => {
    const disk = new MemoryDisk();
    const line = lineOf(Buffer.from('x'));
    const letters = await DeadLetters.open(new Mount(disk), directory, line.length * 3 + 2);
    for (let seq = 1; seq <= 8; seq++) {
      await letters.append(lineOf(Buffer.from('x'), seq));
      expect(letters.bytes).toBe(disk.bytes);
    }
    await letters.close();
    expect(linesOf(disk, older).map(({ seq }) => seq)).toEqual([4, 5, 6]);
    expect(linesOf(disk, name).map(({ seq }) => seq)).toEqual([7, 8]);
    expect((await DeadLetters.open(new Mount(disk), directory, 1_000)).count).toBe(5);
  });

  // The next letter was put behind the piece of the torn one: neither could be read.
  it('that was torn by a kill takes no other with it', async () => {
    const whole = lineOf(Buffer.from('first'));
    for (let cut = 0; cut < whole.length; cut++) {
      const disk = new MemoryDisk();
      const file = Buffer.concat([whole, whole.subarray(0, cut)]);
      disk.names.set(`${directory}/${name}`, { bytes: file });
      const letters = await DeadLetters.open(new Mount(disk), directory, 10_000);
      expect(letters.bytes).toBe(file.length);
      await letters.append(lineOf(Buffer.from('second'), 2));
      expect(linesOf(disk, name).map(({ payload }) => payload)).toEqual(['first', 'second']);
      expect(letters.bytes).toBe(disk.bytes);
    }
  });

  it('that could not be written is refused, counted as bytes, and takes no other with it', async () => {
    const disk = new MemoryDisk();
    const mount = new Mount(disk, () => 0.5);
    const letters = await DeadLetters.open(mount, directory, 10_000);
    await letters.append(lineOf(Buffer.from('1')));
    for (const failing of ['write', 'sync'] as const) {
      mount.fails = (operation) => operation === failing;
      await expect(letters.append(lineOf(Buffer.from(failing)))).rejects.toThrow('EIO');
      expect(letters.bytes).toBeGreaterThanOrEqual(disk.bytes);
    }
    mount.fails = () => false;
    await letters.append(lineOf(Buffer.from('2')));
    expect(linesOf(disk, name).map(({ payload }) => payload)).toEqual(['1', '2']);
  });

  // The file had its new name and was looked for under the old one ever after.
  it('can be written again after a turn-over whose sync failed', async () => {
    const disk = new MemoryDisk();
    const mount = new Mount(disk);
    const letters = await DeadLetters.open(mount, directory, 200);
    await letters.append(lineOf(Buffer.from('1')));
    mount.fails = (operation, path) => operation === 'sync' && path === directory;
    await expect(letters.append(lineOf(Buffer.from('2')))).rejects.toThrow('EIO');
    mount.fails = () => false;
    await letters.append(lineOf(Buffer.from('3')));
    expect([linesOf(disk, older).length, linesOf(disk, name)[0]?.['payload']]).toEqual([1, '3']);
    expect(letters.bytes).toBe(disk.bytes);
  });
});

it('buries what the centre never takes, tells it as refused, and sends it no more', async () => {
  const life = await opened();
  for (const text of ['1', '2', '3']) await life.outbox.append(message('event', text));
  const [, second] = await takeAll(life, 'event');
  await life.outbox.deadLetter(second!, 'payload format invalid');
  expect(linesOf(life.disk, name)).toMatchObject([{ seq: 2, reason: 'payload format invalid', payload: '2' }]);
  const { critical, event } = await drained(life);
  expect(event.map(textOf)).toEqual(['1', '3']);
  expect(critical.flatMap((each) => gapIn(each) ?? [])).toMatchObject([
    { chain: 'event', first: 2, last: 2, count: 1, reason: 'refused', sentThrough: 2 },
  ]);
  expect(life.outbox.stats().deadLetters).toBe(1);
  await life.outbox.close();
});
