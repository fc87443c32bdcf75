import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../drivers/error.js';
import type { ByteLink, CloseReason } from '../../../drivers/transport/link.js';
import { settle } from '../../support/virtual-clock.js';
import { ask, follow, testLine } from './bus-line.js';

const call = { priority: 'call' } as const;
const refused = () => new GatewayError('TRANSPORT_OPEN_FAILED', 'cannot connect to 10.0.0.9:4001: refused');

describe('a link that is lost', () => {
  test('in the middle of a request fails that request at once, without waiting for its time-out', async () => {
    const { bus, clock, far } = testLine();
    const asked = bus.member('a').transact(ask(1, 1));
    const failed = expect(asked).rejects.toMatchObject({
      code: 'TRANSPORT_CLOSED',
      message: 'rs485-1: device node /dev/ttyUSB0 is gone',
    });
    await settle();
    far().unplug('device node /dev/ttyUSB0 is gone');
    await failed;
    expect(clock.monotonic()).toBe(0);
    expect(clock.pending).toBe(0);
    expect(bus.stats()).toMatchObject({ open: false, losses: 1 });
  });

  test('while idle is opened again by the next request after the back-off, on a fresh link', async () => {
    const { bus, clock, ends, far, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    far().unplug();
    await clock.advance(998);
    await expect(member.transact(ask(1, 2))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    expect(ends).toHaveLength(1);
    await clock.advance(1);
    await expect(member.transact(ask(1, 3))).resolves.toBe(3);
    expect(ends).toHaveLength(2);
    expect(bus.stats()).toMatchObject({ opens: 2, losses: 1 });
  });

  test('does not make its members silent', async () => {
    const { bus, clock, far, answering } = testLine();
    const member = bus.member('a');
    void follow(member.transact(ask(1, 1)));
    await settle();
    far().unplug();
    await clock.advance(1_000);
    answering.add(1);
    await expect(member.transact(ask(1, 2))).resolves.toBe(2);
  });

  test('bytes of the old link reach nobody', async () => {
    const { bus, clock, far, answering } = testLine();
    answering.add(1);
    const member = bus.member('a');
    await member.transact(ask(1, 1));
    const old = far();
    old.unplug();
    await clock.advance(1_000);
    answering.clear();
    const asked = follow(member.transact(ask(1, 2)));
    await settle();
    await expect(old.write(Uint8Array.of(0x81, 2))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await settle();
    expect(asked.outcome).toBe('pending');
    await bus.close();
  });

  test('when it does not take our bytes, the request fails with that and the old link is closed before the next', async () => {
    let released: (reason: CloseReason) => void = () => {};
    const stuck: ByteLink = {
      name: 'stuck',
      closed: new Promise((resolve) => (released = resolve)),
      onData: () => {},
      write: async () => {
        throw new GatewayError('TRANSPORT_WRITE_TIMEOUT', 'stuck: not taken within 5000 ms');
      },
      close: async () => void (await stuck.closed),
    };
    const { bus, clock, openings, ends, answering } = testLine();
    answering.add(1);
    openings.push(Promise.resolve(stuck));
    const member = bus.member('a');
    await expect(member.transact(ask(1, 1))).rejects.toMatchObject({ code: 'TRANSPORT_WRITE_TIMEOUT' });
    expect(bus.stats()).toMatchObject({ open: false, losses: 1 });
    await clock.advance(1_000);
    const next = follow(member.transact(ask(1, 2, call)));
    await settle();
    expect([next.outcome, ends.length]).toEqual(['pending', 0]);
    released({ kind: 'lost', detail: 'not taken' });
    await settle();
    expect(next.outcome).toBe(2);
    expect(bus.stats()).toMatchObject({ opens: 2, losses: 1 });
  });
});

describe('a link that does not open', () => {
  test('fails all that waits with the reason, once', async () => {
    const { bus, openings, tries } = testLine();
    openings.push(refused());
    const member = bus.member('a');
    const followed = [member.transact(ask(1, 1)), member.transact(ask(1, 2, call)), member.send(Uint8Array.of(1))].map(
      follow,
    );
    await settle();
    expect(followed.map(({ outcome }) => outcome)).toEqual(Array(3).fill('TRANSPORT_OPEN_FAILED'));
    expect(tries).toHaveLength(1);
  });

  test('keeps the code and the text of the finder', async () => {
    const { bus, openings } = testLine();
    openings.push(new GatewayError('TRANSPORT_PORT_AMBIGUOUS', '2 ports fit 1a86:7523'));
    await expect(bus.member('a').transact(ask(1, 1))).rejects.toMatchObject({
      code: 'TRANSPORT_PORT_AMBIGUOUS',
      message: expect.stringContaining('2 ports fit 1a86:7523'),
    });
  });

  test('an opener that throws something of its own becomes an error of opening', async () => {
    const { bus, openings } = testLine();
    openings.push(new TypeError('boom'));
    await expect(bus.member('a').transact(ask(1, 1))).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
  });

  test('polls wait for its back-off, which doubles up to 60 s', async () => {
    const { bus, clock, openings, tries } = testLine();
    openings.push(...Array.from({ length: 30 }, refused));
    const member = bus.member('a');
    for (let ms = 0; ms < 300_000; ms += 250) {
      void follow(member.transact(ask(1, 1)));
      await clock.advance(250);
    }
    const waits = tries.slice(1).map((at, index) => at - tries[index]!);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('a call tries at once even so, but at most once per second', async () => {
    const { bus, clock, openings, tries } = testLine();
    openings.push(...Array.from({ length: 30 }, refused));
    const member = bus.member('a');
    for (let n = 0; n < 6; n++) {
      void follow(member.transact(ask(1, n)));
      await clock.advance(20_000);
    }
    tries.length = 0;
    const start = clock.monotonic();
    for (let n = 0; n < 30; n++) {
      void follow(member.transact(ask(1, n, call)));
      await clock.advance(100);
    }
    expect(tries.map((at) => at - start)).toEqual([0, 1_000, 2_000]);
  });

  test('an answer makes the next back-off short again', async () => {
    const { bus, clock, openings, tries, far, answering } = testLine();
    answering.add(1);
    openings.push(...Array.from({ length: 4 }, refused));
    const member = bus.member('a');
    for (let n = 0; n < 5; n++) {
      void follow(member.transact(ask(1, n)));
      await clock.advance(9_000);
    }
    expect(bus.stats().answered).toBe(1);
    tries.length = 0;
    far().unplug();
    await clock.advance(1_000);
    await expect(member.transact(ask(1, 9))).resolves.toBe(9);
  });

  test('a link that is dropped right after each opening is not opened ever faster', async () => {
    const { bus, clock, tries, far } = testLine();
    const member = bus.member('a');
    for (let ms = 0; ms < 60_000; ms += 100) {
      const before = tries.length;
      void follow(member.transact(ask(1, 1)));
      await settle();
      if (tries.length > before) far().unplug('too many sessions');
      await clock.advance(100);
    }
    expect(tries.length).toBeLessThan(8);
  });

  test('a link that held for a minute starts from a short back-off, answers or not', async () => {
    const { bus, clock, openings, tries, far } = testLine();
    openings.push(...Array.from({ length: 5 }, refused));
    const member = bus.member('a');
    for (let n = 0; n < 6; n++) {
      void follow(member.send(Uint8Array.of(1)));
      await clock.advance(20_000);
    }
    await clock.advance(60_000);
    far().unplug();
    await clock.advance(1_000);
    await member.send(Uint8Array.of(2));
    expect(tries).toHaveLength(7);
  });
});
