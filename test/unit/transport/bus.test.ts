import { describe, expect, test } from 'vitest';
import type { ByteLink } from '../../../drivers/transport/link.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { settle } from '../../support/virtual-clock.js';
import { ask, follow, reply, testLine } from './bus-line.js';

const call = { priority: 'call' } as const;

describe('one line for several members', () => {
  test('a request goes out, its reply comes back', async () => {
    const { bus, heard, answering } = testLine();
    answering.add(1);
    await expect(bus.member('board-1').transact(ask(1, 42))).resolves.toBe(42);
    expect(heard.map(({ bytes }) => bytes)).toEqual([[1, 42]]);
    expect(bus.stats()).toMatchObject({ open: true, opens: 1, sent: 1, answered: 1, timeouts: 0, strayBytes: 0 });
  });

  test('the link is opened at the first request, not before', async () => {
    const { bus, ends, answering } = testLine();
    answering.add(1);
    const member = bus.member('board-1');
    await settle();
    expect(ends).toHaveLength(0);
    expect(bus.stats().open).toBe(false);
    await member.transact(ask(1, 1));
    expect(ends).toHaveLength(1);
  });

  test('two requests are never on the line together, whoever asks', async () => {
    const { bus, clock, heard, far } = testLine();
    const one = follow(bus.member('a').transact(ask(1, 1)));
    const two = follow(bus.member('b').transact(ask(2, 2)));
    await clock.advance(300);
    expect(heard.map(({ bytes }) => bytes)).toEqual([[1, 1]]);
    await far().write(reply(1, 1));
    await clock.advance(100);
    expect(one.outcome).toBe(1);
    expect(heard.map(({ bytes }) => bytes)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await far().write(reply(2, 2));
    await settle();
    expect(two.outcome).toBe(2);
  });

  test('requests of one kind go out first come, first served', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1).add(2);
    const [a, b] = [bus.member('a'), bus.member('b')];
    for (const n of [1, 2, 3]) {
      void a.transact(ask(1, n));
      void b.transact(ask(2, n));
    }
    await clock.advance(500);
    expect(heard.map(({ bytes }) => bytes)).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  test('a call overtakes the polls that wait, but neither the one in flight nor an earlier call', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    void member.transact(ask(1, 1));
    void member.transact(ask(1, 2));
    void member.transact(ask(1, 3));
    void member.transact(ask(1, 10, call));
    void member.transact(ask(1, 11, call));
    await clock.advance(500);
    expect(heard.map(({ bytes }) => bytes[1])).toEqual([10, 11, 1, 2, 3]);

    heard.length = 0;
    void member.transact(ask(1, 4));
    void member.transact(ask(1, 5));
    void member.transact(ask(1, 12, call));
    await clock.advance(500);
    expect(heard.map(({ bytes }) => bytes[1])).toEqual([4, 12, 5]);
  });

  test('a request nobody answers takes its turn and needs no reply', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    const before = member.transact(ask(1, 1));
    const broadcast = member.send(Uint8Array.of(0, 7), { label: 'set clock' });
    const after = member.transact(ask(1, 2));
    await clock.advance(200);
    await expect(Promise.all([before, broadcast, after])).resolves.toEqual([1, undefined, 2]);
    expect(heard.map(({ bytes }) => bytes)).toEqual([
      [1, 1],
      [0, 7],
      [1, 2],
    ]);
  });
});

describe('what comes when nobody waits', () => {
  test('is told with the name of who was asked last, once a minute at most', async () => {
    const told: unknown[] = [];
    const logger = { info: () => {}, warn: (text: string, details?: object) => told.push([text, details]) };
    const { bus, clock, far, answering } = testLine({ logger });
    answering.add(1);
    await bus.member('a').transact(ask(1, 1));
    const stray = async () => {
      await far().write(reply(1, 99));
      await settle();
    };
    await stray();
    await stray();
    const what = expect.stringContaining('two devices with one address');
    expect(told).toEqual([[what, { bus: bus.name, bytes: 2, after: 'a' }]]);
    await clock.advance(60_000);
    await stray();
    expect(told.slice(1)).toEqual([[what, { bus: bus.name, bytes: 4, after: 'a' }]]);
    expect(bus.stats().strayBytes).toBe(6);
  });

  test('is dropped and counted, and does not answer the next request', async () => {
    const { bus, clock, far, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    await far().write(reply(1, 99));
    await settle();
    expect(bus.stats().strayBytes).toBe(2);
    const next = follow(member.transact(ask(1, 2)));
    await clock.advance(20);
    expect(next.outcome).toBe(2);
  });

  test('a late reply of the member that timed out is no reply of the next member', async () => {
    const { bus, clock, far } = testLine();
    const one = follow(bus.member('a').transact(ask(1, 1)));
    const two = follow(bus.member('b').transact(ask(2, 2)));
    await clock.advance(501);
    expect(one.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
    await far().write(reply(1, 1));
    await settle();
    expect(two.outcome).toBe('pending');
    await far().write(reply(2, 2));
    await settle();
    expect(two.outcome).toBe(2);
  });
});

describe('drivers that misbehave', () => {
  test('a decoder that throws fails its own request only', async () => {
    const { bus, clock, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    const decoder = () => () => {
      throw new RangeError('index 7 is out of range');
    };
    const broken = member.transact(ask(1, 1, { decoder }));
    const sound = member.transact(ask(1, 2));
    await expect(broken).rejects.toMatchObject({
      code: 'PROTOCOL_UNEXPECTED',
      message: expect.stringContaining('index 7 is out of range'),
    });
    await clock.advance(20);
    await expect(sound).resolves.toBe(2);
  });

  test('so does one that cannot even be made; nothing is sent for it', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    const decoder = () => {
      throw new Error('no such table');
    };
    await expect(member.transact(ask(1, 1, { decoder }))).rejects.toMatchObject({ code: 'PROTOCOL_UNEXPECTED' });
    const sound = member.transact(ask(1, 2));
    await clock.advance(20);
    await expect(sound).resolves.toBe(2);
    expect(heard.map(({ bytes }) => bytes)).toEqual([[1, 2]]);
  });

  test('64 requests of one member may wait; one more is refused, other members are not', async () => {
    const { bus, clock } = testLine();
    const [busy, other] = [bus.member('busy'), bus.member('other')];
    const inFlight = follow(busy.transact(ask(1, 0)));
    await settle();
    const waiting = Array.from({ length: 64 }, (_, n) => follow(busy.transact(ask(1, n))));
    await expect(busy.transact(ask(1, 65, call))).rejects.toMatchObject({
      code: 'COMMAND_QUEUE_FULL',
      deviceId: 'busy',
    });
    const welcome = follow(other.transact(ask(2, 1)));
    await clock.advance(1);
    expect([inFlight, ...waiting, welcome].every(({ outcome }) => outcome === 'pending')).toBe(true);
    expect(bus.stats().queued).toBe(65);
    await bus.close();
  });
});

describe('leaving and closing', () => {
  test('a member that leaves takes its queue with it; the others stay', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1).add(2);
    const [leaver, stayer] = [bus.member('leaver'), bus.member('stayer')];
    const inFlight = follow(leaver.transact(ask(1, 1)));
    await settle();
    const queued = follow(leaver.transact(ask(1, 2)));
    const staying = follow(stayer.transact(ask(2, 3)));
    leaver.leave();
    await clock.advance(100);
    expect([inFlight.outcome, queued.outcome, staying.outcome]).toEqual([1, 'TRANSPORT_CLOSED', 3]);
    expect(heard).toHaveLength(2);
    await expect(leaver.transact(ask(1, 4))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await expect(leaver.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });

  test('close rejects the one in flight and all that wait, closes the link and leaves no timer', async () => {
    const { bus, clock, far } = testLine();
    const member = bus.member('a');
    const followed = [1, 2, 3].map((n) => follow(member.transact(ask(1, n))));
    await settle();
    await bus.close();
    await settle();
    expect(followed.map(({ outcome }) => outcome)).toEqual(Array(3).fill('TRANSPORT_CLOSED'));
    await expect(far().closed).resolves.toMatchObject({ kind: 'lost' });
    expect(bus.stats()).toMatchObject({ open: false, queued: 0, losses: 0 });
    expect(clock.pending).toBe(0);
    await expect(member.transact(ask(1, 4))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await bus.close();
  });

  test('close while the gap runs leaves no timer', async () => {
    const { bus, clock, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    const waiting = follow(member.transact(ask(1, 2)));
    expect(clock.pending).toBe(1);
    await bus.close();
    expect(waiting.outcome).toBe('TRANSPORT_CLOSED');
    expect(clock.pending).toBe(0);
  });

  test('a link that opens after the bus was closed is closed at once', async () => {
    const { bus, openings } = testLine();
    let opened: (link: ByteLink) => void = () => {};
    openings.push(new Promise((resolve) => (opened = resolve)));
    const asked = follow(bus.member('a').transact(ask(1, 1)));
    await bus.close();
    await settle();
    expect(asked.outcome).toBe('TRANSPORT_CLOSED');
    const [host] = memoryPair();
    opened(host);
    await expect(host.closed).resolves.toMatchObject({ kind: 'local' });
    expect(bus.stats().open).toBe(false);
  });

  test('closing stops an opening that is under way', async () => {
    let seen: AbortSignal | undefined;
    const { bus } = testLine({
      open: (signal) => {
        seen = signal;
        return new Promise(() => {});
      },
    });
    void follow(bus.member('a').transact(ask(1, 1)));
    await settle();
    expect(seen?.aborted).toBe(false);
    await bus.close();
    expect(seen?.aborted).toBe(true);
  });
});
