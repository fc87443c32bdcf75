import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { echoFilter } from '../../../drivers/transport/echo.js';
import { hex, toHex } from '../../support/hex.js';
import { settle } from '../../support/virtual-clock.js';
import { ask, follow, reply, replyDecoder, testLine } from './bus-line.js';

/** Cuts `bytes` at the given places, in any order, repeated or out of range. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.slice(at[index], end));
}

function passAll(request: Uint8Array, chunks: readonly Uint8Array[]): Uint8Array {
  const filter = echoFilter(request);
  return Uint8Array.from([...chunks.flatMap((chunk) => [...filter.pass(chunk)]), ...filter.rest()]);
}

const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 });
const cuts = fc.array(fc.nat(40), { maxLength: 6 });

describe('the echo of our own request', () => {
  test('is taken out once, however the line cuts it, and the reply is left whole', () => {
    fc.assert(
      fc.property(bytes, bytes, cuts, (request, answer, places) => {
        const stream = Uint8Array.from([...request, ...answer]);
        expect(toHex(passAll(request, cut(stream, places)))).toBe(toHex(answer));
      }),
    );
  });

  test('that never comes takes nothing from a reply, even one that begins like the request', () => {
    fc.assert(
      fc.property(bytes, bytes, cuts, fc.nat(20), (request, answer, places, shared) => {
        const stream = Uint8Array.from([...request.subarray(0, shared), ...answer]);
        fc.pre(!startsWith(stream, request));
        expect(toHex(passAll(request, cut(stream, places)))).toBe(toHex(stream));
      }),
    );
  });

  test('given back twice by a faulty adapter is taken out once only', () => {
    const request = hex('01 03 00 00');
    expect(toHex(passAll(request, [request, request, hex('01 03 02')]))).toBe('01 03 00 00 01 03 02');
  });

  test('damaged on the way is left to the decoder', () => {
    expect(toHex(passAll(hex('01 03 00 00'), [hex('01 03 80 00'), hex('AA')]))).toBe('01 03 80 00 AA');
  });
});

function startsWith(stream: Uint8Array, prefix: Uint8Array): boolean {
  return toHex(stream.subarray(0, prefix.length)) === toHex(prefix);
}

describe('on a bus whose adapter echoes', () => {
  // The worst case for a decoder: it would take the echo for the reply.
  const greedy = { request: Uint8Array.of(0x81, 5), decoder: () => replyDecoder(1) };

  test('the echo is not the reply', async () => {
    const { bus, far } = testLine({ discardEcho: true });
    const asked = follow(bus.member('a').transact(ask(1, 5, greedy)));
    await settle();
    await far().write(Uint8Array.of(0x81));
    await far().write(Uint8Array.of(5, 0x81));
    await settle();
    expect(asked.outcome).toBe('pending');
    await far().write(Uint8Array.of(9));
    await settle();
    expect(asked.outcome).toBe(9);
    expect(bus.stats()).toMatchObject({ echoes: 1, strayBytes: 0 });
  });

  test('without discardEcho the decoder sees every byte', async () => {
    const { bus, far } = testLine();
    const asked = follow(bus.member('a').transact(ask(1, 5, greedy)));
    await settle();
    await far().write(Uint8Array.of(0x81, 5));
    await settle();
    expect(asked.outcome).toBe(5);
  });

  test('a device that is silent behind an adapter that echoes: the error says so', async () => {
    for (const [discardEcho, more, said] of [
      [false, [], 'only our own request came back: the adapter echoes, see discardEcho'],
      [true, [], 'nothing came'],
      [
        false,
        [7],
        '3 bytes came, none of them the reply: noise, a wrong speed or parity, or two devices with one address',
      ],
      [true, [7], '1 bytes came, none of them the reply: noise'],
    ] as const) {
      const { bus, clock, far } = testLine({ discardEcho });
      const asked = bus.member('a').transact(ask(1, 5));
      const failed = expect(asked).rejects.toThrow(`within 500 ms (${said}`);
      await settle();
      await far().write(Uint8Array.of(1, 5, ...more));
      await clock.advance(500);
      await failed;
    }
  });

  test('when the echo does not come the reply is found', async () => {
    const { bus, far } = testLine({ discardEcho: true });
    const asked = follow(bus.member('a').transact(ask(1, 5)));
    await settle();
    await far().write(reply(1, 5));
    await settle();
    expect(asked.outcome).toBe(5);
    expect(bus.stats().echoes).toBe(0);
  });

  test('a reply that is the beginning of the request is found at the time-out at the latest', async () => {
    const { bus, clock, far } = testLine({ discardEcho: true });
    const request = Uint8Array.of(0x81, 5, 6);
    const asked = follow(bus.member('a').transact(ask(1, 5, { ...greedy, request })));
    await settle();
    await far().write(Uint8Array.of(0x81, 5));
    await clock.advance(500);
    expect(asked.outcome).toBe(5);
  });

  test('the echo of a request nobody answers is no stray reply to the next', async () => {
    const { bus, clock, far } = testLine({ discardEcho: true });
    const member = bus.member('a');
    await member.send(Uint8Array.of(0x81, 7));
    await far().write(Uint8Array.of(0x81, 7));
    const asked = follow(member.transact(ask(1, 5)));
    await clock.advance(20);
    expect(asked.outcome).toBe('pending');
    await far().write(Uint8Array.of(1, 5, 0x81, 5));
    await settle();
    expect(asked.outcome).toBe(5);
    expect(bus.stats().strayBytes).toBe(2);
  });
});
