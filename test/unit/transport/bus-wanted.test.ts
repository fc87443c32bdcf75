import { describe, expect, test } from 'vitest';
import { settle } from '../../support/virtual-clock.js';
import { ask, follow, testLine } from './bus-line.js';

const call = { priority: 'call' } as const;

describe('a request that may be overtaken', () => {
  test('is not sent when nobody wants it any more as its turn comes', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1);
    const member = bus.member('board-1');
    let shown = 41;
    const busy = follow(member.transact(ask(1, 1)));
    const refresh = member.transact(ask(1, 41, { label: 'refresh', wanted: () => shown === 41 }));
    const refused = expect(refresh).rejects.toMatchObject({
      code: 'TRANSPORT_WITHDRAWN',
      retryable: false,
      message: '"refresh" is not wanted any more; nothing was sent',
    });
    shown = 42;
    const newer = follow(member.transact(ask(1, 42, call)));
    await clock.advance(100);
    await refused;
    expect([busy.outcome, newer.outcome]).toEqual([1, 42]);
    expect(heard.map(({ bytes }) => bytes)).toEqual([
      [1, 42],
      [1, 1],
    ]);
    expect(bus.stats()).toMatchObject({ sent: 2, answered: 2, withdrawn: 1, timeouts: 0, queued: 0 });
  });

  test('is asked about once, when its turn has come and the line is quiet, and sent in that very tick', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1);
    const member = bus.member('board-1');
    await member.transact(ask(1, 1));
    const asked: number[] = [];
    const wanted = () => asked.push(clock.monotonic()) > 0;
    const refresh = follow(member.transact(ask(1, 2, { wanted })));
    await clock.advance(19);
    expect(asked).toEqual([]);
    await clock.advance(1);
    expect(asked).toEqual([20]);
    expect(heard.at(-1)).toEqual({ at: 20, bytes: [1, 2] });
    expect(refresh.outcome).toBe(2);
  });

  test('costs the one behind it nothing: no byte, no gap, no rest', async () => {
    const { bus, clock, heard, answering } = testLine();
    answering.add(1).add(2);
    const [board, other] = [bus.member('board-1'), bus.member('board-2')];
    const stale = Array.from({ length: 20 }, (_, n) => follow(board.transact(ask(1, n, { wanted: () => false }))));
    const behind = follow(other.transact(ask(2, 7)));
    await settle();
    expect(stale.every(({ outcome }) => outcome === 'TRANSPORT_WITHDRAWN')).toBe(true);
    expect(behind.outcome).toBe(7);
    expect(heard).toEqual([{ at: 0, bytes: [2, 7] }]);
    await clock.advance(20);
    await expect(board.transact(ask(1, 9))).resolves.toBe(9);
  });

  test('may be one that nobody answers', async () => {
    const { bus, heard } = testLine();
    const member = bus.member('board-1');
    const stale = member.send(Uint8Array.of(0, 5), { wanted: () => false });
    await expect(stale).rejects.toMatchObject({ code: 'TRANSPORT_WITHDRAWN' });
    await member.send(Uint8Array.of(0, 6), { wanted: () => true });
    expect(heard.map(({ bytes }) => bytes)).toEqual([[0, 6]]);
  });

  test('a question that throws fails its own request only', async () => {
    const { bus, heard, answering } = testLine();
    answering.add(1);
    const member = bus.member('board-1');
    const wanted = () => {
      throw new TypeError('no zone');
    };
    const broken = member.transact(ask(1, 1, { wanted }));
    const sound = member.transact(ask(1, 2));
    await expect(broken).rejects.toMatchObject({
      code: 'PROTOCOL_UNEXPECTED',
      message: expect.stringContaining('no zone'),
    });
    await expect(sound).resolves.toBe(2);
    expect(heard.map(({ bytes }) => bytes)).toEqual([[1, 2]]);
    expect(bus.stats().withdrawn).toBe(0);
  });

  test('a question that orders something itself does not put two requests on the line together', async () => {
    const { bus, clock, heard } = testLine();
    const member = bus.member('board-1');
    const ordered: { outcome: unknown }[] = [];
    const wanted = () => ordered.push(follow(member.transact(ask(1, 2, call)))) > 0;
    void follow(member.transact(ask(1, 1, { wanted })));
    await clock.advance(100);
    expect(heard.map(({ bytes }) => bytes)).toEqual([[1, 1]]);
    expect(ordered).toEqual([{ outcome: 'pending' }]);
    await bus.close();
  });

  test('a question that closes the line sends nothing', async () => {
    const { bus, heard } = testLine();
    const closing = bus.member('board-1').transact(ask(1, 1, { wanted: () => Boolean(bus.close()) }));
    await expect(closing).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    expect(bus.stats().sent).toBe(0);
    await settle();
    expect(heard).toEqual([]);
  });
});
