import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../support/random.js';
import { settle } from '../../support/virtual-clock.js';
import { ask, follow, reply, testLine } from './bus-line.js';

const call = { priority: 'call' } as const;

describe('a member that does not answer', () => {
  test('its request fails with what was seen on the line', async () => {
    const { bus, clock, far } = testLine();
    const silent = bus.member('board-1').transact(ask(1, 1));
    const failed = expect(silent).rejects.toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
      message: expect.stringMatching(/"ask 1" .* 500 ms \(nothing came\)/),
    });
    await clock.advance(500);
    await failed;

    await clock.advance(1_000);
    const garbled = bus.member('board-2').transact(ask(2, 2));
    const failedToo = expect(garbled).rejects.toThrow(
      '(3 bytes came, none of them the reply: noise, a wrong speed or parity, or two devices with one address)',
    );
    await settle();
    await far().write(Uint8Array.of(1, 2, 3));
    await clock.advance(500);
    await failedToo;
  });

  test('costs the others one time-out per back-off, not one per poll', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(2);
    const [dead, alive] = [bus.member('dead'), bus.member('alive')];
    const queued = [1, 2, 3, 4, 5].map((n) => follow(dead.transact(ask(1, n))));
    const other = follow(alive.transact(ask(2, 9)));
    await clock.advance(501);
    expect(queued.map(({ outcome }) => outcome)).toEqual([
      'TRANSPORT_REPLY_TIMEOUT',
      ...Array(4).fill('TRANSPORT_MEMBER_SILENT'),
    ]);
    expect(other.outcome).toBe(9);
    expect(heard.filter(({ bytes }) => bytes[0] === 1)).toHaveLength(1);
    expect(bus.stats()).toMatchObject({ timeouts: 1, refused: 4, answered: 1 });
  });

  test('a refused poll fails at once and says when the member is asked again', async () => {
    const { bus, clock } = testLine();
    const member = bus.member('board-1');
    void follow(member.transact(ask(1, 1)));
    await clock.advance(700);
    await expect(member.transact(ask(1, 2))).rejects.toMatchObject({
      code: 'TRANSPORT_MEMBER_SILENT',
      deviceId: 'board-1',
      message: expect.stringContaining('asked again in 800 ms'),
    });
  });

  test('is refused at once even while the line is busy with another', async () => {
    const { bus, clock } = testLine();
    const [dead, slow] = [bus.member('dead'), bus.member('slow')];
    void follow(dead.transact(ask(1, 1)));
    await clock.advance(520);
    const inFlight = follow(slow.transact(ask(2, 2)));
    const refused = follow(dead.transact(ask(1, 3)));
    await settle();
    expect([inFlight.outcome, refused.outcome]).toEqual(['pending', 'TRANSPORT_MEMBER_SILENT']);
    await bus.close();
  });

  test('rests 1, 2, 4 … at most 60 s (jitter at its upper end) and never under 1 s (at its lower end)', async () => {
    for (const [random, expected] of [
      [0.99999999, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
      [0, Array(8).fill(1_000)],
    ] as const) {
      const { bus, clock } = testLine({ random: () => random });
      const member = bus.member('board-1');
      const rests: number[] = [];
      for (let round = 0; round < 8; round++) {
        void follow(member.transact(ask(1, 1, { timeoutMs: 200 })));
        await clock.advance(200);
        const error = await member.transact(ask(1, 2)).catch((error: Error) => error);
        rests.push(Number(/in (\d+) ms/.exec(String(error))![1]));
        await clock.advance(rests.at(-1)!);
      }
      expect(rests).toEqual(expected);
    }
  });

  test('is asked again when its rest is over, and an answer ends the matter', async () => {
    const { bus, clock, answering } = testLine();
    const member = bus.member('board-1');
    void follow(member.transact(ask(1, 1)));
    await clock.advance(500);
    await clock.advance(999);
    await expect(member.transact(ask(1, 2))).rejects.toMatchObject({ code: 'TRANSPORT_MEMBER_SILENT' });
    await clock.advance(1);
    answering.add(1);
    await expect(member.transact(ask(1, 3))).resolves.toBe(3);

    answering.delete(1);
    const again = follow(member.transact(ask(1, 4)));
    await clock.advance(521);
    expect(again.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
    await clock.advance(1_000);
    answering.add(1);
    await expect(member.transact(ask(1, 5))).resolves.toBe(5);
  });

  test('a call still goes through until it was silent three times in a row, then it is refused too', async () => {
    const { bus, clock, heard } = testLine();
    const member = bus.member('board-1');
    const outcomes: unknown[] = [];
    for (let n = 1; n <= 4; n++) {
      const followed = follow(member.transact(ask(1, n, call)));
      await clock.advance(520);
      outcomes.push(followed.outcome);
    }
    expect(outcomes).toEqual([...Array(3).fill('TRANSPORT_REPLY_TIMEOUT'), 'TRANSPORT_MEMBER_SILENT']);
    expect(heard).toHaveLength(3);
    await clock.advance(4_000);
    void follow(member.transact(ask(1, 5, call)));
    await settle();
    expect(heard).toHaveLength(4);
  });

  test('an answer to a call ends the rest of the polls', async () => {
    const { bus, clock, answering } = testLine();
    const member = bus.member('board-1');
    void follow(member.transact(ask(1, 1)));
    await clock.advance(520);
    answering.add(1);
    await expect(member.transact(ask(1, 2, call))).resolves.toBe(2);
    const poll = follow(member.transact(ask(1, 3)));
    await clock.advance(20);
    expect(poll.outcome).toBe(3);
  });

  test('a request nobody answers is sent all the same', async () => {
    const { bus, clock, heard } = testLine();
    const member = bus.member('board-1');
    void follow(member.transact(ask(1, 1)));
    await clock.advance(520);
    await member.send(Uint8Array.of(0, 5));
    expect(heard.at(-1)!.bytes).toEqual([0, 5]);
  });

  test('its silence is its own: the members beside it keep their polls', async () => {
    const { bus, clock, answering } = testLine({ random: seededRandom(7) });
    answering.add(2);
    const [dead, alive] = [bus.member('dead'), bus.member('alive')];
    let answered = 0;
    let timeouts = 0;
    for (let second = 0; second < 120; second++) {
      dead.transact(ask(1, 1)).catch((error: { code: string }) => {
        if (error.code === 'TRANSPORT_REPLY_TIMEOUT') timeouts++;
      });
      alive.transact(ask(2, 2)).then(() => answered++);
      await clock.advance(1_000);
    }
    expect(answered).toBe(120);
    expect(timeouts).toBeLessThan(20);
    expect(timeouts).toBe(bus.stats().timeouts);
  });

  test('the log has one line when it falls silent and one when it is back', async () => {
    const lines: string[] = [];
    const logger = { info: (text: string) => lines.push(text), warn: (text: string) => lines.push(text) };
    const { bus, clock, far } = testLine({ logger });
    const member = bus.member('board-1');
    for (let n = 1; n <= 2; n++) {
      void follow(member.transact(ask(1, n)));
      await clock.advance(5_000);
    }
    const back = follow(member.transact(ask(1, 3)));
    await settle();
    await far().write(reply(1, 3));
    await settle();
    expect(back.outcome).toBe(3);
    expect(lines).toEqual(['link open', 'board-1 does not answer', 'board-1 answers again']);
  });
});
