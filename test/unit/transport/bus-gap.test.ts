import { describe, expect, test } from 'vitest';
import type { ByteLink } from '../../../drivers/transport/link.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { settle } from '../../support/virtual-clock.js';
import { ask, at, follow, reply, testLine } from './bus-line.js';

const call = { priority: 'call' } as const;

describe('quiet between two frames', () => {
  test('a request waits 20 ms after the last byte seen', async () => {
    const { bus, clock, heard, far, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    await clock.advance(1_000);
    await far().write(Uint8Array.of(0xff));
    await clock.advance(5);
    void member.transact(ask(1, 2));
    await clock.advance(14);
    expect(heard).toHaveLength(1);
    await clock.advance(1);
    expect(heard[1]).toEqual({ at: 1_020, bytes: [1, 2] });
  });

  test.each([
    ['600 baud', { formats: [at(600)] }, 59],
    ['9600 baud', { formats: [at(9_600)] }, 20],
    ['a network', {}, 20],
    ['600 baud and a gap of its own', { formats: [at(600)], interFrameGapMs: 5 }, 5],
  ])('on a line of %s a request waits %o: 20 ms or 3.5 characters, %i ms', async (_what, options, gapMs) => {
    const { bus, clock, heard, far, answering } = testLine(options);
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    await clock.advance(1_000);
    await far().write(Uint8Array.of(0xff));
    void member.transact(ask(1, 2));
    await clock.advance(gapMs - 1);
    expect(heard).toHaveLength(1);
    await clock.advance(1);
    expect(heard).toHaveLength(2);
  });

  test('bytes that come while it waits make it wait again', async () => {
    const { bus, clock, heard, far, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    void member.transact(ask(1, 2));
    await clock.advance(15);
    await far().write(Uint8Array.of(0xff));
    await clock.advance(19);
    expect(heard).toHaveLength(1);
    await clock.advance(1);
    expect(heard[1]!.at).toBe(35);
  });

  test('a line that never falls quiet holds a request back for one second, not for ever', async () => {
    const { bus, clock, heard, far, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    const second = follow(member.transact(ask(1, 2)));
    for (let ms = 0; ms < 1_200; ms += 10) {
      await far().write(Uint8Array.of(0x55));
      await clock.advance(10);
    }
    expect(heard).toHaveLength(2);
    expect(heard[1]!.at).toBe(1_000);
    expect(second.outcome).toBe(2);
  });

  test('a wait that was given up does not shorten the next one', async () => {
    const { bus, clock, heard, far, answering } = testLine();
    answering.add(1);
    const [a, b] = [bus.member('a'), bus.member('b')];
    await a.transact(ask(1, 1));
    const left = follow(a.transact(ask(1, 2)));
    a.leave();
    await clock.advance(2_000);
    expect(left.outcome).toBe('TRANSPORT_CLOSED');
    await far().write(Uint8Array.of(0x55));
    await settle();
    void b.transact(ask(1, 3));
    await clock.advance(19);
    expect(heard).toHaveLength(1);
    await clock.advance(1);
    expect(heard[1]!.at).toBe(2_020);
  });

  test('where the line speed is known, gap and time-out count from the last byte on the wire', async () => {
    const { bus, clock, heard } = testLine({ formats: [at(10_000)] });
    const member = bus.member('a');
    await member.send(new Uint8Array(100));
    const asked = follow(member.transact(ask(1, 1, { timeoutMs: 50 })));
    await clock.advance(119);
    expect(heard).toHaveLength(1);
    await clock.advance(1);
    expect(heard[1]!.at).toBe(120);
    await clock.advance(51);
    expect(asked.outcome).toBe('pending');
    await clock.advance(1);
    expect(asked.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
  });

  test('on an open, quiet line a call is written in the same tick', async () => {
    const written: number[][] = [];
    const [host, device] = memoryPair();
    const spied: ByteLink = {
      name: host.name,
      closed: host.closed,
      onData: (receiver) => host.onData(receiver),
      close: () => host.close(),
      write: (bytes) => {
        written.push([...bytes]);
        return host.write(bytes);
      },
    };
    const { bus, clock } = testLine({ open: async () => spied });
    device.onData(() => void device.write(reply(1, 1)));
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    await clock.advance(20);

    const timersBefore = clock.pending;
    void member.transact(ask(1, 2, call));
    expect(written).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(clock.pending).toBe(timersBefore);
  });
});
