import { describe, expect, test } from 'vitest';
import { FormatSearch } from '../../../drivers/transport/format-search.js';
import { formatText } from '../../../drivers/transport/line-format.js';
import type { ByteLink, LineFormat } from '../../../drivers/transport/link.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { settle } from '../../support/virtual-clock.js';
import { ask, follow, reply, testLine } from './bus-line.js';

const call = { priority: 'call', timeoutMs: 1_000 } as const;
const of = (baudRate: number, dataBits: 7 | 8, parity: LineFormat['parity'], stopBits: 1 | 2) =>
  ({ baudRate, dataBits, parity, stopBits }) as const;
const [n8, e7, e72] = [of(9_600, 8, 'none', 1), of(9_600, 7, 'even', 1), of(4_800, 7, 'even', 2)];

/** A line whose devices understand one format only; to all others they are silent. */
function searching(formats: readonly LineFormat[], set: { format: LineFormat | undefined }, afterMs = 30) {
  const opened: { at: number; format: string }[] = [];
  const links: ByteLink[] = [];
  const heard: { at: number; bytes: number[] }[] = [];
  const log: { text: string; details: unknown }[] = [];
  const said = (text: string, details: unknown) => log.push({ text, details });
  const answering = new Set([1]);
  const failures: Error[] = [];
  const line = testLine({
    formats,
    logger: { info: said, warn: said },
    open: async (_signal, format) => {
      if (!format) throw new Error('a format was expected');
      const failure = failures.shift();
      if (failure) throw failure;
      opened.push({ at: line.clock.monotonic(), format: formatText(format) });
      const [host, device] = memoryPair('line');
      links.push(host);
      device.onData(([address = 0, n = 0]) => {
        heard.push({ at: line.clock.monotonic(), bytes: [address, n] });
        if (!set.format || formatText(format) !== formatText(set.format) || !answering.has(address)) return;
        line.clock.setTimeout(() => void device.write(reply(address, n)).catch(() => {}), afterMs);
      });
      return host;
    },
  });
  return { ...line, opened, links, heard, log, answering, failures };
}

const poll = (n: number, address = 1) => ask(address, n, { timeoutMs: 1_000 });

describe('a serial line whose format nobody knows', () => {
  test('tries each format twice, on a new link each, until somebody answers: within seconds, for one poll', async () => {
    const { bus, clock, opened, links, heard, log } = searching([n8, e72, e7], { format: e7 });
    const asked = follow(bus.member('board-1').transact(poll(7)));
    await clock.advance(3_000);
    expect(asked.outcome).toBe(7);
    expect(opened.map(({ format }) => format)).toEqual(['9600 8N1', '4800 7E2', '9600 7E1']);
    expect(heard).toHaveLength(5);
    expect(new Set(links).size).toBe(3);
    for (const link of links.slice(0, 2)) await expect(link.closed).resolves.toMatchObject({ kind: 'local' });
    expect(bus.stats()).toMatchObject({ format: '9600 7E1', open: true, losses: 0, timeouts: 4, answered: 1 });
    expect(log.map(({ text }) => text)).toEqual(['link open', 'serial format found']);
    expect(log[1]!.details).toEqual({ bus: 'rs485-1', format: '9600 7E1' });
  });

  test('keeps the format found, whatever happens then', async () => {
    const set: { format: LineFormat | undefined } = { format: e7 };
    const { bus, clock, opened, links } = searching([n8, e7], set);
    const member = bus.member('board-1');
    void follow(member.transact(poll(1)));
    await clock.advance(5_000);
    set.format = n8;
    for (let n = 0; n < 20; n++) {
      void follow(member.transact(poll(n)));
      await clock.advance(61_000);
    }
    expect(bus.stats().timeouts).toBeGreaterThan(15);
    await links.at(-1)!.close();
    await clock.advance(61_000);
    void follow(member.transact(poll(1)));
    await clock.advance(2_000);
    expect(opened.map(({ format }) => format)).toEqual(['9600 8N1', '9600 7E1', '9600 7E1']);
  });

  test('stays with the first one when that is answered', async () => {
    const { bus, clock, opened, log } = searching([n8, e7], { format: n8 });
    const asked = follow(bus.member('board-1').transact(poll(3)));
    await clock.advance(30);
    expect(asked.outcome).toBe(3);
    expect(opened).toHaveLength(1);
    expect(log.map(({ text }) => text)).toEqual(['link open', 'serial format found']);
  });

  test('finds a slow device: the first try with each format has a whole second', async () => {
    const { bus, clock } = searching([n8, e7, e72], { format: e72 }, 900);
    const asked = follow(bus.member('board-1').transact(poll(5)));
    await clock.advance(6_000);
    expect(asked.outcome).toBe(5);
  });

  test('finds the one that lives although another is dead', async () => {
    const { bus, clock } = searching([n8, e72, e7], { format: e7 });
    const [dead, alive] = [bus.member('board-2'), bus.member('board-1')];
    const asked = [follow(dead.transact(poll(1, 2))), follow(alive.transact(poll(2)))];
    await clock.advance(10_000);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['TRANSPORT_REPLY_TIMEOUT', 2]);
    expect(bus.stats().format).toBe('9600 7E1');
  });

  test('gives a call its answer or its failure at once: it is not sent twice', async () => {
    const { bus, clock, heard } = searching([n8, e7], { format: e7 });
    const member = bus.member('board-1');
    const first = follow(member.transact(ask(1, 1, call)));
    await clock.advance(1_050);
    expect(first.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
    expect(heard).toHaveLength(1);
    const more = [2, 3].map((n) => follow(member.transact(ask(1, n, call))));
    await clock.advance(1_000);
    expect(more.map(({ outcome }) => outcome)).toEqual(['TRANSPORT_REPLY_TIMEOUT', 3]);
  });

  test('fails the poll after one time through the list, and from then on the usual back-off applies', async () => {
    const { bus, clock, opened, log, heard } = searching([n8, e72, e7], { format: undefined });
    const member = bus.member('board-1');
    const asked = follow(member.transact(poll(1)));
    await clock.advance(4_000);
    expect(asked.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
    expect([opened.length, heard.length]).toEqual([3, 6]);
    expect(log.map(({ text }) => text)).toEqual([
      'link open',
      'nobody answers in any serial format',
      'board-1 does not answer',
    ]);
    expect(log[1]!.details).toMatchObject({ formats: ['9600 8N1', '4800 7E2', '9600 7E1'] });

    for (let ms = 0; ms < 300_000; ms += 500) {
      void follow(member.transact(poll(2)));
      await clock.advance(500);
    }
    const [from, to] = [heard.length, opened.length];
    expect(from).toBeGreaterThan(10);
    expect(from).toBeLessThan(17);
    // Two tries each, round and round.
    expect(to).toBe(Math.ceil(from / 2));
    expect(opened.map(({ format }) => format).slice(3, 7)).toEqual(['9600 8N1', '4800 7E2', '9600 7E1', '9600 8N1']);
    expect(log).toHaveLength(3);
  });

  test('finds a device that is switched on later', async () => {
    const set: { format: LineFormat | undefined } = { format: undefined };
    const { bus, clock } = searching([n8, e7], set, 400);
    const member = bus.member('board-1');
    void follow(member.transact(poll(1)));
    await clock.advance(20_000);
    set.format = e7;
    const asked: { outcome: unknown }[] = [];
    for (let n = 0; n < 10; n++) {
      asked.push(follow(member.transact(poll(9))));
      await clock.advance(62_000);
    }
    expect(asked.at(-1)!.outcome).toBe(9);
    expect(bus.stats().format).toBe('9600 7E1');
  });

  test('does not count what the port itself refuses', async () => {
    const { bus, clock, opened, failures } = searching([n8, e7], { format: n8 });
    failures.push(new Error('no such port'), new Error('no such port'), new Error('no such port'));
    const member = bus.member('board-1');
    const outcomes: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      const asked = follow(member.transact(poll(n)));
      await clock.advance(61_000);
      outcomes.push(asked.outcome);
    }
    expect(outcomes).toEqual([...Array(3).fill('TRANSPORT_OPEN_FAILED'), 3]);
    expect(opened.map(({ format }) => format)).toEqual(['9600 8N1']);
  });

  test('opens the next one at once, even inside the back-off of an earlier loss', async () => {
    const { bus, clock, opened, links } = searching([n8, e7], { format: e7 });
    const member = bus.member('board-1');
    for (let n = 0; n < 6; n++) {
      void follow(member.send(Uint8Array.of(0), { priority: 'call' }));
      await settle();
      await links.at(-1)!.close();
      await clock.advance(1_000);
    }
    await expect(member.send(Uint8Array.of(0))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    void follow(member.transact(ask(1, 5, call)));
    await clock.advance(10);
    const asked = follow(member.transact(poll(6)));
    await clock.advance(2_000);
    expect(asked.outcome).toBe(6);
    expect(opened.at(-1)!.format).toBe('9600 7E1');
  });

  test('leaves nobody waiting: a member that leaves, a bus that closes', async () => {
    const { bus, clock } = searching([n8, e7, e72], { format: undefined });
    const [leaver, stayer] = [bus.member('a'), bus.member('b')];
    const left = follow(leaver.transact(poll(1)));
    await clock.advance(500);
    leaver.leave();
    await clock.advance(600);
    expect(left.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
    const staying = follow(stayer.transact(poll(2)));
    await clock.advance(1_500);
    expect(staying.outcome).toBe('pending');
    await bus.close();
    await settle();
    expect(staying.outcome).toBe('TRANSPORT_CLOSED');
    expect(clock.pending).toBe(0);
  });

  test('times requests and gaps by the format it is set to', async () => {
    const slow = of(300, 8, 'none', 1);
    const { bus, clock, heard } = searching([of(9_600, 8, 'none', 1), slow], { format: slow });
    const asked = [1, 2].map((n) => follow(bus.member('board-1').transact(poll(n))));
    await clock.advance(3_000);
    expect(asked.map(({ outcome }) => outcome)).toEqual([1, 2]);
    const [before = 0, last = 0] = heard.slice(-2).map(({ at }) => at);
    // Two characters of 33 ms on the wire, then three and a half of quiet.
    expect(last - before).toBeCloseTo((5.5 * 10_000) / 300, 3);
  });
});

describe('a line with one format, or none', () => {
  test('has nothing to search', async () => {
    for (const formats of [[], [n8]]) {
      const { bus, clock, tries } = testLine({ formats });
      const member = bus.member('board-1');
      for (let n = 0; n < 5; n++) {
        void follow(member.transact(poll(n)));
        await clock.advance(61_000);
      }
      expect(tries).toHaveLength(1);
      expect(bus.stats().format).toBe(formats.length === 0 ? undefined : '9600 8N1');
    }
  });

  test('waits as the member alone says', () => {
    expect(new FormatSearch([]).found).toBe(true);
    expect(new FormatSearch([n8]).found).toBe(true);
    expect(new FormatSearch([n8, e7]).found).toBe(false);
  });
});
