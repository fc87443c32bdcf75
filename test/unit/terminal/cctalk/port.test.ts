import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../drivers/terminal/cctalk/frame.js';
import { cctalkOptions } from '../../../../drivers/terminal/cctalk/options.js';
import { CctalkPort } from '../../../../drivers/terminal/cctalk/port.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { toHex } from '../../../support/hex.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { bytesOf, sumVectors } from './vectors.js';

const poll = bytesOf(sumVectors['simple poll to 40']);
const ack = bytesOf(sumVectors['ACK of 40']);

/** A port and the far end of its wire, which says what the test tells it to each question. */
function wired(answer: (question: Uint8Array) => Uint8Array[], options: Record<string, unknown> = {}) {
  const clock = new VirtualClock();
  const [link, far] = memoryPair('wire');
  const port = new CctalkPort({
    link,
    clock,
    options: cctalkOptions.parse({ mode: 'own-bus', ...options }),
    addresses: [40, 2],
  });
  const sent: string[] = [];
  far.onData((question) => {
    sent.push(toHex(question));
    for (const bytes of answer(question)) void far.write(bytes);
  });
  const ask = (address = 40) =>
    clock.finish(
      port.ask(address, 254).then(
        ({ kind }) => kind,
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      ),
    );
  return { ask, sent, port, far, clock };
}
const pieces = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

describe('the echo on the one data wire', () => {
  it.each([
    ['whole, then the answer', [poll, ack]],
    ['with the answer behind it at once', [Uint8Array.from([...poll, ...ack])]],
    ['byte by byte', [...pieces(poll), ...pieces(ack)]],
  ])('%s', async (_how, chunks) => {
    expect(await wired(() => chunks).ask()).toBe('data');
  });

  it('damaged at any byte is noticed, and nothing behind it is an answer', async () => {
    for (let at = 0; at < poll.length; at++) {
      const damaged = poll.map((byte, place) => (place === at ? byte ^ 0x10 : byte));
      expect(await wired(() => [damaged, ack]).ask()).toContain(
        `PROTOCOL_CORRUPT our own question 254 to address 40 came back damaged at byte ${at}`,
      );
    }
  });

  it.each([0, 1, 4])('of which only %d bytes come back: the wire is cut or held', async (count) => {
    expect(await wired(() => [poll.subarray(0, count)]).ask()).toContain(
      `PROTOCOL_CORRUPT only ${count} of our own 5 bytes came back`,
    );
  });

  it('and then nothing is a module that does not answer', async () => {
    expect(await wired(() => [poll]).ask()).toContain(
      'TRANSPORT_REPLY_TIMEOUT no answer to simplePoll (254) to address 40',
    );
  });

  it('after an error the wire has a rest longer than the silence that resets every receiver', async () => {
    const { ask, clock } = wired(() => [poll]);
    await ask();
    const before = clock.monotonic();
    await ask();
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(250 + 60);
  });
});

describe('answers', () => {
  it.each([
    ['NAK', 5, 'nak'],
    ['BUSY', 6, 'busy'],
  ])('%s is one', async (_name, header, kind) => {
    const answer = encodeFrame({ destination: 1, source: 40, header, data: new Uint8Array() }, 'sum');
    expect(await wired(() => [poll, answer]).ask()).toBe(kind);
  });

  it('of another module, or to another host, are none', async () => {
    const ofTwo = bytesOf(sumVectors['ACK of 2']);
    const toSeven = encodeFrame({ destination: 7, source: 40, header: 0, data: new Uint8Array() }, 'sum');
    expect(await wired(() => [poll, ofTwo, toSeven]).ask()).toContain('TRANSPORT_REPLY_TIMEOUT');
    expect(await wired(() => [poll, ofTwo, toSeven, ack]).ask()).toBe('data');
  });

  it('a header on no list does not even begin: a cast does not get past the guard', async () => {
    const { port, sent, clock } = wired(() => []);
    for (const header of [1, 153, 154, 159, 228, 229, 230, 231]) {
      await expect(clock.finish(port.ask(40, header as never))).rejects.toMatchObject({ code: 'PROTOCOL_UNSUPPORTED' });
    }
    expect(sent).toEqual([]);
  });

  it('questions wait for each other', async () => {
    const { port, sent, clock, far } = wired(() => []);
    const both = [port.ask(40, 254), port.ask(2, 254)].map((each) => each.catch(() => 'lost'));
    await clock.advance(10);
    expect(sent).toEqual([sumVectors['simple poll to 40']]);
    void far.write(Uint8Array.from([...poll, ...ack]));
    await clock.advance(10);
    expect(sent).toEqual([sumVectors['simple poll to 40'], sumVectors['simple poll to 2']]);
    await clock.advance(1_000);
    expect(await Promise.all(both)).toMatchObject([{ kind: 'data' }, 'lost']);
  });
});

describe('another host', () => {
  it('is noticed by its questions, whenever they come', async () => {
    const { port, far, clock } = wired(() => []);
    expect(port.otherHostMs).toBe(Number.POSITIVE_INFINITY);
    void far.write(bytesOf(sumVectors['bill events poll']));
    await clock.advance(100);
    expect(port.otherHostMs).toBe(100);
  });

  it('is not what a module says, nor our own question where the adapter hides no echo against the option', async () => {
    const { ask, port } = wired(() => [poll, ack], { echo: false });
    expect(await ask()).toBe('data');
    expect(port.otherHostMs).toBe(Number.POSITIVE_INFINITY);
  });
});
