import { describe, expect, test } from 'vitest';
import { errorText } from '../../../drivers/transport/error-text.js';
import type { CloseReason } from '../../../drivers/transport/link.js';
import { LinkLife, lost } from '../../../drivers/transport/link-life.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { follow } from './bus-line.js';

function begin() {
  const clock = new VirtualClock();
  const releases: { reason: CloseReason; unfinished: boolean }[] = [];
  const life = new LinkLife({
    name: 'serial /dev/ttyUSB0',
    clock,
    release: (reason, unfinished) => releases.push({ reason, unfinished }),
  });
  return { clock, life, releases };
}

describe('the end of a link', () => {
  test('comes in two steps: no more bytes at once, closed when the system has let go', async () => {
    const { life, releases } = begin();
    const received: number[] = [];
    life.receive((bytes) => received.push(...bytes));
    const closed = follow(life.closed);
    life.deliver(Uint8Array.of(1));
    life.end(lost(new Error('bad file descriptor')));
    life.deliver(Uint8Array.of(2));
    await settle();
    expect(received).toEqual([1]);
    expect(closed.outcome).toBe('pending');
    await expect(life.write(() => {})).rejects.toMatchObject({
      code: 'TRANSPORT_CLOSED',
      message: 'serial /dev/ttyUSB0: bad file descriptor',
    });
    life.released(lost('never mind'));
    await settle();
    expect(closed.outcome).toEqual({ kind: 'lost', detail: 'bad file descriptor' });
    expect(releases).toHaveLength(1);
  });

  test('may be told in any order and more than once; the first reason counts', async () => {
    const { life, releases, clock } = begin();
    life.released(lost('bad file descriptor'));
    life.end(lost('Port is not open'));
    life.released(lost('again'));
    await life.close();
    await expect(life.closed).resolves.toEqual({ kind: 'lost', detail: 'bad file descriptor' });
    expect(releases).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('does not hang when the system never reports the release', async () => {
    const { life, clock } = begin();
    const closing = follow(life.close());
    await clock.advance(9_999);
    expect(closing.outcome).toBe('pending');
    await clock.advance(1);
    expect(closing.outcome).toBeUndefined();
    await expect(life.closed).resolves.toMatchObject({ kind: 'local' });
    expect(clock.pending).toBe(0);
  });

  test('tells whether a write was cut short', () => {
    const idle = begin();
    void idle.life.close();
    const writing = begin();
    writing.life.write(() => {}).catch(() => {});
    void writing.life.close();
    expect([idle, writing].map(({ releases }) => releases[0]?.unfinished)).toEqual([false, true]);
  });
});

describe('a write', () => {
  test('resolves when the system took the bytes', async () => {
    const { life, clock } = begin();
    let done = () => {};
    const write = follow(life.write((callback) => (done = callback)));
    await settle();
    expect(write.outcome).toBe('pending');
    done();
    await settle();
    expect(write.outcome).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test('that fails, or cannot even start, ends the link', async () => {
    for (const start of [
      (done: (error: unknown) => void) => done(new Error('EIO: i/o error, write')),
      () => {
        throw new Error('EIO: i/o error, write');
      },
    ]) {
      const { life } = begin();
      await expect(life.write(start)).rejects.toMatchObject({
        code: 'TRANSPORT_CLOSED',
        message: expect.stringContaining('EIO'),
      });
      expect(life.open).toBe(false);
    }
  });

  test('that called back too late changes nothing', async () => {
    const { life, clock, releases } = begin();
    let done: (error?: unknown) => void = () => {};
    const write = follow(life.write((callback) => (done = callback), 100));
    await clock.advance(100);
    expect(write.outcome).toBe('TRANSPORT_WRITE_TIMEOUT');
    done();
    done(new Error('Port is not open'));
    expect(releases).toEqual([
      { reason: { kind: 'lost', detail: 'the peer did not take our bytes within 100 ms' }, unfinished: true },
    ]);
  });
});

test('what nobody receives is kept up to 256 KiB, the newest of it', () => {
  const { life } = begin();
  for (let n = 0; n < 300; n++) life.deliver(new Uint8Array(1024).fill(n % 256));
  const first: number[] = [];
  let total = 0;
  life.receive((bytes) => {
    first.push(bytes[0]!);
    total += bytes.length;
  });
  expect(total).toBe(256 * 1024);
  expect(first.at(0)).toBe(44);
  expect(first.at(-1)).toBe(299 % 256);
});

test.each([
  ['an Error', new Error('bad file descriptor'), 'bad file descriptor'],
  ['serialport’s doubled prefix', new Error('Error: No such file or directory'), 'No such file or directory'],
  ['a plain string, as HIDAsync gives', 'could not read from HID device', 'could not read from HID device'],
  ['several errors in one', new AggregateError([new Error('a'), new Error('b'), new Error('a')]), 'a; b'],
  ['an error with a code alone', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['an error with nothing at all', new RangeError(), 'RangeError'],
  ['nothing', undefined, 'undefined'],
])('the sentence of %s', (_what, error, text) => {
  expect(errorText(error)).toBe(text);
});
