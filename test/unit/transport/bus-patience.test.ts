import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../support/random.js';
import { settle } from '../../support/virtual-clock.js';
import { ask, at, follow, type TestLine, testLine } from './bus-line.js';

const timeoutMs = 1_000;
const call = { priority: 'call', timeoutMs } as const;

/** For how long each of `count` requests in a row is waited for, asked again as soon as the rest is over. */
async function waits({ bus, clock }: TestLine, member: ReturnType<TestLine['bus']['member']>, count: number) {
  const waited: number[] = [];
  while (waited.length < count) {
    const start = clock.monotonic();
    const error = await Promise.race([
      member.transact(ask(1, 1, { timeoutMs })).catch((error: Error) => error),
      clock.advance(timeoutMs + 20).then(() => undefined),
    ]);
    const text = String(error);
    const shown = /within (\d+)(?: of 1000)? ms/.exec(text)?.[1];
    if (shown === undefined) throw new Error(`${text} at ${start}, ${JSON.stringify(bus.stats())}`);
    waited.push(Number(shown));
    await clock.advance(60_000);
  }
  return waited;
}

describe('how long an answer is waited for', () => {
  test('a member that never answered: the whole time at first and at every fourth try, 250 ms in between', async () => {
    const line = testLine();
    expect(await waits(line, line.bus.member('board-1'), 9)).toEqual([
      1_000, 250, 250, 250, 1_000, 250, 250, 250, 1_000,
    ]);
  });

  test.each([
    [0, 100],
    [20, 100],
    [40, 130],
    [400, 850],
    [700, 1_000],
  ])('a member that took %i ms at the most: the whole time at first, then %i ms', async (slowestMs, needed) => {
    const line = testLine();
    const member = line.bus.member('board-1');
    for (const tookMs of [0, slowestMs, 5]) {
      line.slow.set(1, tookMs);
      const answered = follow(member.transact(ask(1, 9, { timeoutMs })));
      await line.clock.advance(1_020);
      expect(answered.outcome).toBe(9);
    }
    line.slow.delete(1);
    const between = Array(7).fill(needed);
    expect(await waits(line, member, 10)).toEqual([1_000, ...between, 1_000, needed]);
  });

  test('never longer than its driver says', async () => {
    const { bus, clock } = testLine();
    const member = bus.member('board-1');
    for (let n = 0; n < 3; n++) {
      const asked = follow(member.transact(ask(1, n, { timeoutMs: 80 })));
      await clock.advance(79);
      expect(asked.outcome).toBe('pending');
      await clock.advance(1);
      expect(asked.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
      await clock.advance(60_000);
    }
  });

  test('one answer gives the whole time back', async () => {
    const line = testLine();
    const member = line.bus.member('board-1');
    expect(await waits(line, member, 2)).toEqual([1_000, 250]);
    line.slow.set(1, 200);
    await Promise.all([member.transact(ask(1, 1, { timeoutMs })), line.clock.advance(200)]);
    line.slow.set(1, 990);
    await line.clock.advance(20);
    const slower = follow(member.transact(ask(1, 2, { timeoutMs })));
    await line.clock.advance(990);
    expect(slower.outcome).toBe(2);
  });

  test('the time the request itself is on the wire is not the time the member takes', async () => {
    const { bus, clock, slow } = testLine({ formats: [at(100)] });
    slow.set(1, 240);
    const member = bus.member('board-1');
    const answered = follow(member.transact(ask(1, 1, { timeoutMs })));
    await clock.advance(240);
    expect(answered.outcome).toBe(1);
    slow.clear();
    await clock.advance(2_000);
    void follow(member.transact(ask(1, 2, { timeoutMs })));
    await clock.advance(10_000);
    // 40 ms after the last byte: 130 ms.
    await Promise.all([
      expect(member.transact(ask(1, 3, { timeoutMs }))).rejects.toThrow('within 130 of 1000 ms (nothing came)'),
      clock.advance(330),
    ]);
  });

  test('a slower device in the place of the old one is found by the whole time', async () => {
    const { bus, clock, answering, slow } = testLine();
    answering.add(1);
    const member = bus.member('board-1');
    await member.transact(ask(1, 1, { timeoutMs }));
    answering.clear();
    slow.set(1, 1_200);
    void follow(member.transact(ask(1, 2, { timeoutMs })));
    await clock.advance(10_000);
    slow.set(1, 700);
    let found: { outcome: unknown } = { outcome: undefined };
    for (let n = 0; n < 10 && typeof found.outcome !== 'number'; n++) {
      found = follow(member.transact(ask(1, 7, { timeoutMs })));
      await clock.advance(70_000);
    }
    expect(found.outcome).toBe(7);
  });
});

describe('an answer that comes after a shortened wait', () => {
  /** A member that answered at once and now takes 600 ms: its second request in a row was given up after 100 ms. */
  async function givenUpEarly() {
    const line = testLine();
    line.answering.add(1).add(2);
    const member = line.bus.member('board-1');
    await member.transact(ask(1, 1, { timeoutMs }));
    line.slow.set(1, 5_000);
    void follow(member.transact(ask(1, 2, { timeoutMs })));
    await line.clock.advance(10_000);
    line.slow.set(1, 600);
    const early = follow(member.transact(ask(1, 3, { timeoutMs })));
    await line.clock.advance(100);
    expect(early.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
    return { ...line, member };
  }

  test('is no answer to the next call: there is none until the whole time is over', async () => {
    const { bus, clock, member, heard } = await givenUpEarly();
    const stray = bus.stats().strayBytes;
    const before = heard.length;
    await expect(member.transact(ask(1, 4, call))).rejects.toMatchObject({
      code: 'TRANSPORT_MEMBER_SILENT',
      message: expect.stringContaining('asked again in 900 ms'),
    });
    await clock.advance(899);
    const refused = follow(member.transact(ask(1, 4, call)));
    await settle();
    expect(refused.outcome).toBe('TRANSPORT_MEMBER_SILENT');
    expect(heard).toHaveLength(before);
    expect(bus.stats().strayBytes).toBe(stray + 2);
    await clock.advance(1);
    void follow(member.transact(ask(1, 5, call)));
    await settle();
    expect(heard).toHaveLength(before + 1);
  });

  test('is noise to the neighbour that is asked meanwhile, whose own answer counts', async () => {
    const { bus, clock, slow } = await givenUpEarly();
    const stray = bus.stats().strayBytes;
    slow.set(2, 550);
    const neighbour = follow(bus.member('board-2').transact(ask(2, 8, { timeoutMs })));
    await clock.advance(549);
    expect(neighbour.outcome).toBe('pending');
    await clock.advance(21);
    expect(neighbour.outcome).toBe(8);
    expect(bus.stats().strayBytes).toBe(stray);
  });

  test('is waited for by polls as well where the rest is shorter than the whole time', async () => {
    const { bus, clock, slow, heard } = testLine({ random: () => 0 });
    const member = bus.member('board-1');
    void follow(member.transact(ask(1, 1, { timeoutMs: 5_000 })));
    await clock.advance(6_000);
    slow.set(1, 4_000);
    void follow(member.transact(ask(1, 2, { timeoutMs: 5_000 })));
    await clock.advance(4_999);
    await expect(member.transact(ask(1, 3))).rejects.toThrow('asked again in 1 ms');
    expect(bus.stats().strayBytes).toBe(2);
    expect(heard).toHaveLength(2);
  });
});

describe('eight members, of which one is dead and one is slow', () => {
  const [dead, slowOne, window] = [1, 2, 3];

  /** Everybody is asked every two seconds, for ten minutes. */
  async function tenMinutes({ deadFromTheStart }: { deadFromTheStart: boolean }) {
    const line = testLine({ random: seededRandom(11) });
    const { bus, clock, answering, slow, heard } = line;
    for (let address = 1; address <= 8; address++) answering.add(address);
    slow.set(slowOne, 400);
    const members = Array.from({ length: 8 }, (_, index) => bus.member(`member-${index + 1}`));
    if (!deadFromTheStart) await members[dead - 1]!.transact(ask(dead, 0, { timeoutMs }));
    await clock.advance(1_000);
    answering.delete(dead);
    const failed = new Map<number, number>();
    const calls: number[] = [];
    for (let at = 0; at < 600_000; at += 2_000) {
      const probes = heard.filter(({ bytes }) => bytes[0] === dead).length;
      for (const [index, member] of members.entries()) {
        const address = index + 1;
        const fail = () => failed.set(address, (failed.get(address) ?? 0) + 1);
        member.transact(ask(address, 1, { timeoutMs })).catch(fail);
      }
      await settle();
      if (heard.filter(({ bytes }) => bytes[0] === dead).length > probes) {
        const asked = clock.monotonic();
        void members[window - 1]!.transact(ask(window, 2, call)).then(() => calls.push(clock.monotonic() - asked));
      }
      await clock.advance(2_000);
    }
    const costs = heard.flatMap(({ at, bytes }, index) =>
      bytes[0] === dead && heard[index + 1] ? [heard[index + 1]!.at - at] : [],
    );
    return { ...line, failed, calls, costs };
  }

  test('the slow one stays in contact for ever, and so does everybody else', async () => {
    const { failed } = await tenMinutes({ deadFromTheStart: true });
    expect([...failed.keys()]).toEqual([dead]);
  });

  test('one that died costs 100 ms and a gap per back-off, but for every eighth', async () => {
    const { costs, calls } = await tenMinutes({ deadFromTheStart: false });
    const misses = costs.slice(1);
    expect(misses.length).toBeGreaterThan(12);
    for (const [index, cost] of misses.entries()) expect(cost).toBeLessThanOrEqual(index % 8 === 0 ? 1_020 : 120);
    expect(misses.reduce((sum, cost) => sum + cost) / misses.length).toBeLessThan(300);
    for (const [index, waitedMs] of calls.entries()) expect(waitedMs).toBeLessThan(index % 8 === 0 ? 1_050 : 300);
  });

  test('one that was never there costs under 300 ms per back-off, but for every fourth', async () => {
    const { costs, calls } = await tenMinutes({ deadFromTheStart: true });
    expect(costs.length).toBeGreaterThan(12);
    for (const [index, cost] of costs.entries()) expect(cost).toBeLessThan(index % 4 === 0 ? 1_050 : 300);
    expect(calls.length).toBe(costs.length);
    for (const [index, waitedMs] of calls.entries()) expect(waitedMs).toBeLessThan(index % 4 === 0 ? 1_050 : 300);
  });
});
